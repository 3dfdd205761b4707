"""Repeated documents: a daily job copies each reference document whose day has come."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_months, cint, getdate, nowdate, split_emails

MONTHS = {"Monthly": 1, "Quarterly": 3, "Half-yearly": 6, "Yearly": 12}
DAYS = {"Daily": 1, "Weekly": 7, "Fortnightly": 14}


class AutoRepeat(Document):
    """One document and how often it comes again."""

    def validate(self) -> None:
        self.validate_reference_doctype()
        self.validate_dates()
        self.validate_recipients()
        self.set_next_schedule_date()
        self.update_status()

    def on_update(self) -> None:
        self.link_reference_document(self.name)

    def on_trash(self) -> None:
        self.link_reference_document(None)

    def validate_reference_doctype(self) -> None:
        meta = frappe.get_meta(self.reference_doctype)
        if not meta.allow_auto_repeat and not meta.get_field("auto_repeat"):
            frappe.throw(
                _("Enable Allow Auto Repeat for the doctype {0} in Customize Form").format(_(self.reference_doctype))
            )
        if self.submit_on_creation and not meta.is_submittable:
            frappe.throw(
                _("Cannot enable {0} for a non-submittable doctype").format(frappe.bold(_("Submit on Creation")))
            )

    def validate_dates(self) -> None:
        if self.end_date and getdate(self.end_date) <= getdate(self.start_date):
            frappe.throw(_("End Date of {0} must lie after Start Date.").format(self.reference_document))
        days = [row.day for row in self.repeat_on_days]
        if len(set(days)) < len(days):
            frappe.throw(_("A weekday of {0} is listed twice.").format(self.reference_document))

    def validate_recipients(self) -> None:
        if self.notify_by_email:
            for address in split_emails(self.recipients or ""):
                frappe.utils.validate_email_address(address, throw=True)

    def update_status(self) -> None:
        if self.disabled:
            self.status = "Disabled"
        elif self.is_completed():
            self.status = "Completed"
        else:
            self.status = "Active"

    def is_completed(self) -> bool:
        """Whether the next date lies after the end."""
        return bool(self.end_date) and getdate(self.next_schedule_date) > getdate(self.end_date)

    def link_reference_document(self, name: str | None) -> None:
        if frappe.get_meta(self.reference_doctype).get_field("auto_repeat"):
            frappe.db.set_value(
                self.reference_doctype, self.reference_document, "auto_repeat", name, update_modified=False
            )

    # ---- when

    def set_next_schedule_date(self) -> None:
        if self.disabled:
            self.next_schedule_date = None
        elif not self.next_schedule_date or self.has_value_changed("frequency") or self.has_value_changed("start_date"):
            self.next_schedule_date = self.get_next_schedule_date(getdate(self.start_date), include_start=True)

    def get_next_schedule_date(self, schedule_date: Any, include_start: bool = False) -> date:
        """The first date of the repetition after `schedule_date` (or on it), not in the past."""
        day = getdate(schedule_date)
        today = getdate(nowdate())
        nth = 0 if include_start else 1
        while True:
            found = self.nth_date(day, nth)
            if found >= today and (found > day or include_start and found == day):
                return found
            nth += 1

    def nth_date(self, day: date, nth: int) -> date:
        if self.frequency in MONTHS:
            return self.day_of_month(getdate(add_months(day.replace(day=1), MONTHS[self.frequency] * nth)))
        if self.frequency == "Weekly" and self.repeat_on_days:
            wanted = {row.day for row in self.repeat_on_days}
            days = [day + timedelta(days=n) for n in range(7)]
            matching = [one for one in days if one.strftime("%A") in wanted]
            return matching[nth % len(matching)] + timedelta(weeks=nth // len(matching))
        return day + timedelta(days=DAYS[self.frequency] * nth)

    def day_of_month(self, first: date) -> date:
        last = monthrange(first.year, first.month)[1]
        wanted = cint(self.repeat_on_day) or getdate(self.start_date).day
        return first.replace(day=last if self.repeat_on_last_day else min(wanted, last))

    # ---- the copy

    def create_documents(self) -> Document | None:
        """Make the copy that is due and write to those who want to know; a failure switches the repetition off."""
        point = "auto_repeat"
        frappe.db.savepoint(point)
        try:
            copy = self.make_new_document()
            if self.notify_by_email and self.recipients:
                self.send_notification(copy)
            return copy
        except Exception:
            trace = frappe.get_traceback()
            frappe.db.rollback(save_point=point)
            frappe.log_error(_("Auto Repeat failed for {0}").format(self.name), trace, "Auto Repeat", self.name)
            self.disable_auto_repeat()
            return None

    def make_new_document(self) -> Document:
        reference = frappe.get_doc(self.reference_doctype, self.reference_document)
        copy = frappe.copy_doc(reference, ignore_no_copy=False)
        copy.docstatus = 0
        if copy.meta.get_field("auto_repeat"):
            copy.auto_repeat = self.name
        copy.run_method("on_recurring", reference_doc=reference, auto_repeat_doc=self)
        copy.insert(ignore_permissions=True)
        if self.submit_on_creation:
            copy.submit()
        return copy

    def send_notification(self, copy: Document) -> None:
        values = {"doc": copy}
        subject = frappe.render_template(self.subject or _("New {0}: {1}").format(copy.doctype, copy.name), values)
        message = frappe.render_template(
            self.message or _("Please find {0} {1} in the system.").format(copy.doctype, copy.name), values
        )
        frappe.sendmail(
            recipients=split_emails(self.recipients),
            subject=subject,
            message=message,
            reference_doctype=copy.doctype,
            reference_name=copy.name,
        )

    def disable_auto_repeat(self) -> None:
        frappe.db.set_value("Auto Repeat", self.name, {"disabled": 1, "status": "Disabled", "next_schedule_date": None})


def make_auto_repeat_entry() -> None:
    """Scheduled job: make every copy whose day has come."""
    due = {"disabled": 0, "status": "Active", "next_schedule_date": ["<=", nowdate()]}
    for name in frappe.get_all("Auto Repeat", filters=due, pluck="name"):
        create_repeated_entry(frappe.get_doc("Auto Repeat", name))
        frappe.db.commit()


def create_repeated_entry(repeat: AutoRepeat) -> None:
    """Make one repetition's copy, and set its next date."""
    if repeat.end_date and getdate(repeat.end_date) < getdate(nowdate()):
        frappe.db.set_value("Auto Repeat", repeat.name, "status", "Completed")
        return
    if repeat.create_documents() is None:
        return
    repeat.next_schedule_date = repeat.get_next_schedule_date(nowdate())
    repeat.update_status()
    frappe.db.set_value(
        "Auto Repeat", repeat.name, {"next_schedule_date": repeat.next_schedule_date, "status": repeat.status}
    )


@frappe.whitelist(methods=["POST"])
def make_auto_repeat(
    doctype: str, docname: str, frequency: str = "Daily", start_date: Any = None, end_date: Any = None
) -> Document:
    """Let a document come again; needs write permission on it and the right to make an Auto Repeat."""
    frappe.has_permission(doctype, "write", doc=docname, throw=True)
    return frappe.get_doc(
        {
            "doctype": "Auto Repeat",
            "reference_doctype": doctype,
            "reference_document": docname,
            "frequency": frequency,
            "start_date": start_date or nowdate(),
            "end_date": end_date,
        }
    ).insert()

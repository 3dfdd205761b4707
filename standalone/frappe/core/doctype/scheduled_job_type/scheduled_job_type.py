"""Functions that run at set times, made from the apps' `scheduler_events` at install and migrate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from croniter import CroniterBadCronError, croniter
from frappe import _
from frappe.model.document import Document
from frappe.model.query_args import read_json
from frappe.utils import get_datetime, now_datetime

CRON = {
    "All": "*/4 * * * *",
    "Hourly": "0 * * * *",
    "Hourly Long": "0 * * * *",
    "Hourly Maintenance": "0 * * * *",
    "Daily": "0 0 * * *",
    "Daily Long": "0 0 * * *",
    "Daily Maintenance": "0 0 * * *",
    "Weekly": "0 0 * * 0",
    "Weekly Long": "0 0 * * 0",
    "Monthly": "0 0 1 * *",
    "Monthly Long": "0 0 1 * *",
    "Yearly": "0 0 1 1 *",
    "Annual": "0 0 1 1 *",
}


class ScheduledJobType(Document):
    """One function and its times."""

    def autoname(self) -> None:
        self.name = ".".join(self.method.split(".")[-2:])
        if frappe.db.exists("Scheduled Job Type", self.name):
            self.name = self.method[-140:]

    def validate(self) -> None:
        if self.frequency == "Cron":
            if not self.cron_format:
                frappe.throw(_("Cron format is required for job types with Cron frequency."))
            try:
                croniter(self.cron_format)
            except CroniterBadCronError:
                frappe.throw(_("{0} is not a valid Cron expression.").format(frappe.bold(self.cron_format)))
        elif self.frequency != "All":
            self.create_log = 1

    def get_next_execution(self) -> datetime:
        """When the function is due next."""
        cron = self.cron_format if self.frequency == "Cron" else CRON[self.frequency]
        return croniter(cron, get_datetime(self.last_execution or self.creation)).get_next(datetime)

    @property
    def next_execution(self) -> str:
        """The same, for the form."""
        return str(self.get_next_execution())

    def is_event_due(self, current_time: Any = None) -> bool:
        """Whether the function should have run by now."""
        return self.get_next_execution() <= (current_time or now_datetime())

    @property
    def rq_job_id(self) -> str:
        """Under this id only one job waits or runs at a time."""
        return f"scheduled_job::{self.method}"

    def enqueue(self, force: bool = False) -> bool:
        """Queue the function if it is due and not queued yet; says whether it was."""
        from frappe.utils.background_jobs import enqueue, is_job_enqueued

        if not force and not self.is_event_due() or is_job_enqueued(self.rq_job_id):
            return False
        enqueue(
            "frappe.core.doctype.scheduled_job_type.scheduled_job_type.run_scheduled_job",
            queue="long"
            if self.frequency in ("Hourly Long", "Daily Long", "Weekly Long", "Monthly Long")
            else "default",
            scheduled_job_type=self.method,
            job_type=self.method,
            job_id=self.rq_job_id,
        )
        return True

    def execute(self) -> None:
        """Run the function now; its changes are committed, or undone and the failure logged."""
        try:
            frappe.get_attr(self.method)()
            frappe.db.commit()
            self.log_status("Complete")
        except Exception:
            trace = frappe.get_traceback()
            frappe.db.rollback()
            frappe.log_error(_("Scheduled job {0} failed").format(self.method), trace)
            self.log_status("Failed", trace)

    def log_status(self, status: str, details: str | None = None) -> None:
        frappe.db.set_value("Scheduled Job Type", self.name, "last_execution", now_datetime(), update_modified=False)
        if self.create_log or status == "Failed":
            entry = {
                "doctype": "Scheduled Job Log",
                "scheduled_job_type": self.name,
                "status": status,
                "details": details,
            }
            frappe.get_doc(entry).insert(ignore_permissions=True)
        frappe.db.commit()


def get_active() -> list[ScheduledJobType]:
    """Job types that are not stopped."""
    names = frappe.get_all("Scheduled Job Type", filters={"stopped": 0}, pluck="name", order_by="name asc")
    return [frappe.get_doc("Scheduled Job Type", name) for name in names]


def run_scheduled_job(scheduled_job_type: str | None = None, job_type: str | None = None) -> None:
    """Job: run one function as Administrator."""
    frappe.set_user("Administrator")
    frappe.get_doc("Scheduled Job Type", {"method": job_type or scheduled_job_type}).execute()


@frappe.whitelist(methods=["POST"])
def execute_event(doc: Any) -> dict:
    """Queue a function now; needs System Manager."""
    frappe.only_for("System Manager")
    given = read_json(doc, "doc", (dict,)) or {}
    frappe.get_doc("Scheduled Job Type", given.get("name")).enqueue(force=True)
    return given


@frappe.whitelist()
def skip_next_execution(*args: Any, **kwargs: Any) -> None:
    """Not part of this runtime."""
    raise frappe.NotInStandaloneError(_("Stop the job type instead, and start it again afterwards."))


def sync_jobs(hooks: dict | None = None) -> None:
    """At install and migrate: make the records match the apps' `scheduler_events`."""
    wanted = _wanted(hooks or frappe.get_hooks("scheduler_events", {}))
    for method, frequency, cron in sorted(wanted, key=str):
        _insert_or_update(method, frequency, cron)
    for row in frappe.get_all("Scheduled Job Type", fields=["name", "method", "frequency", "cron_format"]):
        if (row.method, row.frequency, row.cron_format or None) not in wanted:
            frappe.delete_doc("Scheduled Job Type", row.name, force=1, ignore_permissions=True)


def _wanted(events: dict) -> set[tuple[str, str, str | None]]:
    found: set[tuple[str, str, str | None]] = set()
    for event, value in events.items():
        if event == "cron":
            found |= {(method, "Cron", cron) for cron, methods in value.items() for method in methods}
        else:
            frequency = event.replace("_", " ").title()
            if frequency not in CRON:
                frappe.throw(
                    _("{0} is not a time of scheduler_events. Use one of {1} or cron.").format(event, ", ".join(CRON))
                )
            found |= {(method, frequency, None) for method in value}
    return found


def _insert_or_update(method: str, frequency: str, cron: str | None) -> None:
    frappe.get_attr(method)
    rows = frappe.get_all("Scheduled Job Type", filters={"method": method}, fields=["name", "frequency", "cron_format"])
    if any((row.frequency, row.cron_format or None) == (frequency, cron) for row in rows):
        return
    if len(rows) == 1 and frequency != "Cron" != rows[0].frequency:
        frappe.db.set_value("Scheduled Job Type", rows[0].name, "frequency", frequency)
        return
    entry = {"doctype": "Scheduled Job Type", "method": method, "frequency": frequency, "cron_format": cron}
    frappe.get_doc(entry).insert(ignore_permissions=True)


def clear_old_logs(days: int = 90) -> None:
    """Scheduled job: forget runs older than this."""
    old = {"modified": ["<", frappe.utils.add_days(frappe.utils.nowdate(), -days)]}
    frappe.db.delete("Scheduled Job Log", old)

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, get_datetime

from relcrm.agenda import contact_purpose, event_type, own_fields, promises, reminders
from relcrm.agenda.calendars import LONGEST_DAYS, PLANNED, WRITE, get_levels
from relcrm.agenda.privacy import has_event_permission
from relcrm.agenda.recurrence.changing import leave_out
from relcrm.exceptions import CalendarError, EventChainError, EventTimeError, OtherPartyError
from relcrm.relations import keys, party_card
from relcrm.relations.visibility import validate_party_access
from relcrm.workplace.days import show_moment

FIRST_YEAR, LAST_YEAR = 1900, 2200


class RelationEvent(Document):
    """Anything that passes between us and a counterpart, past or planned."""

    def before_insert(self):
        kind = event_type.get_type(self.event_type)
        if kind and self.reminder_minutes is None:
            self.reminder_minutes = kind.reminder_minutes
        if kind and not self.area:
            self.area = kind.default_area

    def validate(self):
        self.set_party()
        validate_party_access(self, "party")
        self.validate_calendar()
        self.keep_told()
        if self.starts_on:
            self.set_times()
            self.set_reminder()
        self.set_caller()
        self.validate_previous_event()
        contact_purpose.validate_purpose(self)
        self.set_values()
        promises.set_promises(self)
        self.mark_as_moved()
        reminders.validate_reminders(self)

    def on_update(self):
        promises.keep_tasks(self)
        promises.settle_by_task(self)
        reminders.keep_reminders(self)

    def on_trash(self):
        reminders.remove_reminders(self)
        promises.remove_tasks(self)
        leave_out(self)

    def mark_as_moved(self):
        """Remember of an event of a series that its time is its own now."""
        if self.series and not self.is_new() and not self.flags.from_series:
            times = ("starts_on", "ends_on", "all_day")
            self.moved = int(self.moved or any(self.has_value_changed(field) for field in times))

    def set_party(self):
        """Take the party of the contact person, and refuse a person of somebody else."""
        if not self.contact_person:
            return
        party = frappe.db.get_value("Contact Person", self.contact_person, "party")
        self.party = self.party or party
        if party and party != self.party and self.has_value_changed("contact_person"):
            text = _(
                'With: {0} is not a person of the company of "{1}". Choose another person, or another company.'
            )
            frappe.throw(text.format(self.contact_person, self.subject), OtherPartyError)

    def validate_calendar(self):
        """Refuse an hour in the agenda of a colleague who does not let the user write there; without a day it waits."""
        free = self.flags.ignore_permissions or self.flags.by_process or frappe.flags.in_import or self.undated
        if free or self.status not in PLANNED or self.assigned_to in (None, "", frappe.session.user):
            return
        if not (self.has_value_changed("assigned_to") or self.has_value_changed("undated")):
            return
        if get_levels().get(self.assigned_to) < WRITE:
            name = frappe.utils.get_fullname(self.assigned_to)
            text = _(
                '"{0}": you may not write in the agenda of {1}. Leave the day to be chosen, or ask {1} to share it.'
            )
            frappe.throw(text.format(self.subject, name), CalendarError)

    def keep_told(self):
        """Only telling writes what somebody outside was told, and who invited them; what comes back knows it still."""
        if self.flags.telling or self.flags.from_restore:
            return
        before = self.get_doc_before_save()
        stored = {row.name: row for row in before.participants} if before else {}
        for row in self.participants:
            old = stored.get(row.name)
            row.told, row.told_by = (old.told, old.told_by) if old else (None, None)

    def set_times(self):
        start = self.starts_on = self.read_moment("starts_on")
        self.month = start.strftime("%Y-%m")
        if not self.ends_on:
            kind = event_type.get_type(self.event_type)
            self.ends_on = start + timedelta(minutes=cint(kind.duration if kind else 0))
        end = self.ends_on = self.read_moment("ends_on")
        if end < start:
            text = _('"{0}" ends on {1}, before it starts on {2}. Correct one of the two.')
            frappe.throw(
                text.format(self.subject, show_moment(end), show_moment(start)), EventTimeError
            )
        if end - start > timedelta(days=LONGEST_DAYS):
            text = _('"{0}" lasts more than {1} days. Enter its beginning and its end as two events.')
            frappe.throw(text.format(self.subject, LONGEST_DAYS), EventTimeError)

    def read_moment(self, field: str) -> datetime:
        """Return a moment of the event, of a year that anybody has a calendar for."""
        moment = get_datetime(self.get(field))
        if not moment or not FIRST_YEAR <= moment.year <= LAST_YEAR:
            text = _('"{0}": {1} is not a day of the years {2} to {3}. Correct the date.')
            shown = show_moment(moment) if moment else escape_html(str(self.get(field)))
            frappe.throw(text.format(self.subject, shown, FIRST_YEAR, LAST_YEAR), EventTimeError)
        return moment

    def set_reminder(self):
        minutes = cint(self.reminder_minutes)
        wanted = minutes and not self.undated
        reminder = reminders.get_due(self.assigned_to, self.starts_on, minutes) if wanted else None
        if reminder != (get_datetime(self.reminder_at) if self.reminder_at else None):
            self.reminder_at, self.reminded = reminder, 0

    def set_caller(self):
        self.caller_e164 = keys.parse_phone(self.caller_number, party_card.get_region()) or None

    def validate_previous_event(self):
        if not self.previous_event or not self.has_value_changed("previous_event"):
            return
        self.previous_doctype = "Relation Event"
        if self.previous_event == self.name:
            frappe.throw(
                _('"{0}" cannot follow itself. Choose another event.').format(self.subject), EventChainError
            )
        if not self.flags.ignore_permissions:
            previous = frappe.get_doc("Relation Event", self.previous_event)
            if not has_event_permission(previous, "read"):
                text = _('"{0}" cannot follow {1}, which you may not see. Choose another event.')
                frappe.throw(text.format(self.subject, self.previous_event), EventChainError)

    def set_values(self):
        kind = event_type.get_type(self.event_type)
        labels = {row.field_key: row.label for row in kind.fields_of_type} if kind else {}
        for row in self.event_values:
            row.label = labels.get(row.field_key) or row.label or row.field_key
        own_fields.validate_values(self)


def on_doctype_update():
    """Add the indexes over several columns that the metadata cannot declare."""
    add = frappe.db.add_index
    add("Relation Event", ["month", "area", "status", "private"], "month_area_status_private")
    add("Relation Event", ["party", "starts_on"], "party_starts_on")
    add("Relation Event", ["assigned_to", "starts_on"], "assigned_to_starts_on")
    add("Relation Event", ["status", "starts_on"], "status_starts_on")
    add("Relation Event", ["owner", "private"], "owner_private")
    add("Relation Event", ["assigned_to", "private"], "assigned_to_private")
    add("Relation Event", ["starts_on", "name", "private"], "starts_on_name_private")  # far down a list
    # How often something happened: to everybody in a span of days, and to one company (decision 0015).
    add("Relation Event", ["event_type", "starts_on", "party", "private", "status"], "type_starts_on_party")
    add("Relation Event", ["party", "event_type", "starts_on", "private", "status"], "party_type_starts_on")
    for partner in ("party", "contact_person"):  # who was heard of last: `list_columns.py`
        add("Relation Event", [partner, "status", "private", "starts_on"], f"{partner}_last")

from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, format_datetime, get_datetime

from relcrm.agenda import event_type, own_fields
from relcrm.agenda.privacy import has_event_permission
from relcrm.exceptions import EventChainError, EventTimeError, OtherPartyError
from relcrm.relations import keys, party_card
from relcrm.relations.visibility import validate_party_access

LONGEST_DAYS = 31


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
        if self.starts_on:
            self.set_times()
            self.set_reminder()
        self.set_caller()
        self.validate_previous_event()
        self.set_values()

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

    def set_times(self):
        start = self.starts_on = get_datetime(self.starts_on)
        self.month = start.strftime("%Y-%m")
        if not self.ends_on:
            kind = event_type.get_type(self.event_type)
            self.ends_on = start + timedelta(minutes=cint(kind.duration if kind else 0))
        end = self.ends_on = get_datetime(self.ends_on)
        if end < start:
            text = _('"{0}" ends on {1}, before it starts on {2}. Correct one of the two.')
            frappe.throw(
                text.format(self.subject, format_datetime(end), format_datetime(start)), EventTimeError
            )
        if end - start > timedelta(days=LONGEST_DAYS):
            text = _('"{0}" lasts more than {1} days. Enter its beginning and its end as two events.')
            frappe.throw(text.format(self.subject, LONGEST_DAYS), EventTimeError)

    def set_reminder(self):
        minutes = cint(self.reminder_minutes)
        reminder = self.starts_on - timedelta(minutes=minutes) if minutes and not self.undated else None
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
    for partner in ("party", "contact_person"):  # who was heard of last: `list_columns.py`
        add("Relation Event", [partner, "status", "private", "starts_on"], f"{partner}_last")

"""RelCRM Silent Contacts: companies and people with whom nothing has happened for so many days."""

import frappe
from frappe import _

from relcrm.analysis.contact_care import get_silence_days, get_silent_rows


def execute(filters=None):
    """Return columns, rows, and in words what silent means."""
    filters = frappe._dict(filters or {})
    message = _("No event done with them for {0} days. Private events do not count.")
    return get_columns(), get_silent_rows(filters), message.format(get_silence_days(filters))


def get_columns() -> list[dict]:
    """Return who, how long, and how to reach them."""
    return [
        {"fieldname": "party", "label": _("Name"), "fieldtype": "Link", "options": "Party", "width": 240},
        {"fieldname": "main_town", "label": _("Town"), "fieldtype": "Data", "width": 140},
        {"fieldname": "lifecycle_stage", "label": _("Stage"), "fieldtype": "Select", "width": 120},
        {"fieldname": "last_contact", "label": _("Last contact"), "fieldtype": "Date", "width": 120},
        {"fieldname": "days_silent", "label": _("Days of silence"), "fieldtype": "Int", "disable_total": 1},
        {"fieldname": "main_phone", "label": _("Telephone"), "fieldtype": "Data", "options": "Phone"},
        {"fieldname": "agent", "label": _("Agent"), "fieldtype": "Link", "options": "User", "width": 160},
    ]

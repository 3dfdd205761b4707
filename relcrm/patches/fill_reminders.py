"""Reminders of events that were planned before reminders had rows of their own."""

import frappe
from frappe.utils import now_datetime

from relcrm.agenda.reminders import AHEAD, get_wanted, make_reminder


def execute() -> None:
    """Make the reminders of what is still to come; those that were sent are not sent again."""
    filters = {"starts_on": [">", now_datetime()], "reminder_minutes": [">", 0], "status": ["in", AHEAD], "reminded": 0}
    for name in frappe.get_all("Relation Event", filters=filters, pluck="name", limit=0):
        if not frappe.db.exists("Relation Reminder", {"reference_name": name}):
            for (user, due, minutes), by_mail in get_wanted(frappe.get_doc("Relation Event", name)).items():
                make_reminder(name, user, due, minutes=minutes, by_mail=by_mail)

"""Reminders that arrive: a notice to whoever has to do a planned event, once."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import format_datetime, now_datetime

OLDEST = timedelta(days=1)


def send_reminders() -> int:
    """Notify of the events whose reminder has come; runs every five minutes and returns how many it sent."""
    now = now_datetime()
    rows = frappe.get_all(
        "Relation Event",
        filters={
            "reminder_at": ["between", [now - OLDEST, now]],
            "reminded": 0,
            "status": ["in", ["Planned", "Open"]],
            "assigned_to": ["is", "set"],
        },
        fields=["name", "subject", "starts_on", "assigned_to"],
        order_by="reminder_at asc",
        limit=500,
    )
    for row in rows:
        send_reminder(row)
    return len(rows)


def send_reminder(row: dict) -> None:
    """Make one notice and mark its event."""
    language = frappe.db.get_value("User", row.assigned_to, "language")
    subject = _("Reminder: {0}, {1}", language).format(row.subject, format_datetime(row.starts_on, "dd/MM/yyyy HH:mm"))
    notice = {
        "doctype": "Notification Log",
        "subject": subject,
        "for_user": row.assigned_to,
        "type": "Alert",
        "document_type": "Relation Event",
        "document_name": row.name,
    }
    frappe.get_doc(notice).insert(ignore_permissions=True)
    frappe.db.set_value("Relation Event", row.name, "reminded", 1, update_modified=False)

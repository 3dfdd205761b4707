"""Reminders over REST."""

import frappe

from relcrm.agenda import reminders


@frappe.whitelist(methods=["POST"])
def snooze(name: str, minutes: int) -> dict:
    """Remind me of an event once more, in so many minutes: {due_at}; needs read on it."""
    return reminders.snooze(name, int(minutes))

"""Noting down a telephone call: one request, nothing compulsory but what was said."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, now_datetime

from relcrm.agenda import entries, event_type, events
from relcrm.api.agenda import get_event_row


@frappe.whitelist(methods=["POST"])
def log_call(
    notes: str = "",
    party: str | None = None,
    contact_person: str | None = None,
    caller_name: str | None = None,
    caller_number: str | None = None,
    direction: str = "In",
    outcome: str | None = None,
    area: str | None = None,
    subject: str | None = None,
    starts_on: str | None = None,
    assigned_to: str | None = None,
    private: int = 0,
    previous_event: str | None = None,
    follow_up: dict | None = None,
    promises: list | None = None,
    entry: str | None = None,
) -> dict:
    """Save a call, and its follow-up when given, both or neither; needs create on Relation Event.

    `promises` are rows of Relation Promise (`promise`, `side`, `due_on`, `kind`, `value`).
    An unknown caller may be left out and named later with `name_caller`. `entry` is a mark of the sender's own: the
    same one sent again, after an answer that got lost, gives the answer of the first time and makes nothing.
    """
    saved = entries.get_saved(entry)
    if saved:
        return {"event": get_event_row(saved[0]), "follow_up": get_event_row(saved[1]) if saved[1] else None}
    minutes = cint(frappe.db.get_single_value("RelCRM Settings", "call_minutes")) or 5
    start = get_datetime(starts_on) if starts_on else now_datetime().replace(microsecond=0)
    values = {
        "event_type": event_type.get_type_of_channel("Call"),
        "subject": subject or _get_subject(notes, caller_name or caller_number),
        "notes": _get_html(notes),
        "starts_on": start,
        "ends_on": start + timedelta(minutes=minutes),
        "status": "Done",
        "assigned_to": assigned_to or frappe.session.user,
        "party": party,
        "contact_person": contact_person,
        "caller_name": caller_name,
        "caller_number": caller_number,
        "direction": direction,
        "outcome": outcome,
        "area": area,
        "private": private,
        "previous_event": previous_event,
        "promises": promises,
    }
    call = events.make_event(values)
    planned = events.plan_follow_up(call, follow_up) if follow_up else None
    entries.keep_saved(entry, call.name, planned.name if planned else None)
    return {"event": get_event_row(call.name), "follow_up": get_event_row(planned.name) if planned else None}


@frappe.whitelist(methods=["POST"])
def name_caller(name: str, party: str | None = None, contact_person: str | None = None) -> dict:
    """Say afterwards who an unknown caller was; needs write on the event."""
    event = frappe.get_doc("Relation Event", name)
    event.party, event.contact_person = party or event.party, contact_person or event.contact_person
    event.save()
    return get_event_row(name)


def _get_subject(notes: str, caller: str | None) -> str:
    if notes.strip():
        return events.make_subject(None, notes)
    return _("Call from {0}").format(caller) if caller else _("Call")


def _get_html(notes: str) -> str:
    """Return typed text as paragraphs; a note is text, not markup."""
    lines = [frappe.utils.escape_html(line) for line in notes.strip().splitlines()]
    return "".join(f"<p>{line or '<br>'}</p>" for line in lines)

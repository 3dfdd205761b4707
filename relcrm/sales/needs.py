"""Needs and goals of a party, each with the events that were agreed for it."""

import frappe
from frappe.utils import cint

FIELDS = "name statement kind state contact_person said_on due_on settled_on".split()
MOST_NEEDS, MOST_EVENTS = 30, 200
DONE_STATES = ("Met", "Dropped")


def get_needs(party: str) -> list[dict]:
    """Return the needs of a party that the user may see, the open ones first.

    Each has `said_by` (the person's name) and `events`: name, subject, starts_on, status of those that belong to it
    and that the user may see, in order of time.
    """
    rows = frappe.get_list(
        "Party Need", filters={"party": party}, fields=FIELDS, order_by="said_on desc, name desc", limit=MOST_NEEDS
    )
    if not rows:
        return []
    people = {row.contact_person for row in rows if row.contact_person}
    filters = {"name": ["in", list(people)]}
    known = frappe.get_list("Contact Person", filters=filters, fields=["name", "full_name"]) if people else []
    names = {row.name: row.full_name for row in known}
    events = get_events_of("Party Need", [row.name for row in rows])
    for row in rows:
        row.said_by = names.get(row.contact_person)
        row.events = events.get(row.name, [])
    return sorted(rows, key=lambda row: cint(row.state in DONE_STATES))


def get_events_of(doctype: str, names: list[str]) -> dict[str, list]:
    """Return the events that belong to records and that the user may see, by record."""
    if not frappe.has_permission("Relation Event", "read"):
        return {}
    found: dict[str, list] = {}
    for row in frappe.get_list(
        "Relation Event",
        filters={"reference_doctype": doctype, "reference_name": ["in", names], "status": ["!=", "Cancelled"]},
        fields=["name", "subject", "starts_on", "status", "undated", "reference_name"],
        order_by="starts_on asc",
        limit=MOST_EVENTS,
    ):
        found.setdefault(row.reference_name, []).append(row)
    return found

"""Ties of a party, read from its own side whichever side they were entered from."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

ALWAYS = (date.min, date.max)


def get_ties(party: str) -> list[dict]:
    """Return the ties of a party that the user may see, each as read from this party."""
    fields = ["name", "party", "other_party", "relationship_type", "since", "until", "notes"]
    rows = frappe.get_list(
        "Party Relationship",
        fields=fields,
        or_filters={"party": party, "other_party": party},
        order_by="creation asc",
        limit=200,
    )
    titles = _get_titles({row.relationship_type for row in rows})
    names = _get_party_names({side for row in rows for side in (row.party, row.other_party)})
    return [_read_from(party, row, titles, names) for row in rows]


def _read_from(party: str, row: dict, titles: dict, names: dict) -> dict:
    forward = row.party == party
    other = row.other_party if forward else row.party
    reads, reverse = titles.get(row.relationship_type, (row.relationship_type, row.relationship_type))
    return {
        "name": row.name,
        "title": _(reads if forward else reverse),
        "relationship_type": row.relationship_type,
        "other_party": other,
        "other_party_name": names.get(other, other),
        "forward": int(forward),
        "since": row.since,
        "until": row.until,
        "notes": row.notes,
    }


def _get_titles(types: set[str]) -> dict[str, tuple[str, str]]:
    if not types:
        return {}
    rows = frappe.get_all(
        "Relationship Type",
        filters={"name": ["in", list(types)]},
        fields=["name", "forward_title", "reverse_title"],
    )
    return {row.name: (row.forward_title, row.reverse_title) for row in rows}


def _get_party_names(parties: set[str]) -> dict[str, str]:
    if not parties:
        return {}
    rows = frappe.get_all("Party", filters={"name": ["in", list(parties)]}, fields=["name", "party_name"])
    return {row.name: row.party_name for row in rows}


def leads_to(start: str, end: str, tie: Document) -> bool:
    """Return whether ties of the type and time of `tie` lead from one party to another, also by way of others."""
    seen, edge = {start}, [start]
    while edge and end not in seen:
        filters = {"relationship_type": tie.relationship_type, "party": ["in", edge], "name": ["!=", tie.name or ""]}
        rows = frappe.get_all("Party Relationship", filters=filters, fields=["other_party", "since", "until"], limit=0)
        edge = list({row.other_party for row in rows if _is_at_one_time(row, tie)} - seen)
        seen.update(edge)
    return end in seen


def find_same(tie: Document) -> str | None:
    """Return another tie of the type of `tie`, from and to the same parties, that holds at some time of it."""
    equal = {name: tie.get(name) for name in ("relationship_type", "party", "other_party")}
    if not all(equal.values()):
        return None
    filters = {**equal, "name": ["!=", tie.name or ""]}
    rows = frappe.get_all("Party Relationship", filters=filters, fields=["name", "since", "until"])
    return next((row.name for row in rows if _is_at_one_time(row, tie)), None)


def is_part_of(tie: Document, before: Document | None) -> bool:
    """Return whether a tie says no more than it did before: the same, or the same for a shorter time."""
    if not before or any(tie.get(name) != before.get(name) for name in ("relationship_type", "party", "other_party")):
        return False
    (begun, ended), (begins, ends) = _get_span(before), _get_span(tie)
    return begun <= begins and ends <= ended


def _is_at_one_time(one: dict, other: dict) -> bool:
    (begun, ended), (begins, ends) = _get_span(one), _get_span(other)
    return begun <= ends and begins <= ended


def _get_span(tie: dict) -> tuple[date, date]:
    first, last = ALWAYS
    return getdate(tie.since) if tie.since else first, getdate(tie.until) if tie.until else last

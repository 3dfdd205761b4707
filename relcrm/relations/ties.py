"""Ties of a party, read from its own side whichever side they were entered from."""

import frappe
from frappe import _


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

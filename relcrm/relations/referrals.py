"""Who recommended us to whom, on several levels: a tree of the ties of one type, as far as the user may see it."""

from collections import defaultdict

import frappe

REFERRAL = "recommended us to"
MOST_LEVELS, MOST_PARTIES = 12, 1000


def get_referral_rows(party: str) -> list[dict]:
    """Return a party and whom it recommended us to, level by level, each party once.

    Rows are `name`, `party_name`, `parent` (None at the top), `level`, `below` (all parties further down). A ring of
    recommendations is walked once.
    """
    rows = {party: {"name": party, "parent": None, "level": 0}}
    edge = [party]
    for level in range(1, MOST_LEVELS + 1):
        found = _get_recommended(edge)
        edge = []
        for above, below in found:
            if below not in rows and len(rows) < MOST_PARTIES:
                rows[below] = {"name": below, "parent": above, "level": level}
                edge.append(below)
        if not edge:
            break
    shown = _describe(list(rows.values()))
    _count_below(shown)
    return shown


def get_recommended_by(party: str) -> list[dict]:
    """Return who recommended us to a party, that the user may see."""
    filters = {"relationship_type": REFERRAL, "other_party": party}
    names = frappe.get_list("Party Relationship", filters=filters, pluck="party", order_by="creation asc", limit=20)
    return frappe.get_list("Party", filters={"name": ["in", names]}, fields=["name", "party_name"]) if names else []


def _get_recommended(parties: list[str]) -> list[tuple[str, str]]:
    rows = frappe.get_list(
        "Party Relationship",
        filters={"relationship_type": REFERRAL, "party": ["in", parties]},
        fields=["party", "other_party"],
        order_by="creation asc, name asc",
        limit=MOST_PARTIES,
    )
    return [(row.party, row.other_party) for row in rows]


def _describe(rows: list[dict]) -> list[dict]:
    """Add names; what the user may not see is left out, and those below it with it."""
    names = [row["name"] for row in rows]
    fields = ["name", "party_name", "lifecycle_stage", "main_town"]
    known = {row.name: row for row in frappe.get_list("Party", {"name": ["in", names]}, fields, limit=MOST_PARTIES)}
    shown: dict[str, dict] = {}
    for row in rows:
        if row["name"] in known and (row["parent"] is None or row["parent"] in shown):
            shown[row["name"]] = {**known[row["name"]], **row}
    return list(shown.values())


def _count_below(rows: list[dict]) -> None:
    below = defaultdict(int)
    for row in reversed(rows):
        row["below"] = below[row["name"]]
        if row["parent"]:
            below[row["parent"]] += below[row["name"]] + 1

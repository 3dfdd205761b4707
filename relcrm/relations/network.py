"""The picture of a party's ties, two steps out: parties, what ties them, and people who sit in several of them."""

import frappe
from frappe import _

MOST_PARTIES = 60
MOST_TIES = 400
STEPS = 2


def get_network(party: str) -> dict:
    """Return parties (with their distance) and ties around a party, as far as the user may see them."""
    steps, edges = {party: 0}, {}
    edge_of: list[str] = [party]
    for step in range(1, STEPS + 1):
        found = get_ties_of(edge_of)
        edge_of = []
        for tie in found:
            if not _has_room(steps, tie["source"], tie["target"]):
                continue
            edges[tie["key"]] = tie
            for side in (tie["source"], tie["target"]):
                if side not in steps:
                    steps[side] = step
                    edge_of.append(side)
    return {"parties": describe(steps), "ties": list(edges.values()), "more": len(steps) >= MOST_PARTIES}


def _has_room(steps: dict, *sides: str) -> bool:
    return len(set(sides) - set(steps)) + len(steps) <= MOST_PARTIES


def get_ties_of(parties: list[str]) -> list[dict]:
    """Return what ties some parties to any: ties, divisions, people who belong to several."""
    return [*get_relationships(parties), *get_divisions(parties), *get_shared_people(parties)] if parties else []


def get_relationships(parties: list[str]) -> list[dict]:
    """Return the entered ties, each as it reads forward."""
    if not frappe.has_permission("Party Relationship", "read"):
        return []
    rows = frappe.get_list(
        "Party Relationship",
        fields=["name", "party", "other_party", "relationship_type", "until"],
        or_filters=[["party", "in", parties], ["other_party", "in", parties]],
        order_by="creation asc",
        limit=MOST_TIES,
    )
    return [
        _make_tie(row.name, row.party, row.other_party, _(row.relationship_type), "tie", ended=bool(row.until))
        for row in rows
    ]


def get_divisions(parties: list[str]) -> list[dict]:
    """Return who is part of whom."""
    rows = frappe.get_list(
        "Party",
        filters=[["parent_party", "is", "set"]],
        or_filters=[["name", "in", parties], ["parent_party", "in", parties]],
        fields=["name", "parent_party"],
        limit=MOST_TIES,
    )
    return [_make_tie(f"part/{row.name}", row.name, row.parent_party, _("part of"), "part") for row in rows]


def get_shared_people(parties: list[str]) -> list[dict]:
    """Return whom somebody belongs to who is a party as well: the person joins the companies they sit in."""
    if not frappe.has_permission("Contact Person", "read"):
        return []
    rows = frappe.get_list(
        "Contact Person",
        filters=[["same_as", "is", "set"], ["active", "=", 1]],
        or_filters=[["party", "in", parties], ["same_as", "in", parties]],
        fields=["name", "party", "same_as", "role"],
        limit=MOST_TIES,
    )
    return [
        _make_tie(f"person/{row.name}", row.same_as, row.party, row.role or _("belongs to"), "person") for row in rows
    ]


def _make_tie(key: str, source: str, target: str, title: str, kind: str, ended: bool = False) -> dict:
    return {"key": key, "source": source, "target": target, "title": title, "kind": kind, "ended": int(ended)}


def describe(steps: dict[str, int]) -> list[dict]:
    """Return the parties by their distance; those that the user may open are marked so."""
    names = list(steps)
    fields = ["name", "party_name", "party_type", "main_town"]
    rows = {row.name: row for row in frappe.get_all("Party", filters={"name": ["in", names]}, fields=fields)}
    seen = set(frappe.get_list("Party", filters={"name": ["in", names]}, pluck="name", limit=len(names)))
    return [
        {
            "name": name,
            "title": rows[name].party_name,
            "party_type": rows[name].party_type,
            "town": rows[name].main_town if name in seen else None,
            "step": steps[name],
            "may_open": int(name in seen),
        }
        for name in names
        if name in rows
    ]

"""Answers to the lists of module Workplace: the people, divisions, employers and ties of a company or person."""

import frappe
from frappe import _
from frappe.utils import nowdate

from relcrm.workplace.lists.rights import can_read, get_read_condition
from relcrm.workplace.rules import quote

TIE = "`tabParty Relationship`"
PERSON = "`tabContact Person`"


def get_relations(doctype: str) -> list[dict]:
    """Hook `relcrm_list_relations`: who and what belongs to a party, or stands below a person."""
    if doctype == "Contact Person":
        return [{"key": "staff", "label": _("People who report here"), "doctype": doctype, "link": "reports_to"}]
    if doctype != "Party":
        return []
    return [
        {"key": "people", "label": _("People"), "doctype": "Contact Person", "link": "party"},
        {"key": "divisions", "label": _("Divisions"), "doctype": "Party", "link": "parent_party"},
        *_get_employers(),
        *_get_ties(),
    ]


def _get_employers() -> list[dict]:
    """Where somebody works who is known as a person of their own."""
    if not can_read("Contact Person"):
        return []
    through = _select(PERSON, "same_as", "party", f"{PERSON}.`active` = 1", get_read_condition("Contact Person"))
    return [{"key": "employers", "label": _("Works for"), "doctype": "Party", "through": through}]


def _get_ties() -> list[dict]:
    """Each kind of tie, read from either side, of those that stand today."""
    if not can_read("Party Relationship"):
        return []
    fields = ["name", "forward_title", "reverse_title"]
    kinds = frappe.get_all("Relationship Type", filters={"disabled": 0}, fields=fields, order_by="name asc")
    condition = get_read_condition("Party Relationship")
    return [tie for kind in kinds for tie in _get_sides(kind, condition)]


def _get_sides(kind: dict, condition: str) -> list[dict]:
    today = quote(nowdate())
    stands = (
        f"{TIE}.`relationship_type` = {quote(kind.name)}"
        f" and ({TIE}.`since` is null or {TIE}.`since` <= {today})"
        f" and ({TIE}.`until` is null or {TIE}.`until` >= {today})"
    )
    forward = _select(TIE, "party", "other_party", stands, condition)
    reverse = _select(TIE, "other_party", "party", stands, condition)
    base = {"doctype": "Party"}
    if kind.forward_title == kind.reverse_title:
        both = f"{forward} union all {reverse}"
        return [{**base, "key": f"tie:{kind.name}", "label": _(kind.forward_title), "through": both}]
    return [
        {**base, "key": f"tie:{kind.name}", "label": _(kind.forward_title), "through": forward},
        {**base, "key": f"tie-back:{kind.name}", "label": _(kind.reverse_title), "through": reverse},
    ]


def _select(table: str, parent: str, related: str, where: str, condition: str) -> str:
    columns = f"{table}.`{parent}` as `parent`, {table}.`{related}` as `related`"
    present = f"{table}.`{parent}` is not null and {table}.`{related}` is not null"
    return f"select {columns} from {table} where {present} and {where}" + (f" and ({condition})" if condition else "")

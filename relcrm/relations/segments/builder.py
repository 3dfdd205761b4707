"""What the page of segments asks: the list of them, one of them, keeping one, and what a draft finds now."""

import json

import frappe
from frappe import _

from relcrm.exceptions import SegmentError
from relcrm.relations.segments import members
from relcrm.relations.segments.reading import Segment, make_segment, read_conditions
from relcrm.relations.segments.reading import get_segment as read_segment
from relcrm.relations.segments.rule import ADDED, LINKS, make_rule
from relcrm.relations.segments.suggesting import suggest
from relcrm.workplace.lists.query import ListQuery, check_list

__all__ = ["get_segment", "get_segments", "preview", "save_segment", "suggest"]
TAKEN = ("segment_name", "target", "description", "visibility", "role", "watched")
SHOWN = ("name", *TAKEN, "owner", "frozen_on", "frozen_from")
SAMPLE = {"Party": ["party_name", "main_town", "lifecycle_stage"], "Contact Person": ["full_name", "party", "role"]}
SAMPLED = 8


def get_segments(target: str | None = None) -> list[dict]:
    """Return the segments that the user may see, by name."""
    filters = {"target": target} if target in LINKS else {}
    fields = [*SHOWN, "modified", "watched_on"]
    rows = frappe.get_list("Segment", filters=filters, fields=fields, order_by="segment_name asc", limit=0)
    return _describe(rows)


def _describe(rows: list[dict]) -> list[dict]:
    """Say whose each segment is, and of one's own with which single colleagues it is shared."""
    mine = [row.name for row in rows if row.owner == frappe.session.user]
    shares = _get_shares(mine)
    names = _get_full_names({row.owner for row in rows}.union(*shares.values()))
    return [
        {
            **row,
            "mine": int(row.name in shares),
            "owner_name": names.get(row.owner, row.owner),
            "shared_with": sorted(names[user] for user in shares.get(row.name, ()) if user in names),
        }
        for row in rows
    ]


def _get_shares(segments: list[str]) -> dict[str, list[str]]:
    """Return the users with whom each of some segments is shared."""
    shares: dict[str, list[str]] = {name: [] for name in segments}
    filters = {"share_doctype": "Segment", "share_name": ["in", segments], "read": 1, "everyone": 0}
    for row in frappe.get_all("DocShare", filters=filters, fields=["share_name", "user"], limit=0) if segments else ():
        shares[row.share_name].append(row.user)
    return shares


def _get_full_names(users: set[str]) -> dict[str, str]:
    filters = {"name": ["in", list(users)]}
    return dict(frappe.get_all("User", filters=filters, fields=["name", "full_name"], as_list=True, limit=0))


def get_segment(name: str) -> dict:
    """Return one segment with its conditions and its members by hand."""
    read_segment(name)
    doc = frappe.get_doc("Segment", name)
    by_hand = members.get_by_hand(name, doc.target)
    return {
        **_describe([frappe._dict({field: doc.get(field) for field in (*SHOWN, "modified", "watched_on")})])[0],
        "conditions": read_conditions(doc.conditions) or {"op": "all", "of": []},
        "editable": int(bool(frappe.has_permission("Segment", "write", doc=doc))),
        "shareable": int(doc.may_be_shared()),
        "deletable": int(bool(frappe.has_permission("Segment", "delete", doc=doc))),
        "added": by_hand[ADDED],
        "taken_out": by_hand[members.TAKEN_OUT],
    }


def save_segment(values: dict, name: str | None = None) -> dict:
    """Keep a new segment, its first members by hand with it, or change one."""
    doc = frappe.get_doc("Segment", read_segment(name).name) if name else frappe.new_doc("Segment")
    if name and values.get("modified") and str(doc.modified) != str(values["modified"]):
        text = _('"{0}" has been changed by {1} meanwhile. Load it again, then make your change.')
        frappe.throw(text.format(doc.segment_name, frappe.utils.get_fullname(doc.modified_by)), SegmentError)
    doc.update({field: values[field] for field in TAKEN if field in values})
    if "conditions" in values:
        given = read_conditions(values["conditions"])
        doc.conditions = json.dumps(given, ensure_ascii=False) if given and given.get("of") != [] else None
    added = values.get("added") or []
    doc.flags.by_hand = bool(added)
    doc.save() if name else doc.insert()
    if added:
        members.set_members(doc.name, added, ADDED)
    return get_segment(doc.name)


def preview(target: str, conditions: dict | list, name: str | None = None) -> dict:
    """Return how many fit, whether that is everybody, and some of them."""
    check_list(target)
    if target not in LINKS:
        frappe.throw(_("A segment is of companies or of contacts."), SegmentError)
    if name:
        segment = read_segment(name)
    else:
        segment = make_segment(frappe._dict(name=None, segment_name="", target=target, conditions=None))
    return {**count(segment, read_conditions(conditions)), "of": ListQuery(target).get_count()["count"]}


def count(segment: Segment, conditions: dict | None) -> dict:
    """Return how many records a rule finds, and the first of them."""
    if conditions and conditions.get("of") == [] and not any(key in conditions for key in ("has", "segment", "near")):
        conditions = None
    rule = [make_rule(segment, conditions)]
    found = ListQuery(segment.target, conditions=rule).get_count()
    page = ListQuery(segment.target, columns=SAMPLE[segment.target], conditions=rule, length=SAMPLED).get_rows()
    return {**found, "rows": page["rows"], "titles": page["titles"]}

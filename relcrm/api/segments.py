"""Segments: kept groups of companies or people, counted while they are composed, by hand, frozen, compared."""

import frappe
from frappe import _

from relcrm.exceptions import SegmentError
from relcrm.relations.segments import builder, members, watching

LONGEST = 100_000


def _parse(value: object, kind: type) -> object:
    try:
        found = frappe.parse_json(value) if isinstance(value, str) and len(value) <= LONGEST else value
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, kind):
        frappe.throw(_("What was sent for the segment cannot be read. Load the page again."), SegmentError)
    return found


@frappe.whitelist(methods=["GET", "POST"])
def get_segments(target: str | None = None) -> list[dict]:
    """Return the segments that the user may see, by name; needs read on Segment."""
    frappe.has_permission("Segment", "read", throw=True)
    return builder.get_segments(target)


@frappe.whitelist(methods=["GET", "POST"])
def get_segment(name: str) -> dict:
    """Return one segment with its conditions and who is in it by hand; needs read on it."""
    return builder.get_segment(name)


@frappe.whitelist(methods=["POST"])
def save_segment(values: dict | str, name: str | None = None) -> dict:
    """Keep a new segment or change one; needs create, or write on it. `added` are the first members by hand."""
    return builder.save_segment(_parse(values, dict), name)


@frappe.whitelist(methods=["GET", "POST"])
def preview(target: str, conditions: dict | list | str | None = None, name: str | None = None) -> dict:
    """Return how many records conditions find with the members by hand of a segment, and the first; needs read."""
    return builder.preview(target, _parse(conditions or [], (dict, list)), name)


@frappe.whitelist(methods=["GET", "POST"])
def suggest(target: str, text: str) -> list[dict]:
    """Return conditions that a few typed letters may mean, likeliest first; needs read on the list."""
    return builder.suggest(target, text)


@frappe.whitelist(methods=["POST"])
def set_members(name: str, members_by_hand: list | str, how: str = "Added") -> dict:
    """Put records in by hand (Added), take them out (Taken Out), or leave them to the conditions; needs write."""
    count = members.set_members(name, _parse(members_by_hand, list), how)
    return {"count": count, **builder.get_segment(name)}


@frappe.whitelist(methods=["POST"])
def freeze(name: str, title: str | None = None) -> str:
    """Copy a segment as it is now; returns the name of the copy; needs read on it and create."""
    return members.freeze(name, title)


@frappe.whitelist(methods=["GET", "POST"])
def get_changes(name: str, days: int = 30) -> dict:
    """Return who entered a segment and who left it in the last days; for the one it belongs to."""
    return watching.get_changes(name, days)

"""What a segment may not be: empty, everybody, a part of itself, made of what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _

from relcrm.exceptions import ListQueryError, SegmentError
from relcrm.relations.segments import rule
from relcrm.relations.segments.always import is_always
from relcrm.relations.segments.reading import (
    FIELDS,
    Segment,
    find_used,
    find_users,
    get_segment,
    make_segment,
    read_conditions,
    walk,
)
from relcrm.workplace.lists.conditions import MOST_CONDITIONS, check_size
from relcrm.workplace.lists.fields import ListFields
from relcrm.workplace.lists.statement import Statement

if TYPE_CHECKING:
    from relcrm.relations.doctype.segment.segment import Segment as SegmentDocument


def validate_conditions(doc: SegmentDocument) -> None:
    """Refuse conditions that find everybody, that hang on themselves, or that cannot be asked."""
    try:
        conditions = read_conditions(doc.conditions)
        check_size(conditions)
        validate_not_everybody(doc, conditions)
        validate_no_ring(doc, conditions)
        validate_size(doc, conditions)
        validate_readers(doc, conditions)
        compile_once(doc, conditions)
    except ListQueryError as fault:
        frappe.clear_last_message()
        frappe.throw(_('The segment "{0}" cannot be kept.').format(doc.segment_name) + f" {fault}", SegmentError)


def validate_not_everybody(doc: SegmentDocument, conditions: dict | None) -> None:
    if conditions is None and (doc.flags.by_hand or rule.get_hows(doc.get("name"))):
        return
    if is_always(conditions, ListFields(doc.target)):
        text = _('The segment "{0}" would be everybody. Add a condition that leaves some out.')
        frappe.throw(text.format(doc.segment_name), SegmentError)


def validate_no_ring(doc: SegmentDocument, conditions: dict | None) -> None:
    """Refuse a segment that hangs on itself, also by way of others."""
    titles, waiting, seen = {doc.name: doc.segment_name}, [(name, ()) for name in find_used(conditions)], set()
    while waiting:
        name, way = waiting.pop()
        if name == doc.name and doc.name:
            between = " → ".join(titles[one] for one in way)
            text = _('The segment "{0}" would be a part of itself, by way of "{1}". Take that one out.')
            alone = _('The segment "{0}" would be a part of itself. Take it out of its own conditions.')
            frappe.throw((text if way else alone).format(doc.segment_name, between), SegmentError)
        if name in seen:
            continue
        seen.add(name)
        row = frappe.db.get_value("Segment", name, FIELDS, as_dict=True)
        if row:
            titles[name] = row.segment_name
            waiting += [(other, (*way, name)) for other in find_used(read_conditions(row.conditions))]


def validate_size(doc: SegmentDocument, conditions: dict | None) -> None:
    """Refuse conditions that are too many with those of the segments they hang on, here or where it is used."""
    known = {doc.name: count_opened(conditions, {})} if doc.name else {}
    sizes = [count_opened(conditions, dict(known))]
    waiting, seen = find_users(doc.name) if doc.name else [], set()
    while waiting:
        row = waiting.pop()
        if row.name not in seen:
            seen.add(row.name)
            sizes.append(count_opened(read_conditions(row.conditions), dict(known)))
            waiting += find_users(row.name)
    if max(sizes) > MOST_CONDITIONS:
        text = _('With the segments it hangs on, "{0}" has more than {1} conditions. Take some away.')
        frappe.throw(text.format(doc.segment_name, MOST_CONDITIONS), SegmentError)


def count_opened(conditions: dict | None, known: dict[str, int]) -> int:
    """Return how many conditions there are once every segment in them is opened; `known` keeps what is counted."""
    total = 0
    for part in walk(conditions):
        if isinstance(part, dict) and isinstance(part.get("segment"), str):
            name = part["segment"]
            if name not in known:
                known[name] = 1
                known[name] = count_opened(read_conditions(frappe.db.get_value("Segment", name, "conditions")), known)
            total += known[name]
        total += 1
    return total


def validate_readers(doc: SegmentDocument, conditions: dict | None) -> None:
    """Refuse that others see a segment which hangs on one that is private; and segments that the user may not see."""
    for name in find_used(conditions):
        used = get_segment(name)
        if used.is_private and doc.visibility != "Private":
            text = _('Others are to see "{0}", but it hangs on "{1}", which is private. Share that one first.')
            frappe.throw(text.format(doc.segment_name, used.title), SegmentError)


def compile_once(doc: SegmentDocument, conditions: dict | None) -> None:
    """Refuse what the list of the segment could not be asked."""
    values = {field: doc.get(field) for field in FIELDS}
    segment: Segment = make_segment({**values, "conditions": None})
    Statement(ListFields(doc.target)).add_conditions({"op": "all", "of": [rule.make_rule(segment, conditions)]})


def validate_unused(doc: SegmentDocument) -> None:
    """Refuse to delete a segment that others hang on, naming those that the user may see."""
    users = find_users(doc.name)
    if not users:
        return
    seen = [row.segment_name for row in users if frappe.has_permission("Segment", "read", doc=row.name)]
    if len(seen) < len(users):
        seen.append(_("a segment of a colleague"))
    text = _('"{0}" is used by {1}. Take it out of there first.')
    frappe.throw(text.format(doc.segment_name, ", ".join(seen)), SegmentError)

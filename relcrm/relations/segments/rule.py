"""What a segment stands for in the conditions of any list: `{"segment": name}` (hook `relcrm_list_nodes`)."""

import frappe
from frappe import _

from relcrm.relations.segments.reading import Segment, get_segment
from relcrm.workplace.lists.conditions import Opened, Written, refuse
from relcrm.workplace.lists.fields import ListFields
from relcrm.workplace.lists.nodes import find_link

MEMBER = "`tabParty Segment Member`"
LINKS = {"Party": "party", "Contact Person": "contact_person"}
ADDED, TAKEN_OUT, FROZEN, WATCHED = "Added", "Taken Out", "Frozen", "Watched"
NOBODY = Written("1 = 0", [])


def open_segment(node: dict, fields: ListFields) -> Opened:
    """Answer `relcrm_list_nodes`: the conditions of a segment that the user may see, or of the record that is in it."""
    segment = fields.once(get_segment, node["segment"])
    return open_on(fields, segment.target, node, lambda: make_rule(segment, segment.conditions), _name(segment))


def open_on(fields: ListFields, target: str, node: dict, make, sentence: str = "{0}") -> Opened:
    """Return conditions on records of a kind, or on those that the records of another list belong to."""
    if fields.doctype == target:
        return Opened(make(), sentence)
    link = find_link(fields, target)
    if not link:
        text = _("The list of {0} has nothing to do with {1}. Take the condition away.")
        refuse(text.format(_(fields.doctype), _(target)))
    return Opened({"linked": link, "of": [node]})


def _name(segment: Segment) -> str:
    title = frappe.utils.escape_html(segment.title).replace("{", "{{").replace("}", "}}")
    return _('The segment "{0}" finds nobody, for one of its conditions does not hold any more.').format(title) + " {0}"


def make_rule(segment: Segment, conditions: dict | None) -> object:
    """Return the conditions of a segment with what is put in and taken out by hand; of a frozen one, its members."""
    if segment.frozen_on:
        return among(segment, FROZEN)
    hows = get_hows(segment.name)
    ways = [*([conditions] if conditions else []), *([among(segment, ADDED)] if ADDED in hows else [])]
    if not ways:
        return NOBODY
    base: object = ways[0] if len(ways) == 1 else {"op": "any", "of": ways}
    if TAKEN_OUT not in hows:
        return base
    return {"op": "all", "of": [base, {"op": "none", "of": [among(segment, TAKEN_OUT)]}]}


def get_hows(name: str | None) -> set[str]:
    """Return in which ways there are members by hand; none for a segment that is not saved yet."""
    filters = {"segment": name, "how": ["in", [ADDED, TAKEN_OUT]]}
    return set(frappe.get_all("Party Segment Member", filters=filters, pluck="how", distinct=True)) if name else set()


def among(segment: Segment, how: str) -> Written:
    """Return the condition that a record is a member in a certain way."""
    link = LINKS[segment.target]
    rows = f"select {MEMBER}.`{link}` from {MEMBER} where {MEMBER}.`segment` = %s and {MEMBER}.`how` = %s"
    sql = f"`tab{segment.target}`.`name` in ({rows} and {MEMBER}.`{link}` is not null)"
    return Written(sql, [segment.name, how])

"""Who is put in and taken out by hand, and the copy of a segment as it is at an instant."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from relcrm.exceptions import SegmentError
from relcrm.relations.segments.rule import ADDED, FROZEN, LINKS, TAKEN_OUT
from relcrm.workplace.days import show_day
from relcrm.workplace.lists.fields import ListFields
from relcrm.workplace.lists.statement import Statement

MOST_BY_HAND, MOST_FROZEN, BATCH = 5000, 1_000_000, 5000
STANDARD = ("name", "creation", "modified", "owner", "modified_by")
COLUMNS = (*STANDARD, "segment", "party", "contact_person", "how", "since")


def set_members(name: str, members: list[str], how: str) -> int:
    """Put records in by hand, take them out, or (empty `how`) leave them to the conditions; returns how many."""
    segment = frappe.get_doc("Segment", name)
    segment.check_permission("write")
    if segment.frozen_on:
        text = _('"{0}" is frozen: nobody enters it or leaves it. Make a segment of your own.')
        frappe.throw(text.format(segment.segment_name), SegmentError)
    if how not in (ADDED, TAKEN_OUT, ""):
        frappe.throw(_("A member is put in, taken out, or left to the conditions."), SegmentError)
    known = find_readable(segment, members)
    link = LINKS[segment.target]
    filters = {"segment": name, link: ["in", known], "how": ["in", [ADDED, TAKEN_OUT]]}
    frappe.db.delete("Party Segment Member", filters)
    if how:
        validate_room(segment, len(known))
        insert_members(name, link, known, how)
    return len(known)


def find_readable(segment, members: list[str]) -> list[str]:
    """Return the records that the user may read among named ones; refuses where one is not."""
    names = list(dict.fromkeys(name for name in members if isinstance(name, str) and name))
    if not names or len(names) > MOST_BY_HAND:
        text = _('"{0}": choose from 1 to {1} records to put in or take out.')
        frappe.throw(text.format(segment.segment_name, MOST_BY_HAND), SegmentError)
    found = frappe.get_list(segment.target, filters={"name": ["in", names]}, pluck="name", limit=0, order_by=None)
    missing = sorted(set(names) - set(found))
    if missing:
        text = _('"{0}": there is no "{1}" that you may see. Choose another.')
        shown = frappe.utils.escape_html(missing[0][:60])
        frappe.throw(text.format(segment.segment_name, shown), SegmentError)
    return names


def validate_room(segment, more: int) -> None:
    filters = {"segment": segment.name, "how": ["in", [ADDED, TAKEN_OUT]]}
    if frappe.db.count("Party Segment Member", filters) + more > MOST_BY_HAND:
        text = _('"{0}" would have more than {1} members by hand. Say by a condition who is meant.')
        frappe.throw(text.format(segment.segment_name, MOST_BY_HAND), SegmentError)


def insert_members(
    segment: str, link: str, names: list[str], how: str, since=None, is_first: bool = False
) -> None:
    """Write members down, many at once; contacts with the party that they belong to. The first have no day."""
    now, user = now_datetime(), frappe.session.user
    for first in range(0, len(names), BATCH):
        some = names[first : first + BATCH]
        parties = dict(zip(some, some, strict=True)) if link == "party" else get_parties(some)
        rows = [
            (
                frappe.generate_hash(length=12), now, now, user, user, segment, parties.get(name),
                name if link == "contact_person" else None, how, None if is_first else since or now,
            )
            for name in some
        ]  # fmt: skip
        frappe.db.bulk_insert("Party Segment Member", list(COLUMNS), rows)


def get_parties(contacts: list[str]) -> dict[str, str]:
    """Return the parties of contact persons."""
    found: dict[str, str] = {}
    for first in range(0, len(contacts), 500):
        filters = {"name": ["in", contacts[first : first + 500]]}
        rows = frappe.get_all("Contact Person", filters=filters, fields=["name", "party"], limit=0)
        found |= {row.name: row.party for row in rows}
    return found


def find_members(name: str, target: str) -> list[str]:
    """Return the names of all records in a segment that the user may read."""
    statement = Statement(ListFields(target))
    statement.restrict_to_readable()
    statement.add_conditions({"segment": name})
    name_of = f"{statement.table}.`name`"
    return [row[0] for row in statement.run(name_of, f"order by {name_of} limit %s", (MOST_FROZEN,))]


def freeze(name: str, title: str | None = None) -> str:
    """Copy a segment as it is now, of what the user may read; returns the name of the copy, which is theirs alone."""
    segment = frappe.get_doc("Segment", name)
    segment.check_permission("read")
    members = find_members(name, segment.target)
    if not members:
        text = _('"{0}" has nobody in it now: there is nothing to freeze.')
        frappe.throw(text.format(segment.segment_name), SegmentError)
    now = now_datetime()
    values = {
        "segment_name": (title or "").strip()[:140] or get_frozen_title(segment, now),
        "target": segment.target,
        "description": segment.description,
        "conditions": segment.conditions,
        "frozen_on": now,
        "frozen_from": name,
    }
    copy = frappe.get_doc({"doctype": "Segment", **values})
    copy.flags.freezing = True
    copy.insert()
    insert_members(copy.name, LINKS[segment.target], members, FROZEN, now)
    return copy.name


def get_frozen_title(segment, now) -> str:
    """Return the name of a copy where nobody gave it one."""
    return _("{0}, as of {1}").format(segment.segment_name, show_day(now))[:140]


def forget_member(doctype: str, name: str) -> None:
    """Take a record that is deleted out of all segments."""
    frappe.db.delete("Party Segment Member", {LINKS[doctype]: name})


def get_by_hand(name: str, target: str) -> dict[str, list[dict]]:
    """Return who is put in and who is taken out by hand, of what the user may read, by title."""
    link = LINKS[target]
    title = frappe.get_meta(target).title_field
    rows = frappe.get_list(
        "Party Segment Member",
        filters={"segment": name, "how": ["in", [ADDED, TAKEN_OUT]]},
        fields=["how", link],
        limit=0,
        order_by=None,
    )
    names = [row.get(link) for row in rows]
    read = {"filters": {"name": ["in", names]}, "fields": ["name", title], "as_list": True, "limit": 0}
    titles = dict(frappe.get_list(target, **read)) if names else {}
    found: dict[str, list[dict]] = {ADDED: [], TAKEN_OUT: []}
    for row in rows:
        if row.get(link) in titles:
            found[row.how].append({"name": row.get(link), "title": titles[row.get(link)]})
    return {how: sorted(some, key=lambda one: one["title"].lower()) for how, some in found.items()}

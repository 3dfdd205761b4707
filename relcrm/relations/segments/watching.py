"""Who enters a segment and who leaves it, looked at once a day with the rights of the one it belongs to."""

import frappe
from frappe import _
from frappe.utils import add_days, cint, now_datetime

from relcrm.exceptions import ListQueryError, SegmentError
from relcrm.relations.segments.members import find_members, insert_members
from relcrm.relations.segments.reading import get_segment
from relcrm.relations.segments.rule import LINKS, WATCHED
from relcrm.workplace.language import speaking

MOST_DAYS, LONGEST, MOST_ROWS, CHUNK = 366, 3660, 200, 500


def watch_segments() -> int:
    """Daily job: look at every watched segment; returns how many changed. One that fails does not stop the others."""
    forget_old()
    caller, changed = frappe.session.user, 0
    filters = {"watched": 1, "frozen_on": ["is", "not set"]}
    fields = ["name", "segment_name", "owner"]
    for row in frappe.get_all("Segment", filters=filters, fields=fields, order_by="name asc"):
        owner = frappe.db.get_value("User", row.owner, ["enabled", "language"], as_dict=True)
        if not owner or not owner.enabled:
            continue
        frappe.set_user(row.owner)
        try:
            with speaking(owner.language):
                changed += _look(row)
        finally:
            frappe.set_user(caller)
        if not frappe.flags.in_test:
            frappe.db.commit()  # nobody waits for a whole round of long counts
    return changed


def _look(row: dict) -> bool:
    """Look at one followed segment and tell its owner what changed, or why it cannot be followed."""
    try:
        entered, left = watch_segment(row.name)
    except (ListQueryError, frappe.PermissionError) as fault:
        frappe.clear_messages()
        tell(row, _("{0} cannot be followed: {1}").format(row.segment_name, frappe.utils.strip_html(str(fault))))
        return False
    if entered or left:
        tell(row, _("{0}: {1} entered, {2} left").format(row.segment_name, entered, left))
    return bool(entered or left)


def get_kept_days() -> int:
    """Return for how many days it is kept who has left: as the settings say."""
    return min(cint(frappe.db.get_single_value("RelCRM Settings", "segment_changes_days")) or MOST_DAYS, LONGEST)


def forget_old() -> None:
    """Forget whoever has left long ago; who is in a segment stays, since when they are."""
    before = add_days(now_datetime(), -get_kept_days())
    left = "`how` = %s and `until` is not null and `until` < %s"
    frappe.db.sql(f"delete from `tabParty Segment Member` where {left}", (WATCHED, before))


def watch_segment(name: str) -> tuple[int, int]:
    """Write down who entered and who left since the last look; the first look only says who is in it."""
    doc = frappe.db.get_value("Segment", name, ["target", "watched_on"], as_dict=True)
    link, now = LINKS[doc.target], now_datetime()
    filters = {"segment": name, "how": WATCHED, "until": ["is", "not set"]}
    rows = frappe.get_all("Party Segment Member", filters=filters, fields=["name", link], limit=0)
    before = {row.get(link): row.name for row in rows}
    members = set(find_members(name, doc.target))
    entered = sorted(members - set(before))
    left = [row for member, row in before.items() if member not in members]
    insert_members(name, link, entered, WATCHED, now, is_first=not doc.watched_on)
    for first in range(0, len(left), CHUNK):
        some = {"name": ["in", left[first : first + CHUNK]]}
        frappe.db.set_value("Party Segment Member", some, "until", now, update_modified=False)
    frappe.db.set_value("Segment", name, "watched_on", now, update_modified=False)
    return (len(entered), len(left)) if doc.watched_on else (0, 0)


def tell(row: dict, subject: str) -> None:
    """Put a line into the bell of the one the segment belongs to."""
    notice = {"subject": subject, "for_user": row.owner, "type": "Alert", "document_type": "Segment"}
    frappe.get_doc({"doctype": "Notification Log", **notice, "document_name": row.name}).insert(ignore_permissions=True)


def get_changes(name: str, days: int = 30) -> dict:
    """Return who entered and who left in the last days, latest first; for the one the segment belongs to."""
    segment = get_segment(name)
    if frappe.session.user not in (segment.owner, "Administrator"):
        text = _('Who enters "{0}" and who leaves is kept for the one it belongs to. Make a segment of your own.')
        frappe.throw(text.format(segment.title), SegmentError)
    since = add_days(now_datetime(), -min(max(cint(days), 1), LONGEST))
    link = LINKS[segment.target]
    found = [*_find(name, link, "since", since), *_find(name, link, "until", since)]
    title = frappe.get_meta(segment.target).title_field
    names = list({member for member, _what, _on in found})
    titles = {}
    for first in range(0, len(names), CHUNK):
        read = {"filters": {"name": ["in", names[first : first + CHUNK]]}, "fields": ["name", title], "as_list": True}
        titles |= dict(frappe.get_list(segment.target, **read, limit=0))
    rows = [
        {"name": member, "title": titles[member], "what": what, "on": str(on)[:19]}
        for member, what, on in sorted(found, key=lambda one: str(one[2]), reverse=True)
        if member in titles
    ]
    counts = {what: sum(row["what"] == what for row in rows) for what in ("entered", "left")}
    return {**counts, "rows": rows[:MOST_ROWS], "more": len(rows) > MOST_ROWS}


def _find(name: str, link: str, field: str, since) -> list[tuple]:
    filters = {"segment": name, "how": WATCHED, field: [">=", since]}
    what = "entered" if field == "since" else "left"
    rows = frappe.get_all("Party Segment Member", filters=filters, fields=[link, field], limit=0)
    return [(row.get(link), what, row.get(field)) for row in rows]

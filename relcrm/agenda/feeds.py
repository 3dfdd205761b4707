"""Addresses under which an agenda is followed from outside: made, revoked, read. The secret is kept as its hash only.

What an address shows is what its owner may see at that moment, less the private events of others, less their own
unless they wished it, and with "Busy only" nothing but times.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_datetime, get_url, now_datetime

from relcrm.agenda import events
from relcrm.agenda.calendars import LONGEST_DAYS
from relcrm.exceptions import CalendarFeedError
from relcrm.relations.teams import get_colleagues

WHOSE = ("Mine", "My team", "All I may see")
LEVELS = ("Busy only", "Full")
DAYS_BACK, DAYS_AHEAD = 60, 400
MOST_EVENTS = 5000
MOST_FEEDS = 20
METHOD = "relcrm.api.feeds.read"
STAMP = datetime(2026, 1, 1)
FIELDS_TOLD = (
    *events.LIST_FIELDS,
    *("notes", "reminder_minutes", "owner", "creation", "modified"),
    *("occurrence", "ical_uid", "ical_sequence", "leaves_free"),
)
FIELDS = ("name", "title", "whose", "level", "with_private", "hint", "last_used", "creation")


def get_feeds() -> list[dict]:
    """Return one's own addresses, the newest first; never a secret."""
    filters = {"user": frappe.session.user}
    fields = list(FIELDS)
    return frappe.get_all("Agenda Feed", filters=filters, fields=fields, order_by="creation desc", limit=MOST_FEEDS)


def make_feed(title: str, whose: str = "Mine", level: str = "Busy only", with_private: bool = False) -> dict:
    """Make an address; it is told this once, with its QR code: {feed, address, webcal, qr}."""
    if whose not in WHOSE:
        raise CalendarFeedError(_('"{0}" is none of these: {1}.').format(_clean(whose), ", ".join(WHOSE)))
    if level not in LEVELS:
        raise CalendarFeedError(_('"{0}" is none of these: {1}.').format(_clean(level), ", ".join(LEVELS)))
    user = frappe.session.user
    if frappe.db.count("Agenda Feed", {"user": user}) >= MOST_FEEDS:
        raise CalendarFeedError(_("You have {0} addresses already. Revoke one that nobody needs.").format(MOST_FEEDS))
    secret = secrets.token_urlsafe(24)
    feed = frappe.new_doc("Agenda Feed")
    feed.update({"title": (title or "").strip()[:140] or _("My agenda"), "user": user, "whose": whose, "level": level})
    feed.update({"with_private": int(with_private), "hint": secret[-4:], "secret_hash": get_hash(secret)})
    feed.insert(ignore_permissions=True)
    address = get_url(f"/api/method/{METHOD}?key={secret}")
    webcal = f"webcal://{address.split('://', 1)[1]}"
    return {"feed": {key: feed.get(key) for key in FIELDS}, "address": address, "webcal": webcal, "qr": get_qr(webcal)}


def _clean(value) -> str:
    return frappe.utils.escape_html(str(value or "")[:60])


def get_qr(text: str) -> str:
    """Return a QR code as the address of a picture."""
    import segno

    return segno.make(text, error="m").svg_data_uri(scale=4, dark="#000", light="#fff")


def get_hash(secret: str) -> str:
    """Return what is kept of a secret; it is random enough to need no salt."""
    return hashlib.sha256(str(secret).encode()).hexdigest()


def revoke(name: str) -> None:
    """Make one of one's own addresses worth nothing."""
    if frappe.db.get_value("Agenda Feed", name, "user") != frappe.session.user:
        raise frappe.DoesNotExistError(_("There is no such address. Load the page again."))
    frappe.delete_doc("Agenda Feed", name, ignore_permissions=True, delete_permanently=True)


def find_feed(secret: str) -> Document:
    """Return the address of a secret whose owner still works here; raises DoesNotExistError for any other."""
    name = frappe.db.get_value("Agenda Feed", {"secret_hash": get_hash(secret)}) if secret else None
    feed = frappe.get_doc("Agenda Feed", name) if name else None
    if not feed or not frappe.db.get_value("User", feed.user, "enabled"):
        raise frappe.DoesNotExistError(_("There is no agenda under this address. It may have been revoked."))
    return feed


def read_feed(feed: Document) -> tuple[bytes, str]:
    """Return the calendar of an address, and its fingerprint, which changes when the calendar does; as its owner."""
    from relcrm.agenda.ical import make_ics

    before = frappe.session.user
    frappe.set_user(feed.user)
    try:
        rows = get_rows(feed)
        content = make_ics(rows, title=feed.title, busy_only=feed.level == "Busy only", alarms=True, stamp=STAMP)
    finally:
        frappe.set_user(before)
    return content, hashlib.sha256(content).hexdigest()[:32]


def get_rows(feed: Document) -> list[dict]:
    """Return the events of an address as the session user sees them, with what a calendar tells of them; a series as
    one."""
    from relcrm.agenda.ical.folding import fold

    if not frappe.has_permission("Relation Event", "read"):
        return []
    me, now = feed.user, now_datetime()
    start, end = now - timedelta(days=DAYS_BACK), now + timedelta(days=DAYS_AHEAD)
    span = [
        ["status", "!=", "Cancelled"],
        ["undated", "=", 0],
        ["starts_on", ">=", start - timedelta(days=LONGEST_DAYS)],
        ["starts_on", "<", end],
        ["ends_on", ">=", start],
    ]
    joined = set(frappe.get_all("Relation Event Participant", filters={"user": me}, pluck="parent", limit=0))
    found: dict[str, dict] = {}
    for extra in _get_filters(feed, me, joined, start, end):
        order, fields = "starts_on asc, name asc", list(FIELDS_TOLD)
        rows = frappe.get_list(
            "Relation Event", fields=fields, filters=span + extra, order_by=order, limit=MOST_EVENTS
        )
        found |= {row.name: row for row in rows if _may_tell(feed, row, me, joined)}
    rows = sorted(found.values(), key=lambda row: (get_datetime(row.starts_on), row.name))[:MOST_EVENTS]
    return rows if feed.level == "Busy only" else fold(events.add_names(rows), FIELDS_TOLD, (start, end))


def _get_filters(feed: Document, me: str, joined: set[str], start: datetime, end: datetime) -> list[list]:
    if feed.whose == "All I may see":
        return [[]]
    people = [me] if feed.whose == "Mine" else list({me, *(row["name"] for row in get_colleagues())})
    among = events.get_names_of_participants(people, start, end)
    return [[["assigned_to", "in", people]], *([[["name", "in", among]]] if among else [])]


def _may_tell(feed: Document, row: dict, me: str, joined: set[str]) -> bool:
    if feed.level == "Busy only" and cint(row.leaves_free):
        return False
    if not cint(row.private):
        return True
    return bool(feed.with_private) and (me in (row.owner, row.assigned_to) or row.name in joined)


def note_use(feed: Document) -> None:
    """Keep when an address was last read, at most once an hour."""
    now = now_datetime()
    if not feed.last_used or now - get_datetime(feed.last_used) > timedelta(hours=1):
        frappe.db.set_value("Agenda Feed", feed.name, "last_used", now, update_modified=False)
        frappe.db.commit()  # a GET is rolled back

"""Agendas followed from outside: one's own addresses, and what is read under them without logging in."""

import frappe
from frappe.rate_limiter import rate_limit
from frappe.utils import cint
from werkzeug.wrappers import Response

from relcrm.agenda import feeds


@frappe.whitelist(methods=["GET", "POST"])
def get_feeds() -> list[dict]:
    """Return one's own addresses: name, title, whose, level, with_private, hint, last_used; never a secret."""
    return feeds.get_feeds()


@frappe.whitelist(methods=["POST"])
@rate_limit(limit=60, seconds=3600)
def make_feed(title: str = "", whose: str = "Mine", level: str = "Busy only", with_private: int = 0) -> dict:
    """Make an address under which one's agenda is followed, told this once: feed, address, webcal, qr; any user."""
    return feeds.make_feed(title, whose, level, bool(cint(with_private)))


@frappe.whitelist(methods=["POST"])
def revoke(name: str) -> list[dict]:
    """Make one of one's own addresses worth nothing; return those that are left."""
    feeds.revoke(name)
    return feeds.get_feeds()


@frappe.whitelist(allow_guest=True, methods=["GET"])
@rate_limit(limit=600, seconds=3600)
def read(key: str = "") -> Response:
    """Answer with the calendar of an address (text/calendar), or 304 where the reader has it; whoever knows the key."""
    feed = feeds.find_feed(key)
    content, mark = feeds.read_feed(feed)
    feeds.note_use(feed)
    headers = {"ETag": f'"{mark}"', "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    headers |= {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
    known = frappe.request.headers.get("If-None-Match", "") if getattr(frappe, "request", None) else ""
    if mark in {part.strip().removeprefix("W/").strip('"') for part in known.split(",")}:
        return Response(status=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="agenda.ics"'
    return Response(content, headers=headers, content_type="text/calendar; charset=utf-8")

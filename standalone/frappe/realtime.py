"""News for browsers. No socket server here: events go nowhere, but progress is kept so that a client can ask for it."""

from __future__ import annotations

import frappe
from frappe.utils import flt

KEPT_SECONDS = 3600


def publish_realtime(
    event: str | None = None,
    message: dict | None = None,
    room: str | None = None,
    user: str | None = None,
    doctype: str | None = None,
    docname: str | None = None,
    task_id: str | None = None,
    after_commit: bool = False,
) -> None:
    """Does nothing: nobody listens."""


def publish_progress(
    percent: float,
    title: str = "Progress",
    doctype: str | None = None,
    docname: str | None = None,
    description: str | None = None,
    task_id: str | None = None,
) -> None:
    """Keep how far a piece of work got, for `get_progress`."""
    state = {
        "percent": flt(percent),
        "title": title,
        "doctype": doctype,
        "docname": docname,
        "description": description,
    }
    frappe.cache.set_value(_key(frappe.session.user, doctype, docname, title), state, expires_in_sec=KEPT_SECONDS)


@frappe.whitelist()
def get_progress(doctype: str | None = None, docname: str | None = None, title: str | None = None) -> dict | None:
    """How far the session user's own work on a document, or under a title, got; None when nothing is known."""
    return frappe.cache.get_value(_key(frappe.session.user, doctype, docname, title))


def _key(user: str, doctype: str | None, docname: str | None, title: str | None) -> str:
    return f"progress:{user}:{doctype}:{docname}" if docname else f"progress:{user}:{title}"

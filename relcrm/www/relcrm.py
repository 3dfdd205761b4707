"""The desk's page: tells the single-page desk who is there before its first request.

The page itself, relcrm.html, is written by `npm --prefix desk run build`; the desk then speaks REST only.
"""

import frappe
from frappe.sessions import get_csrf_token

from relcrm.api.desk import get_texts_version
from relcrm.workplace.account import get_looks

no_cache = 1
PLACES = ("Party", "Relation Event", "Negotiation")


def get_context(context):
    """Fill the page's boot for a guest (who sees the log-in) and for a logged-in user."""
    context.no_cache = 1
    context.boot = get_boot()
    return context


def get_boot() -> dict:
    user = frappe.session.user
    guest = user == "Guest"
    fields = ["full_name", "user_image", "language"]
    known = frappe._dict() if guest else frappe.db.get_value("User", user, fields, as_dict=True)
    boot = {
        "user": user,
        "full_name": known.full_name or user,
        "user_image": known.user_image or "",
        **({} if guest else get_looks()),
        "roles": [] if guest else frappe.get_roles(user),
        "reads": [] if guest else [doctype for doctype in PLACES if frappe.has_permission(doctype, "read")],
        "lang": get_language(known.language or frappe.local.lang),
        "texts_version": "" if guest else get_texts_version(),
        "time_zone": frappe.get_system_settings("time_zone") or "",
        "currency": frappe.db.get_default("currency") or "EUR",
        "csrf_token": "" if guest else get_csrf_token(),
    }
    if not guest:
        frappe.db.commit()  # a GET rolls back, and the session must keep its new token
    return boot


def get_language(language: str | None) -> str:
    """The reader's language cut to what the desk has texts for; the user's own, which a session may remember late."""
    language = (language or "en").replace("_", "-").split("-")[0]
    return language if language in ("it", "en") else "en"

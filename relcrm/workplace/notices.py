"""The bell of the session user: lines, what they speak of, read or not, and what is told by mail."""

from datetime import timedelta

import frappe
from frappe.utils import get_datetime

FIELDS = [
    "name",
    "subject",
    "type",
    "document_type",
    "document_name",
    "from_user",
    "creation",
    "read",
    "link",
]
LENGTH = 20
MAIL_KINDS = {
    "mention": "enable_email_mention",
    "assignment": "enable_email_assignment",
    "share": "enable_email_share",
    "reminder": "enable_email_event_reminders",
}
MAILS = "relcrm_notice_mails"
RHYTHMS = ("each", "daily", "none")
SOON = timedelta(minutes=5)


def count_unread() -> int:
    """Return how many lines of the bell are not read."""
    return frappe.db.count("Notification Log", {"for_user": frappe.session.user, "read": 0})


def get_notices(start: int = 0, length: int = LENGTH, unread: bool = False) -> dict:
    """Return lines, newest first, with titles of what they speak of as far as the user may see it."""
    from relcrm.workplace.stream import get_people, get_titles

    filters = {"for_user": frappe.session.user, **({"read": 0} if unread else {})}
    rows = frappe.get_all(
        "Notification Log",
        filters=filters,
        fields=FIELDS,
        order_by="creation desc",
        limit_start=start,
        limit_page_length=length + 1,
    )
    page = rows[:length]
    about: dict[str, set[str]] = {}
    for row in page:
        if row.document_type and row.document_name:
            about.setdefault(row.document_type, set()).add(row.document_name)
    titles = {doctype: get_titles(doctype, names) for doctype, names in about.items()}
    for row in page:
        row.title = titles.get(row.document_type, {}).get(row.document_name)
        row.given = int(row.type == "Assignment" and _is_given(row))
    people = get_people(row.from_user for row in page)
    return {"rows": page, "more": len(rows) > length, "unread": count_unread(), "people": people}


def _is_given(row: dict) -> bool:
    """Return whether a line tells of work given to the user, rather than done or taken back."""
    moment = get_datetime(row.creation)
    filters = {
        "reference_type": row.document_type,
        "reference_name": row.document_name,
        "allocated_to": frappe.session.user,
        "assigned_by": row.from_user,
        "creation": ["between", [moment - SOON, moment + SOON]],
    }
    return bool(frappe.db.exists("ToDo", filters))


def set_read(names: list[str] | None, read: bool) -> int:
    """Mark one's own lines (all of them without names) as read or not; return how many are not read."""
    filters = {"for_user": frappe.session.user, "read": int(not read)}
    if names is not None:
        filters["name"] = ["in", [str(name) for name in names]]
    for name in frappe.get_all("Notification Log", filters=filters, pluck="name", limit=1000):
        frappe.db.set_value("Notification Log", name, "read", int(read), update_modified=False)
    return count_unread()


def get_choices() -> dict:
    """Return what the user is told of, and how."""
    settings = _get_settings()
    kinds = {kind: int(bool(settings.get(field, 1))) for kind, field in MAIL_KINDS.items()}
    return {"bell": int(bool(settings.get("enabled", 1))), "mails": get_rhythm(settings), "kinds": kinds}


def get_rhythm(settings: dict, user: str | None = None) -> str:
    """Return "each", "daily" or "none": how a user's notices come by mail."""
    if settings.get("enable_email_notifications", 1):
        return "each"
    kept = frappe.db.get_default(MAILS, parent=user or frappe.session.user)
    return kept if kept == "daily" else "none"


def save_choices(bell: bool, mails: str, kinds: dict) -> dict:
    """Keep what the user is told of, in the host's own Notification Settings."""
    settings = _get_settings(make=True)
    settings.enabled = int(bool(bell))
    settings.enable_email_notifications = int(mails == "each")
    for kind, field in MAIL_KINDS.items():
        if kind in kinds:
            settings.set(field, int(bool(kinds[kind])))
    settings.save(ignore_permissions=True)
    frappe.db.set_default(MAILS, mails if mails in RHYTHMS else "none", parent=frappe.session.user)
    return get_choices()


def _get_settings(make: bool = False):
    user = frappe.session.user
    if frappe.db.exists("Notification Settings", user):
        return frappe.get_doc("Notification Settings", user)
    if not make:
        return frappe._dict()
    doc = frappe.new_doc("Notification Settings")
    doc.name = doc.user = user
    return doc.insert(ignore_permissions=True)


def set_quiet(doc, method: str | None = None) -> None:
    """Hook at the birth of someone's settings: one mail a day at most, until they choose otherwise."""
    doc.enable_email_notifications = 0
    frappe.db.set_default(MAILS, "daily", parent=doc.user or doc.name)

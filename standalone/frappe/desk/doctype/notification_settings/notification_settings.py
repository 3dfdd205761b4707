"""What each person wants to be told. Without a record, everything is on."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils.caching import bump_derived, derived

KINDS_WITH_MAIL = {"Mention": "mention", "Assignment": "assignment", "Share": "share", "Energy Point": "energy_point"}


class NotificationSettings(Document):
    """One person's choices; named like the user."""

    def on_update(self) -> None:
        bump_derived()


def _switches(user: str) -> dict:
    def read() -> dict:
        found = frappe.get_all("Notification Settings", filters={"user": user}, fields=["*"], limit=1)
        return found[0] if found else {}

    return derived(("notification settings", user), read)


def is_notifications_enabled(user: str) -> bool:
    """Whether the user wants lines in the bell."""
    return bool(_switches(user).get("enabled", 1))


def is_email_notifications_enabled(user: str) -> bool:
    """Whether the user wants any e-mail of the bell."""
    return bool(_switches(user).get("enable_email_notifications", 1))


def is_email_notifications_enabled_for_type(user: str, notification_type: str) -> bool:
    """Whether the user wants e-mail for this kind of line."""
    kind = KINDS_WITH_MAIL.get(notification_type)
    if not kind or not is_email_notifications_enabled(user):
        return False
    return bool(_switches(user).get(f"enable_email_{kind}", 1))


def create_notification_settings(user: str) -> None:
    """Make the record for a user who has none."""
    if not frappe.db.exists("Notification Settings", user):
        doc = frappe.new_doc("Notification Settings")  # with its defaults, which an import would leave out
        doc.name = doc.user = user
        doc.insert(ignore_permissions=True)


def set_notifications_as_unseen(user: str) -> None:
    """Let the bell's dot show again."""
    if frappe.db.get_value("Notification Settings", {"user": user}, "seen"):
        frappe.db.set_value("Notification Settings", {"user": user}, "seen", 0, update_modified=False)


@frappe.whitelist()
def get_subscribed_documents() -> list:
    """Always empty: following documents is not part of this runtime."""
    return []


@frappe.whitelist(methods=["POST"])
def set_seen_value(value: int, user: str) -> None:
    """Set one's own dot."""
    if user == frappe.session.user:
        frappe.db.set_value("Notification Settings", {"user": user}, "seen", value, update_modified=False)


def get_permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Everyone sees their own settings; System Managers all."""
    user = user or frappe.session.user
    if user == "Administrator" or "System Manager" in frappe.get_roles(user):
        return ""
    return f"`tabNotification Settings`.`name` = {frappe.db.escape(user)}"


def has_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """The same rule for one record."""
    user = user or frappe.session.user
    return user in ("Administrator", doc.name) or "System Manager" in frappe.get_roles(user)

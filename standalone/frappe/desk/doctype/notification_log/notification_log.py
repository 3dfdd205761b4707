"""The bell: lines for one person, and the e-mails that go with some of them."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_settings.notification_settings import (
    is_email_notifications_enabled_for_type,
    is_notifications_enabled,
    set_notifications_as_unseen,
)
from frappe.model.document import Document
from frappe.utils import cint, get_url_to_form, strip_html


class NotificationLog(Document):
    """One line of a person's bell."""

    def after_insert(self) -> None:
        frappe.publish_realtime("notification", after_commit=True, user=self.for_user)
        set_notifications_as_unseen(self.for_user)
        if is_email_notifications_enabled_for_type(self.for_user, self.type):
            send_notification_email(self)


def get_title(doctype: str, docname: str, title_field: str | None = None) -> str:
    """The document's title, in quotation marks where it is not its name."""
    title_field = title_field or frappe.get_meta(doctype).get_title_field()
    return docname if title_field == "name" else frappe.db.get_value(doctype, docname, title_field)


def get_title_html(title: str) -> str:
    """A title as it stands in a line of the bell."""
    return f'<b class="subject-title">{frappe.utils.escape_html(title)}</b>'


def enqueue_create_notification(users: Any, doc: dict) -> None:
    """Put a line into the bell of each user (by id or e-mail address), after the present transaction."""
    if frappe.flags.in_install or frappe.flags.in_import and frappe.flags.mute_emails:
        return
    users = [users] if isinstance(users, str) else list(users or ())
    users = list(dict.fromkeys(user for user in users if user))
    if users:
        frappe.enqueue(
            make_notification_logs,
            queue="short",
            now=bool(frappe.flags.in_test),
            enqueue_after_commit=not frappe.flags.in_test,
            doc=dict(doc),
            users=users,
        )


def make_notification_logs(doc: dict, users: list[str]) -> None:
    """Job: one line for each enabled user who wants lines; none for the one who acted, except alerts."""
    for user in _known_users(users):
        if is_notifications_enabled(user) and (
            doc.get("type") in ("Energy Point", "Alert") or doc.get("from_user") != user
        ):
            frappe.get_doc({**doc, "doctype": "Notification Log", "for_user": user}).insert(
                ignore_permissions=True, ignore_links=True
            )


def _known_users(users: list[str]) -> list[str]:
    rows = frappe.get_all(
        "User", or_filters={"name": ["in", users], "email": ["in", users]}, filters={"enabled": 1}, pluck="name"
    )
    return [row for row in rows if row != "Guest"]


def send_notification_email(doc: NotificationLog) -> None:
    """Queue the e-mail that goes with a line; nothing happens where no outgoing account is set up."""
    from frappe.email.doctype.email_account.email_account import EmailAccount

    if doc.type == "Alert" or not EmailAccount.find_default_outgoing():
        return
    address = frappe.db.get_value("User", doc.for_user, "email")
    if not address:
        return
    link = doc.link or get_url_to_form(doc.document_type, doc.document_name) if doc.document_type else ""
    open_it = f'<p><a href="{link}">{_("Open the document")}</a></p>' if link else ""
    frappe.sendmail(
        recipients=[address],
        subject=get_email_header(doc),
        message=f"<p>{doc.subject}</p>{doc.email_content or ''}{open_it}",
        reference_doctype=doc.document_type,
        reference_name=doc.document_name,
        add_unsubscribe_link=0,
        is_notification=True,
    )


def get_email_header(doc: NotificationLog) -> str:
    """Subject of the e-mail for one kind of line."""
    return (
        {
            "Mention": _("New Mention on {0}").format(doc.document_name),
            "Assignment": _("Assignment Update on {0}").format(doc.document_name),
            "Share": _("New Document Shared {0}").format(doc.document_name),
        }.get(doc.type)
        or strip_html(doc.subject or "")[:140]
        or _("New Notification")
    )


def get_permission_query_conditions(for_user: str | None = None, doctype: str | None = None) -> str:
    """Everyone sees their own lines only, Administrator too."""
    user = for_user or frappe.session.user
    return "" if user == "Administrator" else f"`tabNotification Log`.`for_user` = {frappe.db.escape(user)}"


def has_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """The same rule for one line."""
    user = user or frappe.session.user
    return user == "Administrator" or doc.for_user == user


@frappe.whitelist()
def get_notification_logs(limit: int = 20) -> dict:
    """The session user's newest lines, and the users they speak of."""
    logs = frappe.get_list(
        "Notification Log",
        fields=["*"],
        filters={"for_user": frappe.session.user},
        limit=min(cint(limit) or 20, 200),
        order_by="creation desc",
    )
    return {"notification_logs": logs, "user_info": _user_info({log.from_user for log in logs if log.from_user})}


def _user_info(users: set[str]) -> dict[str, dict]:
    rows = frappe.get_all(
        "User", filters={"name": ["in", sorted(users)]}, fields=["name", "full_name as fullname", "user_image as image"]
    )
    return {row.name: row for row in rows}


@frappe.whitelist(methods=["POST"])
def mark_all_as_read() -> None:
    """Mark every line of the session user as read."""
    for name in frappe.get_all("Notification Log", filters={"for_user": frappe.session.user, "read": 0}, pluck="name"):
        frappe.db.set_value("Notification Log", name, "read", 1, update_modified=False)


@frappe.whitelist(methods=["POST"])
def mark_as_read(docname: str) -> None:
    """Mark one line as read; only one's own."""
    if docname and frappe.db.get_value("Notification Log", docname, "for_user") == frappe.session.user:
        frappe.db.set_value("Notification Log", docname, "read", 1, update_modified=False)


@frappe.whitelist(methods=["POST"])
def trigger_indicator_hide() -> None:
    """The bell was opened: its dot goes out."""
    settings = {"user": frappe.session.user}
    if frappe.db.exists("Notification Settings", settings):
        frappe.db.set_value("Notification Settings", settings, "seen", 1, update_modified=False)

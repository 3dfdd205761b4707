"""Sharing one document with one user (or everyone)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, escape_html


@frappe.whitelist(methods=["POST"])
def add(
    doctype: str,
    name: str,
    user: str | None = None,
    read: Any = 1,
    write: Any = 0,
    submit: Any = 0,
    share: Any = 0,
    everyone: Any = 0,
    flags: Any = None,
    notify: Any = 0,
) -> Any:
    """Share a document; the caller needs the share right on it."""
    return add_docshare(doctype, name, user, read, write, submit, share, everyone, flags=flags, notify=notify)


def add_docshare(
    doctype: str,
    name: str,
    user: str | None = None,
    read: Any = 1,
    write: Any = 0,
    submit: Any = 0,
    share: Any = 0,
    everyone: Any = 0,
    flags: dict | None = None,
    notify: Any = 0,
) -> Any:
    """Add to or change a DocShare. Raises PermissionError without the share right."""
    user = user or frappe.session.user
    flags = flags or {}
    if not flags.get("ignore_share_permission"):
        check_share_permission(doctype, name)
    found = get_share_name(doctype, name, user, everyone)
    doc = frappe.get_doc("DocShare", found) if found else frappe.new_doc("DocShare")
    doc.update(
        {
            "share_doctype": doctype,
            "share_name": name,
            "user": None if cint(everyone) else user,
            "everyone": cint(everyone),
        }
    )
    doc.update(
        {
            "read": 1 if cint(read) or cint(write) or cint(submit) or cint(share) else 0,
            "write": cint(write),
            "submit": cint(submit),
            "share": cint(share),
        }
    )
    doc.flags.ignore_share_permission = flags.get("ignore_share_permission")
    saved = doc.save(ignore_permissions=True)
    if cint(notify) and not cint(everyone):
        notify_share(doctype, name, user)
    return saved


def notify_share(doctype: str, name: str, user: str) -> None:
    """Put a line into the bell of whom a document is shared with; none for oneself."""
    from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification

    me = frappe.session.user
    if user == me:
        return
    title = frappe.get_doc(doctype, name).get_title() or name
    subject = _("{0} shared {1} {2} with you").format(
        frappe.bold(escape_html(frappe.utils.get_fullname(me))),
        frappe.bold(_(doctype)),
        frappe.bold(escape_html(str(title))),
    )
    line = {"type": "Share", "document_type": doctype, "document_name": name, "subject": subject, "from_user": me}
    enqueue_create_notification(user, line)


def get_share_name(doctype: str, name: str, user: str, everyone: Any) -> str | None:
    who = {"everyone": 1} if cint(everyone) else {"user": user}
    return frappe.db.get_value("DocShare", {"share_doctype": doctype, "share_name": name, **who})


def remove(doctype: str, name: str, user: str, flags: Any = None) -> None:
    found = get_share_name(doctype, name, user, 0)
    if found:
        frappe.delete_doc("DocShare", found, flags=flags, ignore_permissions=True)


@frappe.whitelist(methods=["POST"])
def set_permission(doctype: str, name: str, user: str, permission_to: str, value: Any = 1, everyone: Any = 0) -> Any:
    """Switch one right of a share on or off; the share goes when nothing is left."""
    return set_docshare_permission(doctype, name, user, permission_to, value, everyone)


def set_docshare_permission(
    doctype: str,
    name: str,
    user: str,
    permission_to: str,
    value: Any = 1,
    everyone: Any = 0,
    flags: dict | None = None,
) -> Any:
    if permission_to not in ("read", "write", "submit", "share"):
        frappe.throw(_("{0} is not a right that can be shared.").format(permission_to))
    if not (flags or {}).get("ignore_share_permission"):
        check_share_permission(doctype, name)
    found = get_share_name(doctype, name, user, everyone)
    if not found:
        if not cint(value):
            return {}
        return add_docshare(doctype, name, user, everyone=everyone, flags=flags, **{permission_to: 1})
    doc = frappe.get_doc("DocShare", found)
    doc.set(permission_to, cint(value))
    if not cint(value) and permission_to == "read":
        doc.read = doc.write = doc.submit = doc.share = 0
    if not (doc.read or doc.write or doc.submit or doc.share):
        doc.delete(ignore_permissions=True)
        return {}
    return doc.save(ignore_permissions=True)


@frappe.whitelist()
def get_users(doctype: str, name: str) -> list:
    """Shares of a document; the caller needs to read it."""
    frappe.has_permission(doctype, "read", doc=name, throw=True)
    return _get_users(frappe._dict(doctype=doctype, name=name))


def _get_users(doc: Any) -> list:
    return frappe.get_all(
        "DocShare",
        fields=["name", "user", "read", "write", "submit", "share", "everyone", "owner", "creation"],
        filters={"share_doctype": doc.doctype, "share_name": doc.name},
    )


def get_shared(
    doctype: str,
    user: str | None = None,
    rights: list[str] | None = None,
    *,
    filters: Any = None,
    limit: Any = None,
) -> list[str]:
    """Names shared with the user, for every right asked (default: read)."""
    user = user or frappe.session.user
    if not _has_shares(doctype):
        return []
    conditions = " and ".join(f"`{r}` = 1" for r in (rights or ["read"]) if r in ("read", "write", "submit", "share"))
    return frappe.db.sql(
        "select distinct `share_name` from `tabDocShare` where `share_doctype` = %s"
        f" and (`user` = %s or (`everyone` = 1 and %s != 'Guest')) and {conditions or '`read` = 1'}",
        (doctype, user, user),
        pluck=True,
    )


def _has_shares(doctype: str) -> bool:
    return bool(frappe.db.sql("select 1 from `tabDocShare` where `share_doctype` = %s limit 1", (doctype,)))


def has_share(doctype: str, right: str, user: str, name: str | None = None) -> bool:
    """Whether a document (or any of the DocType) is shared with the user for that right."""
    if user == "Guest" or right not in ("read", "write", "submit", "share"):
        return False
    sql = (
        f"select 1 from `tabDocShare` where `share_doctype` = %s and (`user` = %s or `everyone` = 1) and `{right}` = 1"
    )
    values: tuple = (doctype, user)
    if name is not None:
        sql += " and `share_name` = %s"
        values += (name,)
    return bool(frappe.db.sql(sql + " limit 1", values))


def get_shared_doctypes(user: str | None = None) -> list[str]:
    user = user or frappe.session.user
    return frappe.db.sql(
        "select distinct `share_doctype` from `tabDocShare` where `user` = %s or `everyone` = 1",
        (user,),
        pluck=True,
    )


def check_share_permission(doctype: str, name: str) -> None:
    """Raise PermissionError unless the session user may share the document."""
    if not frappe.has_permission(doctype, ptype="share", doc=name):
        frappe.throw(_("No permission to {0} {1} {2}").format("share", _(doctype), name), frappe.PermissionError)


def notify_assignment(*args: Any, **kwargs: Any) -> None:
    """Shares are told by Notification Log where the caller asks for it; nothing by default."""

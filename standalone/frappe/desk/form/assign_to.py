"""Giving a document to people: each assignment is a ToDo, and the document's `_assign` lists the open ones."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.model.query_args import read_json
from frappe.utils import cint, escape_html, getdate, nowdate, strip_html


class DuplicateToDoError(frappe.ValidationError):
    """The document is assigned to that person already."""


@frappe.whitelist()
def get(args: Any = None, **kwargs: Any) -> list[dict]:
    """Open assignments of a document as `owner` and `name`; needs read permission on it."""
    args = _read_args(args, kwargs)
    doctype, name = args.doctype, args.name
    if not doctype or not name:
        frappe.throw(_("Doctype and name are needed to list assignments."))
    frappe.has_permission(doctype, "read", doc=name, throw=True)
    return _open_assignments(doctype, name)


def _read_args(args: Any, kwargs: dict) -> frappe._dict:
    given = read_json(args, "args", (dict,)) or kwargs or frappe.form_dict
    return frappe._dict(given)


def _open_assignments(doctype: str, name: Any) -> list[dict]:
    return frappe.get_all(
        "ToDo",
        fields=["allocated_to as owner", "name"],
        filters={"reference_type": doctype, "reference_name": name, "status": ["not in", ("Cancelled", "Closed")]},
        order_by="creation desc",
        limit=5,
    )


@frappe.whitelist(methods=["POST"])
def add(args: Any = None, *, ignore_permissions: bool = False, **kwargs: Any) -> list[dict]:
    """Assign a document to users. `args`: doctype, name, assign_to (list), description, priority, date, notify."""
    args = _read_args(args, kwargs)
    if not args.doctype or not args.name or not args.assign_to:
        frappe.throw(_("To assign, give the document's doctype and name and the users in assign_to."))
    ignore_permissions = _trusted(ignore_permissions)
    doc = frappe.get_doc(args.doctype, args.name)
    if not ignore_permissions:
        doc.check_permission("read")
    already, shared = [], []
    for user in _as_users(args.assign_to):
        if frappe.db.exists("ToDo", _reference(args.doctype, args.name, user, "Open")):
            already.append(user)
            continue
        _assign(doc, user, args, ignore_permissions)
        if _share_if_unreadable(doc, user, ignore_permissions):
            shared.append(user)
    _tell("Shared with the following Users with Read access: {0}", shared)
    _tell("Already in the following Users ToDo list: {0}", already)
    return _open_assignments(args.doctype, args.name)


def _as_users(value: Any) -> list[str]:
    try:
        users = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        users = [value]
    users = users if isinstance(users, list) else [users]
    for user in users:
        if not frappe.db.exists("User", user):
            frappe.throw(_("User {0} does not exist. Choose one of the list.").format(user), frappe.LinkValidationError)
    return users


def _tell(text: str, users: list[str]) -> None:
    if users:
        frappe.msgprint(_(text).format(", ".join(frappe.utils.get_fullname(u) for u in users)), alert=True)


def _reference(doctype: str, name: Any, user: str, status: str) -> dict:
    return {"reference_type": doctype, "reference_name": name, "allocated_to": user, "status": status}


def _assign(doc: Any, user: str, args: Any, ignore_permissions: bool) -> None:
    assigned_by = (ignore_permissions and args.assigned_by) or frappe.session.user
    todo = frappe.get_doc(
        {
            "doctype": "ToDo",
            "allocated_to": user,
            "reference_type": doc.doctype,
            "reference_name": str(doc.name),
            "description": args.description or _("Assignment for {0} {1}").format(_(doc.doctype), doc.name),
            "priority": args.priority or "Medium",
            "status": "Open",
            "date": getdate(args.date) if args.date else nowdate(),
            "assigned_by": assigned_by,
            "assignment_rule": args.assignment_rule,
        }
    ).insert(ignore_permissions=True)
    if doc.meta.get_field("assigned_to") and (ignore_permissions or doc.has_permission("write")):
        frappe.db.set_value(doc.doctype, doc.name, "assigned_to", user)
        doc.assigned_to = user
    if assigned_by != user and frappe.utils.sbool(args.get("notify", True)) is not False:
        notify_assignment(assigned_by, user, doc.doctype, doc.name, "ASSIGN", todo.description)


def _share_if_unreadable(doc: Any, user: str, ignore_permissions: bool) -> bool:
    if frappe.has_permission(doc=doc, user=user, print_logs=False):
        return False
    if not ignore_permissions and not doc.has_permission("share"):
        frappe.throw(
            _("{0} cannot read {1} {2} and you may not share it. Ask its owner to share it first.").format(
                frappe.utils.get_fullname(user), _(doc.doctype), doc.name
            ),
            frappe.PermissionError,
        )
    from frappe import share

    share.add(doc.doctype, doc.name, user, flags={"ignore_share_permission": True})
    return True


@frappe.whitelist(methods=["POST"])
def add_multiple(args: Any = None, **kwargs: Any) -> None:
    """Assign several documents (`name` is a list) to the same users."""
    args = _read_args(args, kwargs)
    for name in read_json(args.name, "name", (list,)) or ():
        add({**args, "name": name})


@frappe.whitelist(methods=["POST"])
def remove(doctype: str, name: str, assign_to: str, ignore_permissions: bool = False) -> list[dict]:
    """Take an assignment back: its ToDo becomes Cancelled."""
    return set_status(doctype, name, "", assign_to, "Cancelled", ignore_permissions=_trusted(ignore_permissions))


@frappe.whitelist(methods=["POST"])
def remove_multiple(doctype: str, names: Any, ignore_permissions: bool = False) -> None:
    """Take all assignments of several documents back."""
    for name in read_json(names, "names", (list,)) or ():
        for row in _open_assignments(doctype, name):
            remove(doctype, name, row.owner, ignore_permissions=ignore_permissions)


@frappe.whitelist(methods=["POST"])
def close(doctype: str, name: str, assign_to: str, ignore_permissions: bool = False) -> list[dict]:
    """Mark an assignment as done; only the person it was given to may."""
    if assign_to != frappe.session.user:
        frappe.throw(_("Only the assignee can complete this to-do."))
    return set_status(doctype, name, "", assign_to, "Closed", ignore_permissions=_trusted(ignore_permissions))


def _trusted(ignore_permissions: Any) -> bool:
    """The switch counts for Python callers only, never for a request's arguments."""
    return bool(ignore_permissions) and "ignore_permissions" not in frappe.form_dict


def set_status(
    doctype: str,
    name: Any,
    todo: str | None = None,
    assign_to: str | None = None,
    status: str = "Cancelled",
    ignore_permissions: bool = False,
) -> list[dict]:
    """Give a document's ToDo for one user another status."""
    if not ignore_permissions:
        frappe.get_doc(doctype, name).check_permission("read")
    todo = todo or frappe.db.get_value(
        "ToDo",
        {
            "reference_type": doctype,
            "reference_name": name,
            "allocated_to": assign_to,
            "status": ["not in", ("Cancelled", status)],
        },
    )
    if todo:
        doc = frappe.get_doc("ToDo", todo)
        doc.status = status
        doc.save(ignore_permissions=True)
        notify_assignment(doc.assigned_by, doc.allocated_to, doc.reference_type, doc.reference_name)
    if (
        frappe.get_meta(doctype).get_field("assigned_to")
        and status in ("Cancelled", "Closed")
        and (ignore_permissions or frappe.has_permission(doctype, "write", doc=name, print_logs=False))
    ):
        frappe.db.set_value(doctype, name, "assigned_to", None)
    return _open_assignments(doctype, name)


def clear(doctype: str, name: Any, ignore_permissions: bool = False) -> bool:
    """Cancel every assignment of a document; False when there was none."""
    users = frappe.get_all("ToDo", filters=_any_open(doctype, name), pluck="allocated_to")
    for user in users:
        set_status(doctype, name, "", user, "Cancelled", ignore_permissions=ignore_permissions)
    return bool(users)


def close_all_assignments(doctype: str, name: Any, ignore_permissions: bool = False) -> bool:
    """Close every assignment of a document; False when there was none."""
    users = frappe.get_all("ToDo", filters=_any_open(doctype, name), pluck="allocated_to")
    for user in users:
        set_status(doctype, name, "", user, "Closed", ignore_permissions=ignore_permissions)
    return bool(users)


def _any_open(doctype: str, name: Any) -> dict:
    return {"reference_type": doctype, "reference_name": name, "status": ["not in", ("Cancelled", "Closed")]}


def notify_assignment(
    assigned_by: str | None,
    allocated_to: str | None,
    doc_type: str | None,
    doc_name: Any,
    action: str = "CLOSE",
    description: str | None = None,
) -> None:
    """Put a line in the bell of the other party of an assignment; none for one's own acts."""
    if not (assigned_by and allocated_to and doc_type and doc_name):
        return
    actor = frappe.session.user
    target = allocated_to if action == "ASSIGN" or actor != allocated_to else assigned_by
    if target == actor or target == "Administrator" and actor == "Administrator":
        return
    title = frappe.bold(escape_html(_title(doc_type, doc_name)))
    who = frappe.bold(escape_html(frappe.utils.get_fullname(actor)))
    if action == "ASSIGN":
        subject = _("{0} assigned a new task {1} {2} to you").format(who, frappe.bold(_(doc_type)), title)
    else:
        subject = _("The task {0} {1} was closed or taken back by {2}").format(_(doc_type), title, who)
    enqueue_create_notification(
        target,
        {
            "type": "Assignment",
            "document_type": doc_type,
            "document_name": str(doc_name),
            "subject": subject,
            "from_user": actor,
            "email_content": strip_html(description or "") and f"<div>{description}</div>",
        },
    )


def _title(doctype: str, name: Any) -> str:
    field = frappe.get_meta(doctype).get_title_field()
    return str(frappe.db.get_value(doctype, name, field) or name) if field != "name" else str(name)


def get_assignments(doctype: str, name: Any) -> list[dict]:
    """All assignments for the form's side bar: owner, description, status."""
    return frappe.get_all(
        "ToDo",
        fields=["name", "allocated_to as owner", "description", "status"],
        filters={"reference_type": doctype, "reference_name": name, "status": ["not in", ("Cancelled", "Closed")]},
        limit=cint(50),
    )

"""Tasks. A task with a reference is an assignment, and keeps the document's `_assign` and history up to date."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname


class ToDo(Document):
    """One task for one person."""

    def validate(self) -> None:
        self._comment: tuple[str, str] | None = None
        if self.is_new():
            self.note_assignment()
        else:
            self.note_completion()

    def on_update(self) -> None:
        if getattr(self, "_comment", None):
            self.add_reference_comment(*self._comment)
        self.update_reference()

    def on_trash(self) -> None:
        self.status = "Cancelled" if self.status == "Open" else self.status
        self.update_reference(leave_out=self.name)

    def note_assignment(self) -> None:
        who, to = get_fullname(self.assigned_by), get_fullname(self.allocated_to)
        if self.assigned_by == self.allocated_to:
            text = _("{0} self assigned this task: {1}").format(who, self.description)
        else:
            text = _("{0} assigned {1}: {2}").format(who, to, self.description)
        self._comment = ("Assigned", text)

    def note_completion(self) -> None:
        before = self.get_doc_before_save()
        if not before or before.status == self.status or self.status == "Open":
            return
        if self.allocated_to == frappe.session.user:
            text = _("{0} removed their assignment.").format(get_fullname(self.allocated_to))
            if self.status == "Closed":
                text = _("Assignment done by {0}").format(get_fullname(frappe.session.user))
        else:
            text = _("Assignment of {0} removed by {1}").format(
                get_fullname(self.allocated_to), get_fullname(frappe.session.user)
            )
        self._comment = ("Assignment Completed", text)

    def add_reference_comment(self, comment_type: str, text: str) -> None:
        if self.reference_type and self.reference_name and frappe.db.exists(self.reference_type, self.reference_name):
            frappe.get_doc(self.reference_type, self.reference_name).add_comment(comment_type, text)

    def update_reference(self, leave_out: str | None = None) -> None:
        """Write the users with an open or closed task into the document's `_assign`."""
        if not (self.reference_type and self.reference_name) or frappe.get_meta(self.reference_type).issingle:
            return
        filters = {
            "reference_type": self.reference_type,
            "reference_name": self.reference_name,
            "status": ["not in", ("Cancelled", "Closed")],
            "allocated_to": ["is", "set"],
        }
        if leave_out:
            filters["name"] = ["!=", leave_out]
        users = frappe.get_all("ToDo", filters=filters, pluck="allocated_to", order_by="creation asc")
        value = json.dumps(list(dict.fromkeys(users))) if users else ""
        frappe.db.set_value(self.reference_type, self.reference_name, "_assign", value, update_modified=False)


def has_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """A task is its two parties' own, and of those with a role that says so."""
    user = user or frappe.session.user
    if doc.is_new() and doc.reference_type and doc.reference_name and user != "Administrator":
        return bool(frappe.has_permission(doc.reference_type, "read", doc.reference_name, user=user, print_logs=False))
    if _sees_all(user, ptype):
        return True
    return user in (doc.allocated_to, doc.assigned_by, doc.owner)


def get_permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """The same rule for lists."""
    user = user or frappe.session.user
    if _sees_all(user, "read"):
        return ""
    me = frappe.db.escape(user)
    return f"(`tabToDo`.`allocated_to` = {me} or `tabToDo`.`assigned_by` = {me} or `tabToDo`.`owner` = {me})"


def _sees_all(user: str, ptype: str) -> bool:
    if user == "Administrator":
        return True
    roles = set(frappe.get_roles(user)) - {"All", "Guest"}
    return any(p.role in roles and p.get(ptype) and not p.permlevel for p in frappe.get_meta("ToDo").permissions)


@frappe.whitelist(methods=["POST"])
def new_todo(description: str) -> Any:
    """Make a task for oneself."""
    return frappe.get_doc({"doctype": "ToDo", "description": description, "allocated_to": frappe.session.user}).insert()

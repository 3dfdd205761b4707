"""A page of links, figures and charts where work begins."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.query_args import read_json
from frappe.utils import cint
from frappe.utils.caching import bump_derived


class Workspace(Document):
    """A public workspace is kept by Workspace Managers, a private one by its owner."""

    def before_validate(self) -> None:
        self.title = self.title or self.label

    def validate(self) -> None:
        read_json(self.content, "content", (list,))
        flags = frappe.flags
        if flags.in_install or flags.in_migrate or flags.in_import or flags.in_patch:
            return
        self.validate_owner()

    def validate_owner(self) -> None:
        if is_workspace_manager():
            return
        if cint(self.public):
            message = _("Public workspace {0} can be changed by a Workspace Manager only.")
            frappe.throw(message.format(frappe.bold(self.title)), frappe.PermissionError)
        if self.for_user and self.for_user != frappe.session.user:
            message = _("Workspace {0} belongs to another user.")
            frappe.throw(message.format(frappe.bold(self.title)), frappe.PermissionError)
        self.for_user = frappe.session.user

    def on_update(self) -> None:
        bump_derived()

    def on_trash(self) -> None:
        if cint(self.public) and not is_workspace_manager():
            message = _("Public workspace {0} can be deleted by a Workspace Manager only.")
            frappe.throw(message.format(frappe.bold(self.title)), frappe.PermissionError)
        bump_derived()

    def is_permitted(self) -> bool:
        """Whether the session user may open it: the owner of a private one, the roles of a public one."""
        if not cint(self.public):
            return self.for_user == frappe.session.user
        allowed = {row.role for row in self.roles}
        return not allowed or not allowed.isdisjoint(frappe.get_roles())


def is_workspace_manager() -> bool:
    return not {"Workspace Manager", "System Manager", "Administrator"}.isdisjoint(frappe.get_roles())

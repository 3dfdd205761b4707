"""A role that users hold and rights are given to."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.permissions import AUTOMATIC_ROLES


class Role(Document):
    """A role that users hold and rights are given to."""

    def validate(self) -> None:
        if self.disabled and self.name in (*AUTOMATIC_ROLES, "System Manager"):
            frappe.throw(_("Role {0} is needed by the system and cannot be disabled.").format(self.name))

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        if old in (*AUTOMATIC_ROLES, "System Manager"):
            frappe.throw(_("Standard roles cannot be renamed"))

    def on_trash(self) -> None:
        if self.name in (*AUTOMATIC_ROLES, "System Manager"):
            frappe.throw(_("Role {0} is needed by the system and cannot be deleted.").format(self.name))

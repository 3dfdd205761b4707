"""Limits a user to records that link to one value."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document


class UserPermission(Document):
    """Limits a user to records that link to one value."""

    def validate(self) -> None:
        if self.apply_to_all_doctypes:
            self.applicable_for = None
        twin = {
            "allow": self.allow,
            "for_value": self.for_value,
            "user": self.user,
            "name": ["!=", self.name],
        }
        twin["applicable_for"] = self.applicable_for or ["is", "not set"]
        if frappe.db.exists("User Permission", twin):
            frappe.throw(_("User permission already exists"), frappe.DuplicateEntryError)
        if self.is_default:
            other = {**twin, "is_default": 1}
            other.pop("for_value")
            if frappe.db.exists("User Permission", other):
                frappe.throw(_("{0} has already assigned default value for {1}.").format(self.user, _(self.allow)))


@frappe.whitelist()
def get_user_permissions(user: str | None = None) -> dict[str, Any]:
    """Own permitted values; a System Manager may ask for another user's."""
    from frappe.permissions import get_user_permissions as read

    if user and user != frappe.session.user:
        frappe.only_for("System Manager")
    return read(user)

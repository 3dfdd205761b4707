"""Saved filters of lists."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class ListFilter(Document):
    """One saved filter; `for_user` empty means for everyone."""


def get_permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """One's own filters and the common ones."""
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    return f"(ifnull(`tabList Filter`.`for_user`, '') = '' or `tabList Filter`.`for_user` = {frappe.db.escape(user)})"


def has_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """The same rule for one filter."""
    return not doc.for_user or (user or frappe.session.user) in ("Administrator", doc.for_user, doc.owner)

"""What a user may read, as SQL, said once for every part of a list."""

import frappe
from frappe import _
from frappe.model.meta import Meta
from frappe.permissions import get_role_permissions
from frappe.share import get_shared

from relcrm.workplace.rules import get_rules, quote


def can_read(doctype: str) -> bool:
    """Return whether the user may read some documents of a kind."""
    return bool(frappe.has_permission(doctype, "read"))


def get_read_condition(doctype: str) -> str:
    """Return the SQL that holds for the documents that the user may read, empty for all of them."""
    rights = get_role_permissions(frappe.get_meta(doctype), frappe.session.user)
    if rights.get("read"):
        return get_rules(doctype)
    shared = get_shared(doctype, frappe.session.user)
    if not shared:
        text = _("{0}: you may not see this list. Ask the administrator for the right to read it.")
        frappe.throw(text.format(_(doctype)), frappe.PermissionError)
    return f"`tab{doctype}`.`name` in ({', '.join(quote(name) for name in shared)})"


def get_levels(meta: Meta, right: str, parent: str | None = None) -> set[int]:
    """Return the field levels that the user may read or write."""
    if frappe.session.user == "Administrator":
        return set(range(10))
    return set(meta.get_permlevel_access(right, parent))

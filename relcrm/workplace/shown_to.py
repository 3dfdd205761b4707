"""Who sees records that are their owner's alone, a role's, or everybody's: saved views, segments.

Their DocType has the fields `visibility` (Private, Everyone, Role) and `role`.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.workplace.rules import quote

KEEPERS = frozenset({"System Manager", "RelCRM Administrator"})


def is_keeper(user: str | None = None) -> bool:
    """Return whether a user looks after what others have shared."""
    return bool(KEEPERS & set(frappe.get_roles(user or frappe.session.user)))


def get_conditions(doctype: str, user: str | None = None) -> str:
    """Return the SQL that holds for one's own records, and those shared with everybody or with a role of one's own."""
    user, table = user or frappe.session.user, f"`tab{doctype}`"
    if user == "Administrator":
        return ""
    seen = [f"{table}.`owner` = {quote(user)}", f"{table}.`visibility` = 'Everyone'"]
    if is_keeper(user):
        seen.append(f"{table}.`visibility` = 'Role'")
    else:
        roles = ", ".join(quote(role) for role in frappe.get_roles(user))
        seen.append(f"({table}.`visibility` = 'Role' and {table}.`role` in ({roles}))")
    return f"({' or '.join(seen)})"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Return whether what is stored lets a user in; others than its owner read it, keepers change what is shared."""
    user = user or frappe.session.user
    fields = ["owner", "visibility", "role"]
    stored = frappe.db.get_value(doc.doctype, doc.name, fields) if doc.name else None
    if user == "Administrator" or not stored or stored[0] == user:
        return True
    _owner, visibility, role = stored
    if visibility == "Private":
        return False
    if is_keeper(user):
        return True
    reads = ptype in (None, "read", "select")
    return reads and (visibility == "Everyone" or role in frappe.get_roles(user))


def validate_role(doc: Document, title: str, error: type[Exception]) -> None:
    """Refuse sharing with no role, or with one that is not the user's."""
    doc.role = doc.role if doc.visibility == "Role" else None
    if doc.visibility == "Role" and not doc.role:
        frappe.throw(_('Choose the role that sees "{0}".').format(title), error)
    if doc.flags.ignore_permissions or is_keeper():
        return
    if doc.role and doc.role not in frappe.get_roles():
        text = _('"{0}" can be shared with a role of yours alone. {1} is not one.')
        frappe.throw(text.format(title, _(doc.role)), error)

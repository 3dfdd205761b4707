"""Who sees and changes a saved view, and which one opens first."""

import json

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.workplace.rules import quote

KEEPERS = frozenset({"System Manager", "RelCRM Administrator"})
TABLE = "`tabSaved View`"
FIELDS = ("name", "title", "view", "definition", "visibility", "role", "is_default", "owner")
NEAREST_FIRST = ("Private", "Role", "Everyone")


def is_keeper(user: str | None = None) -> bool:
    """Return whether a user looks after the views of others that are shared."""
    return bool(KEEPERS & set(frappe.get_roles(user or frappe.session.user)))


def get_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: one's own views, and those shared with everybody or with a role of one's own."""
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    seen = [f"{TABLE}.`owner` = {quote(user)}", f"{TABLE}.`visibility` = 'Everyone'"]
    if is_keeper(user):
        seen.append(f"{TABLE}.`visibility` = 'Role'")
    else:
        roles = ", ".join(quote(role) for role in frappe.get_roles(user))
        seen.append(f"({TABLE}.`visibility` = 'Role' and {TABLE}.`role` in ({roles}))")
    return f"({' or '.join(seen)})"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a view is judged by what is stored; others than its owner read it, keepers change what is shared."""
    user = user or frappe.session.user
    stored = frappe.db.get_value("Saved View", doc.name, ["owner", "visibility", "role"]) if doc.name else None
    if user == "Administrator" or not stored or stored[0] == user:
        return True
    _owner, visibility, role = stored
    if visibility == "Private":
        return False
    if is_keeper(user):
        return True
    reads = ptype in (None, "read", "select")
    return reads and (visibility == "Everyone" or role in frappe.get_roles(user))


def get_views(doctype: str) -> list[dict]:
    """Return the views of a list, by title; `is_default` marks the one that opens first for the user."""
    rows = frappe.get_list(
        "Saved View", filters={"for_doctype": doctype}, fields=list(FIELDS), order_by="title asc", limit=0
    )
    roles = set(frappe.get_roles())
    firsts = [row for row in rows if row.is_default and (row.visibility != "Role" or row.role in roles)]
    first = min(firsts, key=lambda row: NEAREST_FIRST.index(row.visibility), default=None)
    return [_describe(row, row is first) for row in rows]


def _describe(row: dict, opens_first: bool) -> dict:
    mine = row.owner == frappe.session.user
    return {
        "name": row.name,
        "title": _(row.title),
        "view": row.view,
        "definition": json.loads(row.definition or "{}"),
        "visibility": row.visibility,
        "role": row.role,
        "is_default": int(opens_first),
        "stored_default": row.is_default,
        "mine": int(mine),
        "editable": int(mine or (row.visibility != "Private" and is_keeper())),
    }

"""Who sees and changes a saved view, and which one opens first."""

import json

import frappe
from frappe import _

from relcrm.workplace import shown_to
from relcrm.workplace.shown_to import has_permission, is_keeper

__all__ = ["get_conditions", "get_views", "has_permission", "is_keeper"]

FIELDS = ("name", "title", "view", "definition", "visibility", "role", "is_default", "owner")
NEAREST_FIRST = ("Private", "Role", "Everyone")


def get_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: one's own views, and those shared with everybody or with a role of one's own."""
    return shown_to.get_conditions("Saved View", user)


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

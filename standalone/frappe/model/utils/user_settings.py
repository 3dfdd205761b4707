"""What a user last chose in a list or form (columns, filters, sorting), one JSON text per DocType."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe.api import check_doctype

MAX_SETTINGS = 100_000


@frappe.whitelist()
def get(doctype: str) -> str:
    """The session user's settings for a DocType, as JSON text."""
    return get_user_settings(doctype)


def get_user_settings(doctype: str, for_update: bool = False) -> str:
    row = frappe.db.sql(
        "select `data` from `__UserSettings` where `user` = %s and `doctype` = %s",
        (frappe.session.user, doctype),
    )
    return row[0][0] if row else "{}"


@frappe.whitelist(methods=["POST", "PUT"])
def save(doctype: str, user_settings: Any) -> dict:
    """Merge `user_settings` (a JSON object) into what is kept."""
    check_doctype(doctype)
    return update_user_settings(doctype, frappe.parse_json(user_settings or "{}"))


def update_user_settings(doctype: str, user_settings: Any, for_update: bool = False) -> dict:
    """Merge the settings and store them."""
    current = json.loads(get_user_settings(doctype) or "{}")
    if isinstance(user_settings, dict):
        current.update(user_settings)
    text = json.dumps(current)
    if len(text) > MAX_SETTINGS:
        frappe.throw(frappe._("The settings of this list are too large to be kept."))
    frappe.db.begin_write()
    where = (frappe.session.user, doctype)
    frappe.db.sql("delete from `__UserSettings` where `user` = %s and `doctype` = %s", where)
    frappe.db.sql(
        "insert into `__UserSettings` (`user`, `doctype`, `data`) values (%s, %s, %s)", (*where, text)
    )
    return current


def update_list_settings(doctype: str, form: dict) -> None:
    """Keep filters and order of a list that was just read."""
    settings = {key: form.get(key) for key in ("filters", "order_by", "fields") if form.get(key)}
    update_user_settings(doctype, {form.get("view") or "List": settings})

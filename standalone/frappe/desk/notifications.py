"""Counts of open records: on the connections of a form, and in the desk's menu."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.api import get_document
from frappe.desk.form.linked_with import get_linked_doctypes
from frappe.desk.form.meta import get_meta
from frappe.model.query_args import read_json

MAX_COUNT = 100


@frappe.whitelist()
def get_open_count(doctype: str, name: Any, items: Any = None) -> dict:
    """How many records each connection of a form has: `count.external_links_found` = [{doctype, count}]."""
    get_document(doctype, name)
    dashboard = get_meta(doctype).get("__dashboard") or {}
    wanted = read_json(items, "items", (list,))
    if wanted is None:
        wanted = [item for group in dashboard.get("transactions") or () for item in group["items"]]
    found = []
    linked = get_linked_doctypes(doctype)
    for target in dict.fromkeys(wanted):
        if target not in linked or not frappe.has_permission(target, "read", print_logs=False):
            continue
        fields = linked[target]["fieldname"]
        own = dashboard.get("non_standard_fieldnames", {}).get(target) or dashboard.get("fieldname")
        field = own if own in fields else fields[0]
        where = [[linked[target].get("child_doctype") or target, field, "=", name]]
        rows = frappe.get_list(
            target, filters=where, pluck="name", limit_page_length=MAX_COUNT, distinct=True
        )
        found.append({"doctype": target, "count": len(rows), "open_count": 0, "names": []})
    return {"count": {"external_links_found": found, "internal_links_found": []}}


@frappe.whitelist()
def get_notifications() -> dict:
    """Open ToDos of the session user, in the shape the desk's menu reads."""
    todos = frappe.db.count("ToDo", {"allocated_to": frappe.session.user, "status": "Open"})
    return {"open_count_doctype": {"ToDo": todos} if todos else {}, "targets": {}}

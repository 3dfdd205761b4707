"""Which DocTypes link to a DocType, and which records link to a record."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.api import check_doctype, get_document
from frappe.model.query_args import read_json
from frappe.utils.caching import derived

MAX_LINKED = 100


@frappe.whitelist()
def get_linked_doctypes(doctype: str, without_ignore_user_permissions_enabled: Any = False) -> dict:
    """{DocType: {fieldname: [...], child_doctype?, doctype_fieldname?}} of all that can link to `doctype`."""
    check_doctype(doctype)
    return derived(("linked_doctypes", doctype), lambda: _find_linked_doctypes(doctype))


def _find_linked_doctypes(doctype: str) -> dict:
    linked: dict[str, dict] = {}
    for dt, fieldname, fieldtype, options in _get_link_fields():
        if fieldtype == "Link" and options == doctype:
            _add_link(linked, dt, {"fieldname": fieldname})
        elif fieldtype == "Dynamic Link" and not frappe.get_meta(dt).issingle:
            if frappe.db.exists(dt, {options: doctype}):
                _add_link(linked, dt, {"fieldname": fieldname, "doctype_fieldname": options})
    return linked


def _get_link_fields() -> list[tuple]:
    rows = []
    for dt in frappe.get_all("DocType", filters={"issingle": 0}, pluck="name"):
        meta = frappe.get_meta(dt)
        rows += [(dt, df.fieldname, df.fieldtype, df.options) for df in meta.get_link_fields()]
        rows += [(dt, df.fieldname, df.fieldtype, df.options) for df in meta.get_dynamic_link_fields()]
    return rows


def _add_link(linked: dict, dt: str, how: dict) -> None:
    meta = frappe.get_meta(dt)
    if not meta.istable:
        entry = linked.setdefault(dt, {**how, "fieldname": []})
        entry["fieldname"].append(how["fieldname"])
        return
    for parent in frappe.get_all(
        "DocField", filters={"options": dt, "fieldtype": ["like", "Table%"]}, pluck="parent"
    ):
        entry = linked.setdefault(parent, {**how, "fieldname": [], "child_doctype": dt})
        entry["fieldname"].append(how["fieldname"])


@frappe.whitelist()
def get_linked_docs(doctype: str, name: Any, linkinfo: Any = None) -> dict:
    """{DocType: [records]} that link to a record and that the user may read."""
    get_document(doctype, name)
    linkinfo = read_json(linkinfo, "linkinfo", (dict,)) or get_linked_doctypes(doctype)
    results = {}
    for dt, link in linkinfo.items():
        if not isinstance(link, dict) or not frappe.db.exists("DocType", dt):
            continue
        if not frappe.has_permission(dt, "read", print_logs=False):
            continue
        meta = frappe.get_meta(dt)
        fields = ["name", "docstatus", "modified"]
        fields += [
            f
            for f in dict.fromkeys((meta.get("title_field"), *meta.get_search_fields()))
            if f and f not in fields
        ]
        target = link.get("child_doctype") or dt
        or_filters = [[target, field, "=", name] for field in _as_list(link.get("fieldname"))]
        filters = []
        if link.get("doctype_fieldname"):
            filters.append([target, link["doctype_fieldname"], "=", doctype])
        rows = frappe.get_list(
            dt,
            fields=fields,
            filters=filters,
            or_filters=or_filters,
            limit_page_length=MAX_LINKED,
            distinct=True,
        )
        if rows:
            results[dt] = rows
    return results


def _as_list(value: Any) -> list:
    return value if isinstance(value, list) else [value] if value else []


@frappe.whitelist()
def get(doctype: str, docname: Any) -> dict:
    """Records that link to a record, by DocType."""
    return get_linked_docs(doctype, docname)

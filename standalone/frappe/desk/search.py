"""Link search: what a Link field offers while somebody types, and the titles of linked records."""

from __future__ import annotations

import inspect
from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype
from frappe.model.query_args import read_json, read_number
from frappe.utils import cint, cstr, strip_html

SEARCHABLE_TYPES = (
    "Data",
    "Text",
    "Small Text",
    "Long Text",
    "Link",
    "Select",
    "Read Only",
    "Text Editor",
    "Autocomplete",
    "Phone",
)


@frappe.whitelist()
def search_link(
    doctype: str,
    txt: str = "",
    query: str | None = None,
    filters: Any = None,
    page_length: Any = 10,
    searchfield: str | None = None,
    reference_doctype: str | None = None,
    ignore_user_permissions: Any = False,
    link_fieldname: str | None = None,
) -> list[dict]:
    """Records whose name, title or search fields hold `txt`: [{value, label?, description}]."""
    rows = search_widget(
        doctype, txt.strip(), query, searchfield=searchfield, page_length=page_length, filters=filters,
        reference_doctype=reference_doctype, ignore_user_permissions=ignore_user_permissions,
    )  # fmt: skip
    return build_for_autosuggest(rows, doctype)


@frappe.whitelist()
def search_widget(
    doctype: str,
    txt: str = "",
    query: str | None = None,
    searchfield: str | None = None,
    start: Any = 0,
    page_length: Any = 10,
    filters: Any = None,
    filter_fields: Any = None,
    as_dict: bool = False,
    reference_doctype: str | None = None,
    ignore_user_permissions: Any = False,
) -> list:
    """Raw rows of a link search; `query` names a whitelisted function that answers instead."""
    check_doctype(doctype)
    start, page_length = (
        read_number(start, "start", 0),
        min(read_number(page_length, "page_length", 10) or 20, 500),
    )
    filters = (
        read_json(filters, "filters", (list, dict)) if not isinstance(filters, (list, dict)) else filters
    )
    meta = frappe.get_meta(doctype)
    if searchfield and searchfield != "name" and not meta.has_field(searchfield):
        frappe.throw(_("{0} has no field {1}.").format(_(doctype), frappe.utils.escape_html(searchfield)))
    if query and query.split()[0].lower() != "select":
        return _run_query(query, doctype, txt, searchfield, start, page_length, filters, as_dict)
    standard = frappe.get_hooks("standard_queries", {}).get(doctype)
    if standard and not searchfield:
        return _run_query(standard[-1], doctype, txt, searchfield, start, page_length, filters, as_dict)
    rows = _search(meta, txt, searchfield, start, page_length, filters)
    return rows if as_dict else [list(row.values()) for row in rows]


def _run_query(
    query: str,
    doctype: str,
    txt: str,
    searchfield: str | None,
    start: int,
    page_length: int,
    filters: Any,
    as_dict: bool,
) -> list:
    from frappe.handler import check_http_method, get_attr

    method = get_attr(query)
    frappe.is_whitelisted(method)
    check_http_method(method)
    _check_query_signature(query, method)
    return frappe.call(
        method, doctype, txt, searchfield or "name", start, page_length, filters, as_dict=as_dict
    )


def _check_query_signature(query: str, method: Any) -> None:
    """Raise ValidationError for a function that is no link query."""
    try:
        inspect.signature(method).bind("", "", "", 0, 0, None)
    except TypeError:
        frappe.throw(_("{0} is not a link query.").format(frappe.utils.escape_html(query)))


def _search(
    meta: Any, txt: str, searchfield: str | None, start: int, page_length: int, filters: Any
) -> list[dict]:
    doctype = meta.name
    fields = get_result_fields(meta)
    filters = _as_list(doctype, filters)
    for flag, value in (("enabled", 1), ("disabled", 0)):
        if (df := meta.get_field(flag)) and df.fieldtype == "Check":
            filters.append(_make_flag_filter(doctype, df, value))
    columns = [searchfield] if searchfield and searchfield != "name" else _get_search_columns(meta)
    if not txt:
        return frappe.get_list(
            doctype, fields=fields, filters=filters, limit_start=start, limit_page_length=page_length
        )
    return _search_text(doctype, txt, columns, fields, filters, start, page_length)


def _make_flag_filter(doctype: str, df: Any, value: int) -> list:
    """Leave out what is no longer in use; by name where the user may not see the flag itself, as that of a User."""
    if not df.permlevel:
        return [doctype, df.fieldname, "=" if value else "!=", 1]
    unused = frappe.get_all(doctype, filters={df.fieldname: 1 - value}, pluck="name", limit=0)
    return [doctype, "name", "not in", unused or [""]]


def _search_text(
    doctype: str, txt: str, columns: list[str], fields: list[str], filters: list, start: int, page_length: int
) -> list[dict]:
    """Names and titles that begin with `txt` first, then whatever else holds it.

    Two narrow queries in place of one that sorts every match by where `txt` was found in it.
    """
    wanted, rows = start + page_length, []
    for pattern, among in ((f"{txt}%", columns[:2]), (f"%{txt}%", columns)):
        found = frappe.get_list(
            doctype,
            fields=fields,
            filters=filters,
            or_filters=[[doctype, column, "like", pattern] for column in among],
            limit_page_length=wanted,
            order_by=f"`tab{doctype}`.`name` asc" if pattern[0] != "%" else None,
        )
        seen = {row["name"] for row in rows}
        rows += [row for row in found if row["name"] not in seen]
        if len(rows) >= wanted:
            break
    return rows[start:wanted]


def get_result_fields(meta: Any) -> list[str]:
    """Columns of a search result: name, the title where it is shown in links, then the search fields."""
    fields = ["name"]
    title = meta.get("title_field")
    if title and cint(meta.show_title_field_in_link):
        fields.append(title)
    fields += [f for f in meta.get_search_fields() if f not in fields]
    return fields


def _get_search_columns(meta: Any) -> list[str]:
    columns = ["name"]
    title = meta.get("title_field")
    for field in [title, *meta.get_search_fields()]:
        df = meta.get_field(field) if field else None
        if df and df.fieldtype in SEARCHABLE_TYPES and field not in columns and not df.is_virtual:
            columns.append(field)
    return columns


def _as_list(doctype: str, filters: Any) -> list:
    if isinstance(filters, dict):
        return [
            [doctype, key, value[0], value[1]]
            if isinstance(value, (list, tuple)) and len(value) == 2
            else [doctype, key, "=", value]
            for key, value in filters.items()
        ]
    return list(filters or [])


def build_for_autosuggest(rows: list, doctype: str) -> list[dict]:
    """Rows as {value, label?, description}."""
    meta = frappe.get_meta(doctype)
    with_title = bool(meta.get("title_field") and cint(meta.show_title_field_in_link))
    results = []
    for row in rows:
        values = list(row.values()) if isinstance(row, dict) else list(row)
        if with_title:
            label, rest = values[1] if len(values) > 1 else values[0], [values[0], *values[2:]]
            item = {"value": values[0], "label": label}
        else:
            item, rest = {"value": values[0]}, values[1:]
        item["description"] = ", ".join(strip_html(cstr(v)) for v in rest if v not in (None, ""))
        results.append(item)
    return results


@frappe.whitelist()
def get_link_title(doctype: str, docname: Any) -> Any:
    """Title of a linked record; its name where the user may not read it or it has none."""
    check_doctype(doctype)
    meta = frappe.get_meta(doctype)
    if meta.title_field and cint(meta.show_title_field_in_link):
        rows = (
            frappe.get_list(doctype, filters={"name": docname}, pluck=meta.title_field, limit_page_length=1)
            if (frappe.has_permission(doctype, "read", print_logs=False))
            else []
        )
        return rows[0] if rows else docname
    return docname


@frappe.whitelist()
def get_names_for_mentions(search_term: str = "") -> list[dict]:
    """Users who can be mentioned in a comment: [{id, value}]. For desk users."""
    frappe.only_for("Desk User")
    rows = frappe.get_all(
        "User",
        filters={
            "enabled": 1,
            "allowed_in_mentions": 1,
            "user_type": "System User",
            "name": ["not in", ["Guest", "Administrator"]],
        },
        or_filters={"full_name": ["like", f"%{search_term}%"], "name": ["like", f"%{search_term}%"]},
        fields=["name as id", "full_name as value"],
        limit_page_length=20,
    )
    return rows

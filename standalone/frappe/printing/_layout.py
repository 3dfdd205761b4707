"""A document laid out by its metadata: sections of columns of fields, for the standard print format."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe.utils import cint, cstr, strip_html

LEFT_OUT = frozenset(("Button", "Fold", "Password", "Geolocation", "Barcode", "Tab Break"))
PICTURES = frozenset(("Attach Image", "Image", "Signature"))


def make_layout(doc: Any, meta: Any, format_data: str | None = None, print_format: Any = None) -> list[dict]:
    """Sections {label, columns}, columns of fields with `label`, `kind` and `value`; what is empty is left out."""
    sections: list[dict] = []
    for field in _fields(meta, format_data):
        if not sections or field.fieldtype in ("Section Break", "Tab Break"):
            label = field.label if field.fieldtype in ("Section Break", "Tab Break") else None
            sections.append({"label": label if _is_shown(doc, field) else None, "columns": [[]]})
            if field.fieldtype in ("Section Break", "Tab Break"):
                continue
        if field.fieldtype == "Column Break":
            sections[-1]["columns"].append([])
        elif _is_shown(doc, field):
            item = _make_item(doc, field)
            if item:
                sections[-1]["columns"][-1].append(item)
    for section in sections:
        section["columns"] = [column for column in section["columns"] if column]
    return [section for section in sections if section["columns"]]


def _fields(meta: Any, format_data: str | None) -> list[Any]:
    if not format_data:
        return meta.fields
    try:
        chosen = json.loads(format_data)
    except ValueError:
        return meta.fields
    out = []
    for item in chosen if isinstance(chosen, list) else []:
        field = meta.get_field(item.get("fieldname")) if item.get("fieldname") else None
        if field:
            out.append(frappe._dict({**field, **{k: item[k] for k in ("label", "print_hide") if k in item}}))
        elif item.get("fieldtype") in ("Section Break", "Column Break", "Custom HTML", "HTML"):
            out.append(frappe._dict(item))
    return out


def _is_shown(doc: Any, field: Any) -> bool:
    if field.fieldtype in LEFT_OUT or cint(field.print_hide) or cint(field.hidden):
        return False
    if field.fieldtype in ("Section Break", "Column Break", "HTML", "Custom HTML", "Heading"):
        return True
    value = doc.get(field.fieldname)
    if cint(field.print_hide_if_no_value) and not value:
        return False
    return not is_empty(value, field)


def is_empty(value: Any, field: Any) -> bool:
    """Whether there is nothing to print."""
    if field.fieldtype == "Check":
        return not cint(value)
    if field.fieldtype in ("Text Editor", "HTML Editor"):
        return not strip_html(cstr(value)).strip() and "<img" not in cstr(value)
    return value in (None, "", [], ())


def _make_item(doc: Any, field: Any) -> dict | None:
    from frappe.utils.jinja import render_template

    fieldtype = field.fieldtype
    label = frappe._(field.label, context=doc.doctype) if field.label else ""
    if fieldtype in ("HTML", "Custom HTML"):
        html = render_template(field.options or "", {"doc": doc})
        return {"kind": "html", "label": "", "value": html} if html.strip() else None
    if fieldtype == "Heading":
        return {"kind": "heading", "label": label, "value": ""}
    if fieldtype == "Table":
        return {"kind": "table", "label": label, **make_table(doc, field)}
    if fieldtype in PICTURES:
        url = doc.get(field.options) if fieldtype == "Image" and field.options else doc.get(field.fieldname)
        return {"kind": "picture", "label": label, "value": url} if url else None
    return {"kind": "value", "label": label, "value": print_value(doc, field), "fieldtype": fieldtype}


def make_table(doc: Any, field: Any) -> dict:
    """Columns and rows of a child table; columns empty in every row are left out."""
    meta, rows = frappe.get_meta(field.options), doc.get(field.fieldname)
    shown = [
        column
        for column in meta.fields
        if column.fieldtype not in (*LEFT_OUT, "Section Break", "Column Break", "HTML", "Table")
        and not cint(column.print_hide)
        and not cint(column.hidden)
        and any(not is_empty(row.get(column.fieldname), column) for row in rows)
    ]
    return {
        "columns": [frappe._(column.label, context=field.options) for column in shown],
        "rows": [[print_value(row, column) for column in shown] for row in rows],
        "numbers": [column.fieldtype in ("Int", "Float", "Currency", "Percent") for column in shown],
    }


def print_value(doc: Any, field: Any) -> Any:
    """A value as it is printed: a check in words, a link by its title, a choice in the reader's language."""
    value = doc.get(field.fieldname)
    if value in (None, ""):
        return ""
    if field.fieldtype == "Check":
        return frappe._("Yes") if cint(value) else frappe._("No")
    if field.fieldtype == "Link" and field.options:
        return link_title(field.options, value)
    if field.fieldtype == "Select" or cint(field.translatable):
        return frappe._(cstr(value))
    return doc.get_formatted(field.fieldname)


def link_title(doctype: str, name: str) -> str:
    """The title of a linked record where its DocType shows titles in links and the reader may read it."""
    meta = frappe.get_meta(doctype)
    if not cint(meta.show_title_field_in_link) or meta.get_title_field() == "name":
        return name
    if not frappe.has_permission(doctype, "read", name, print_logs=False):
        return name
    return frappe.db.get_value(doctype, name, meta.get_title_field()) or name

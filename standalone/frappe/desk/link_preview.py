"""The little preview of a linked record."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.api import check_doctype


@frappe.whitelist()
def get_preview_data(doctype: str, docname: Any) -> dict | None:
    """Title, picture and preview fields of a record, or None where there is nothing to show."""
    check_doctype(doctype)
    meta = frappe.get_meta(doctype)
    if not meta.show_preview_popup or not frappe.has_permission(doctype, "read", docname, print_logs=False):
        return None
    shown = [df.fieldname for df in meta.fields if df.in_preview and df.fieldtype != "Table"] or [
        df.fieldname for df in meta.fields if df.in_list_view and df.fieldtype != "Table"
    ]
    title, image = meta.get("title_field"), meta.get("image_field")
    fields = list(dict.fromkeys(["name", *filter(None, (title, image)), *shown]))
    rows = frappe.get_list(doctype, filters={"name": docname}, fields=fields, limit_page_length=1)
    if not rows:
        return None
    row = rows[0]
    out = {
        "preview_title": row.get(title) or row["name"],
        "preview_image": row.get(image) if image else None,
        "name": row["name"],
    }
    for field in shown:
        if row.get(field) and field not in (title, image):
            df = meta.get_field(field)
            out[df.label or field] = frappe.format_value(row[field], df)
    return out

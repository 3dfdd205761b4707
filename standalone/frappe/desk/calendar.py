"""Calendar view: records between two dates."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype
from frappe.model.query_args import read_filters, read_json


@frappe.whitelist(methods=["POST", "PUT"])
def update_event(args: Any, field_map: Any) -> None:
    """Move a record to new dates: `args` {doctype, name, <start>, <end>}, `field_map` {start, end}."""
    args = frappe._dict(read_json(args, "args", (dict,)) or {})
    field_map = frappe._dict(read_json(field_map, "field_map", (dict,)) or {})
    check_doctype(args.doctype or "")
    for key in ("start", "end"):
        if field_map.get(key) and not frappe.get_meta(args.doctype).has_field(field_map[key]):
            frappe.throw(_("field_map must name the field with the {0} of {1}.").format(key, _(args.doctype)))
    if not field_map.start:
        frappe.throw(_("field_map must name the field with the {0} of {1}.").format("start", _(args.doctype)))
    doc = frappe.get_doc(args.doctype, args.name)
    doc.set(field_map.start, args.get(field_map.start))
    if field_map.end:
        doc.set(field_map.end, args.get(field_map.end))
    doc.save()


@frappe.whitelist()
def get_events(
    doctype: str, start: Any, end: Any, field_map: Any, filters: Any = None, fields: Any = None
) -> list[dict]:
    """Records of which [start, end] touches the range, with the fields of `field_map`."""
    check_doctype(doctype)
    field_map = frappe._dict(read_json(field_map, "field_map", (dict,)) or {})
    fields = read_json(fields, "fields", (list,))
    meta = frappe.get_meta(doctype)
    for key in ("start", "end"):
        if not field_map.get(key) or not meta.has_field(field_map[key]):
            frappe.throw(_("field_map must name the field with the {0} of {1}.").format(key, _(doctype)))
    if not fields:
        wanted = [field_map.start, field_map.end, field_map.title, "name", field_map.color, field_map.allDay]
        fields = list(dict.fromkeys(f for f in wanted if f and (f == "name" or meta.has_field(f))))
    start, end = frappe.utils.getdate(start), frappe.utils.getdate(end)
    filters = list(_as_list(doctype, read_filters(filters)))
    filters += [
        [doctype, field_map.start, "<=", f"{end} 23:59:59"],
        [doctype, field_map.end, ">=", str(start)],
    ]
    return frappe.get_list(doctype, fields=fields, filters=filters, limit_page_length=0)


def _as_list(doctype: str, filters: Any) -> list:
    from frappe.desk.search import _as_list as as_list

    return as_list(doctype, filters)

"""Helpers of the desk's list view: groups with counts, and settings of a list."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype
from frappe.model.query_args import read_filters


@frappe.whitelist()
def get_group_by_count(doctype: str, current_filters: Any, field: str) -> list[dict]:
    """[{name, count}] of the values of `field` among the records the user may read."""
    check_doctype(doctype)
    filters = read_filters(current_filters) or []
    if field == "assigned_to":
        return _count_assigned(doctype, filters)
    if field not in ("owner", "modified_by", "name") and not frappe.get_meta(doctype).has_field(field):
        frappe.throw(_("{0} has no field {1}.").format(_(doctype), frappe.utils.escape_html(field)))
    rows = frappe.get_list(
        doctype,
        filters=filters,
        fields=[f"`tab{doctype}`.`{field}` as name", "count(*) as count"],
        group_by=f"`tab{doctype}`.`{field}`",
        order_by="count desc",
        limit_page_length=50,
    )
    return rows


def _count_assigned(doctype: str, filters: Any) -> list[dict]:
    names = {
        str(name) for name in frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0)
    }
    counts: dict[str, int] = {}
    for row in frappe.get_all(
        "ToDo",
        filters={"reference_type": doctype, "status": ["!=", "Cancelled"]},
        fields=["allocated_to", "reference_name"],
    ):
        if row.allocated_to and row.reference_name in names:
            counts[row.allocated_to] = counts.get(row.allocated_to, 0) + 1
    return [{"name": user, "count": n} for user, n in sorted(counts.items(), key=lambda item: -item[1])]


@frappe.whitelist()
def get_list_settings(doctype: str) -> Any:
    """The List View Settings of a DocType, or None."""
    check_doctype(doctype)
    if frappe.db.exists("DocType", "List View Settings") and frappe.db.exists("List View Settings", doctype):
        return frappe.get_doc("List View Settings", doctype)
    return None


@frappe.whitelist(methods=["POST", "PUT"])
def set_list_settings(doctype: str, values: Any) -> None:
    """Change the List View Settings of a DocType. For System Manager."""
    frappe.only_for("System Manager")
    check_doctype(doctype)
    values = frappe.parse_json(values)
    if frappe.db.exists("List View Settings", doctype):
        doc = frappe.get_doc("List View Settings", doctype)
    else:
        doc = frappe.new_doc("List View Settings")
        doc.name = doctype
    doc.update(values)
    doc.save()

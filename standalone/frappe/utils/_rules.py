"""What rules about documents (notifications, webhooks, assignment rules) have in common."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils.caching import derived
from frappe.utils.jinja import validate_template


def get_rules_by_doctype(
    doctype: str, about: str, filters: dict, fields: tuple[str, ...], order_by: str = "name asc"
) -> dict[str, list[Any]]:
    """Rules of one kind by the doctype they are about; kept until some rule or other metadata changes."""

    def read() -> dict[str, list[Any]]:
        if not frappe.db.table_exists(doctype):
            return {}
        rows = frappe.get_all(doctype, filters=filters, fields=["name", about, *fields], order_by=order_by)
        found: dict[str, list[Any]] = {}
        for row in rows:
            found.setdefault(row[about], []).append(row)
        return found

    return derived(("rules", doctype), read)


def get_rule(doctype: str, name: str) -> Any:
    """One rule's document, kept as long; shared, so not to be changed."""
    return derived(("rule", doctype, name), lambda: frappe.get_doc(doctype, name))


def validate_placeholders(doc: Any, *fieldnames: str) -> None:
    """Raise ValidationError that names the field whose text is no template."""
    for fieldname in fieldnames:
        try:
            validate_template(doc.get(fieldname))
        except frappe.ValidationError as exc:
            frappe.clear_last_message()
            frappe.throw(
                _("{0} of {1} {2} has a faulty placeholder: {3}").format(
                    _(doc.meta.get_label(fieldname)), _(doc.doctype), doc.name or "", exc
                )
            )

"""Bulk actions of the list view: submit, cancel or update several documents."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype, take_values
from frappe.model.query_args import read_json

MAX_DOCUMENTS = 500


@frappe.whitelist(methods=["POST", "PUT"])
def submit_cancel_or_update_docs(
    doctype: str, docnames: Any, action: str = "submit", data: Any = None, task_id: str | None = None
) -> list:
    """Apply `action` to each document in its own savepoint; answers the names that failed."""
    check_doctype(doctype)
    names = read_json(docnames, "docnames", (list,)) or []
    values = read_json(data, "data", (dict,)) or {}
    if action not in ("submit", "cancel", "update"):
        frappe.throw(_("action must be submit, cancel or update."))
    if len(names) > MAX_DOCUMENTS:
        frappe.throw(_("Bulk operations only support up to {0} documents.").format(MAX_DOCUMENTS))
    failed = []
    for name in names:
        frappe.db.savepoint("bulk_action")
        try:
            if not _apply(frappe.get_doc(doctype, name), action, values):
                failed.append(name)
        except Exception as exc:
            frappe.db.rollback(save_point="bulk_action")
            failed.append(name)
            frappe.msgprint(
                f"{frappe.bold(frappe.utils.escape_html(str(name)))}: {exc}", title=_("Not changed")
            )
        else:
            frappe.db.release_savepoint("bulk_action")
    return failed


def _apply(doc: Any, action: str, values: dict) -> bool:
    if action == "submit" and doc.docstatus.is_draft():
        doc.submit()
    elif action == "cancel" and doc.docstatus.is_submitted():
        doc.cancel()
    elif action == "update" and not doc.docstatus.is_cancelled():
        doc.update(take_values(doc.doctype, values))
        doc.save()
    else:
        return False
    return True

"""A copy of a deleted document."""

from __future__ import annotations

import json

import frappe
from frappe import _
from frappe.model.document import Document


class DeletedDocument(Document):
    """A copy of a deleted document."""


@frappe.whitelist(methods=["POST"])
def restore(name: str, alert: bool = True) -> str:
    """Insert the deleted document again, under its old name; System Manager only. Returns the name."""
    frappe.only_for("System Manager")
    deleted = frappe.get_doc("Deleted Document", name)
    if deleted.restored:
        frappe.throw(_("Document {0} Already Restored").format(name), frappe.DocumentAlreadyRestored)
    doc = frappe.get_doc(json.loads(deleted.data))
    doc.__dict__["__islocal"] = True
    doc.docstatus = 0
    doc.insert(set_name=deleted.deleted_name)
    doc.add_comment("Edit", _("restored {0} as {1}").format(deleted.deleted_name, doc.name))
    deleted.db_set({"new_name": doc.name, "restored": 1}, update_modified=False)
    if alert:
        frappe.msgprint(_("Document Restored"))
    return doc.name

"""Bringing back what one deleted a moment ago, as it was, under its old name."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import make_autoname, revert_series_if_last
from frappe.model.workflow import get_workflow_name, get_workflow_state_field
from frappe.utils import add_to_date, now_datetime

from relcrm.exceptions import NotRestorableError
from relcrm.workplace.parts import restore_parts

MINUTES = 60


def restore_own(doctype: str, name: str) -> Document:
    """Insert again the record that the session user deleted within the hour, and return it.

    Only the one who deleted it may, with the right to create such records; nobody learns whether others deleted one.
    """
    copy = _get_own_copy(doctype, name)
    frappe.has_permission(doctype, "create", throw=True)
    values = json.loads(copy.data)
    _claim_name(doctype, name)
    doc, state = _make_document(values)
    doc.insert(ignore_permissions=True, set_name=name)
    kept = {"owner": values.get("owner"), "creation": values.get("creation")} | state
    doc.db_set({key: value for key, value in kept.items() if value}, update_modified=False)
    copy.db_set({"new_name": doc.name, "restored": 1}, update_modified=False)
    restore_parts(doctype, name)
    return doc


def _get_own_copy(doctype: str, name: str) -> Document:
    filters = {
        "deleted_doctype": doctype,
        "deleted_name": name,
        "owner": frappe.session.user,
        "restored": 0,
        "creation": [">", add_to_date(now_datetime(), minutes=-MINUTES)],
    }
    found = frappe.get_all("Deleted Document", filters=filters, pluck="name", order_by="creation desc", limit=1)
    if not found or frappe.db.exists(doctype, name):
        text = _("It cannot be brought back: only what you deleted within the last hour can. Enter it again.")
        frappe.throw(text, NotRestorableError)
    return frappe.get_doc("Deleted Document", found[0])


def _claim_name(doctype: str, name: str) -> None:
    """Take the number out of its series again, which deleting the newest record had given back."""
    autoname = frappe.get_meta(doctype).autoname or ""
    if "#" not in autoname or autoname.startswith(("format:", "naming_series:")):
        return
    made = make_autoname(autoname, doctype)
    if made != name:
        revert_series_if_last(autoname, made)


def _make_document(values: dict) -> tuple[Document, dict]:
    """Return the document to insert and its state in a process, which only steps may set otherwise."""
    values = {key: value for key, value in values.items() if key not in ("name", "docstatus")}
    doc = frappe.get_doc(values)
    doc.set("__islocal", True)
    for row in doc.get_all_children():
        row.set("__islocal", True)
        row.name = None
    process = get_workflow_name(doc.doctype)
    field = get_workflow_state_field(process) if process else None
    state = {field: values.get(field)} if field else {}
    if field:
        doc.set(field, None)
    return doc, state

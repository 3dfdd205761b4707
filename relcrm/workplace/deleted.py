"""Bringing back what one deleted a moment ago, as it was, under its old name."""

import json
import re

import frappe
from frappe import _
from frappe.model.document import Document
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
    doc, state = _make_document(values)
    doc.flags.from_restore = True
    doc.insert(ignore_permissions=True, set_name=name)
    raise_series(name)
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


def keep_number(doc: Document, method: str | None = None) -> None:
    """Hook, after a deletion: a number of ours is given once. Hosts give the last one again, and what a deleted record
    leaves behind for a while (its files, its mails, who read it) would hang on the next of that name."""
    meta = frappe.get_meta(doc.doctype)
    ours = {"name": meta.module, "app_name": "relcrm"}
    if "#" in (meta.autoname or "") and frappe.db.exists("Module Def", ours):
        raise_series(doc.name)


def raise_series(name: str) -> None:
    """Let no later record get a name that was given: deleting the last of a series sets the series back."""
    prefix, digits = re.fullmatch(r"(.*?)(\d*)", name, re.DOTALL).groups()
    if digits and len(digits) < 16:
        sql = "update `tabSeries` set `current` = %s where `name` = %s and `current` < %s"
        frappe.db.sql(sql, (int(digits), prefix, int(digits)))


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

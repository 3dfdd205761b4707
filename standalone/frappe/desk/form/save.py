"""Saving from a form: Save, Submit, Update, Cancel."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype, make_document
from frappe.desk.form.load import get_docinfo
from frappe.model.query_args import read_json


@frappe.whitelist(methods=["POST", "PUT"])
def savedocs(doc: Any, action: str) -> None:
    """Save (or submit, update, cancel) a document as the form has it; answers it with its docinfo."""
    values = read_json(doc, "doc", (dict,))
    if not values or not values.get("doctype"):
        frappe.throw(_("doc must be a JSON object with its doctype."))
    if action not in ("Save", "Submit", "Update", "Cancel"):
        frappe.throw(_("action must be Save, Submit, Update or Cancel."))
    check_doctype(values["doctype"])
    localname = values.get("name")
    document = make_document(values)
    document.set("__temporary_name", localname)
    if action == "Cancel":
        document.cancel()
    else:
        if action in ("Submit", "Update"):
            document.docstatus = 1
        if values.get("__islocal"):
            document.insert()
        else:
            document.save()
    _send_updated(document, localname)
    if action == "Save":
        frappe.msgprint(_("Saved"), indicator="green", alert=True)
    else:
        texts = {"Submit": _("Submitted"), "Update": _("Saved"), "Cancel": _("Cancelled")}
        frappe.msgprint(texts[action], indicator="red" if action == "Cancel" else "blue", alert=True)


@frappe.whitelist(methods=["POST", "PUT"])
def cancel(
    doctype: str, name: Any, workflow_state_fieldname: str | None = None, workflow_state: str | None = None
) -> None:
    """Cancel a document, setting its workflow state."""
    check_doctype(doctype)
    doc = frappe.get_doc(doctype, name)
    if workflow_state_fieldname and workflow_state:
        doc.set(workflow_state_fieldname, workflow_state)
    doc.cancel()
    _send_updated(doc, name)
    frappe.msgprint(_("Cancelled"), indicator="red", alert=True)


def _send_updated(doc: Any, localname: Any) -> None:
    doc.reload()
    doc.run_method("onload")
    get_docinfo(doc)
    doc.apply_fieldlevel_read_permissions()
    out = doc.as_dict()
    out["localname"] = localname
    frappe.local.response.docs.append(out)

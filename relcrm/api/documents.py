"""Word documents: which templates there are for a record, one made of it, and what a template's author may write."""

import frappe
from frappe.model.document import Document

from relcrm.outreach.word import documents, fields
from relcrm.workplace.attachments import revisions


@frappe.whitelist(methods=["GET", "POST"])
def get_templates(doctype: str, name: str) -> list[dict]:
    """Return the templates for a record, those in the language of whom it is about first; needs read on it."""
    return documents.get_templates(_get_record(doctype, name, "read"))


@frappe.whitelist(methods=["POST"])
def make(template: str, doctype: str, name: str) -> dict:
    """Fill a template about a record and attach the Word document; needs write on the record, read on the template."""
    chosen = frappe.get_doc(documents.DOCTYPE, template)
    chosen.check_permission("read")
    made = documents.make(chosen, _get_record(doctype, name, "write"))
    kept = {field: made.get(field) for field in ("name", "file_name", "revision", "file_size")}
    return kept | {"file_url": revisions.get_address(made.name)}


@frappe.whitelist(methods=["GET", "POST"])
def get_fields() -> list[dict]:
    """Return the fields that a template may ask for: name, what it is, whether it holds several lines; any user."""
    return fields.get_fields()


@frappe.whitelist(methods=["GET", "POST"])
def check(template: str) -> str:
    """Return what is to be mended in the file of a template, nothing where it can be filled; needs read on it."""
    frappe.get_doc(documents.DOCTYPE, template).check_permission("read")
    return documents.check(template)


def _get_record(doctype: str, name: str, right: str) -> Document:
    doc = frappe.get_doc(doctype, name)
    doc.check_permission(right)
    return doc

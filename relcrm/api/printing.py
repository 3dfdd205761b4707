"""Any record on paper: what can be chosen, the page, the PDF."""

import frappe
from frappe.model.document import Document

from relcrm.outreach import printing
from relcrm.outreach.pdf import make_pdf
from relcrm.relations import personal_reads


@frappe.whitelist(methods=["GET", "POST"])
def get_choices(doctype: str, name: str) -> dict:
    """Return print formats and letter heads for a record, and which are usual; needs print on it."""
    doc = _get_printable(doctype, name)
    return {**printing.get_choices(doctype), "title": doc.get_title() or doc.name}


@frappe.whitelist(methods=["GET", "POST"])
def get_page(
    doctype: str, name: str, format: str = printing.STANDARD, letter_head: str = "", language: str = "it"
) -> str:
    """Return a record as an HTML page to look at and print; needs print on it."""
    return printing.make_page(_get_printable(doctype, name), format, letter_head, language)


@frappe.whitelist(methods=["GET", "POST"])
def get_pdf(
    doctype: str, name: str, format: str = printing.STANDARD, letter_head: str = "", language: str = "it"
) -> None:
    """Answer with a record as PDF; needs print on it."""
    doc = _get_printable(doctype, name)
    frappe.local.response.filecontent = make_pdf(printing.make_page(doc, format, letter_head, language))
    frappe.local.response.filename = f"{frappe.scrub(str(doc.get_title() or doc.name))[:60]}.pdf"
    frappe.local.response.type = "pdf"


def _get_printable(doctype: str, name: str) -> Document:
    doc = frappe.get_doc(doctype, name)
    doc.check_permission("print")
    if personal_reads.is_personal(doctype):
        personal_reads.note(personal_reads.PRINTED, doctype, name)
    return doc

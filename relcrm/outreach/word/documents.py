"""Word documents made of a template about a record, attached to it: made again, the next revision."""

import io

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from relcrm.exceptions import TemplateError
from relcrm.outreach.word import fields, filling
from relcrm.workplace.attachments import contents, revisions

DOCTYPE = "Document Template"


def get_templates(doc: Document) -> list[dict]:
    """Return the templates for a record that have a file, those in the language of whom it is about first."""
    columns = ["name", "title", "applies_to", "template_language", "position"]
    in_order = {"order_by": "position asc, title asc", "limit": 100}
    rows = frappe.get_list(DOCTYPE, filters={"disabled": 0}, fields=columns, **in_order)
    rows = [row for row in rows if row.applies_to in (doc.doctype, "", None)]
    filed = set(
        frappe.get_all(
            revisions.DOCTYPE,
            filters={"reference_doctype": DOCTYPE, "is_latest": 1, "file_kind": "docx"},
            pluck="reference_name",
        )
    )
    language = fields.get_language(doc) if doc.doctype in fields.KINDS else ""
    rows = [row for row in rows if row.name in filed]
    return sorted(rows, key=lambda row: (row.template_language or language) != language)


def get_file(template: str) -> Document:
    """Return the latest .docx of a template."""
    where = {"reference_doctype": DOCTYPE, "reference_name": template, "is_latest": 1, "file_kind": "docx"}
    names = frappe.get_all(revisions.DOCTYPE, filters=where, pluck="name", order_by="creation desc", limit=1)
    if not names:
        text = _("The template {0} has no Word document yet. Attach one (.docx) to it.")
        frappe.throw(text.format(escape_html(template)), TemplateError)
    return frappe.get_doc(revisions.DOCTYPE, names[0])


def make(template: Document, doc: Document) -> Document:
    """Fill a template about a record and attach what came of it; returns the revision."""
    file = get_file(template.name)
    try:
        content = filling.fill(contents.read_whole(file.content_hash), fields.get_values(doc))
    except TemplateError as refused:
        frappe.throw(_("{0} cannot be made. {1}").format(escape_html(template.title), refused), TemplateError)
    remark = _("made of {0}, revision {1}").format(file.file_name, file.revision)
    values = {"remark": remark, "source": "Word document"}
    return revisions.attach(doc.doctype, doc.name, f"{template.title}.docx", io.BytesIO(content), **values)


def check(template: str) -> str:
    """Return what is to be mended in a template's file; nothing where it can be filled."""
    file = get_file(template)
    values = {one["name"]: [] if one["several"] else "x" for one in fields.get_fields()}
    try:
        filling.fill(contents.read_whole(file.content_hash), values)
    except TemplateError as refused:
        return str(refused)
    return ""

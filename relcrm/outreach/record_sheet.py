"""Any record as a sheet of paper, from its metadata: filled fields by section, tables, links by title, never a code."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html
from frappe.utils.html_utils import sanitize_html

from relcrm.workplace.days import show_day, show_moment
from relcrm.workplace.staff_words import say
from relcrm.workplace.stream import get_titles

TEMPLATE, STYLE = "relcrm/print_formats/record.html", "record.css"
BREAKS = ("Section Break", "Tab Break")
UNPRINTED = frozenset(
    ("Column Break", "Heading", "HTML", "Button", "Password", "Fold", "Image", "Geolocation")
)
TABLES = ("Table", "Table MultiSelect")
RICH = ("Text Editor", "HTML Editor", "Markdown Editor")
WIDE = (*RICH, "Text", "Small Text", "Long Text", "Code")


def make_sheet(doc: Document, letter_head: str) -> str:
    """Return the HTML of a record's sheet; fields above the user's level are left out."""
    doc.apply_fieldlevel_read_permissions()
    return frappe.render_template(
        TEMPLATE,
        {
            "letter_head": letter_head,
            "kind": say(doc.doctype),
            "title": str(doc.get_title() or doc.name),
            "sections": get_sections(doc),
        },
    )


def get_style() -> str:
    """Return the style of the sheet."""
    with open(frappe.get_app_path("relcrm", "print_formats", STYLE), encoding="utf-8") as file:
        return file.read()


def get_sections(doc: Document) -> list[dict]:
    """Return what is filled, by section: fields with label and value, tables with labels and rows."""
    sections = [{"label": "", "fields": [], "tables": []}]
    for field in doc.meta.fields:
        if field.fieldtype in BREAKS:
            sections.append({"label": say(field.label) if field.label else "", "fields": [], "tables": []})
        elif field.hidden or field.print_hide or field.fieldtype in UNPRINTED or not doc.get(field.fieldname):
            continue
        elif field.fieldtype in TABLES:
            table = make_table(doc, field)
            if table["rows"]:
                sections[-1]["tables"].append(table)
        elif not (field.fieldtype == "Check" and not cint(doc.get(field.fieldname))):
            wide = field.fieldtype in WIDE
            value = show_value(doc, field)
            sections[-1]["fields"].append({"label": say(field.label), "value": value, "wide": wide})
    return [section for section in sections if section["fields"] or section["tables"]]


def make_table(doc: Document, field) -> dict:
    """Return a child table by the columns that its lists show, without those that are empty in every row."""
    rows = doc.get(field.fieldname)
    columns = [one for one in frappe.get_meta(field.options).fields if one.in_list_view and not one.hidden]
    columns = [one for one in columns if any(row.get(one.fieldname) for row in rows)]
    return {
        "labels": [say(one.label) for one in columns],
        "rows": [[show_value(row, one) for one in columns] for row in rows] if columns else [],
    }


def show_value(doc: Document, field) -> str:
    """Return one value as HTML in the words of the reader."""
    value = doc.get(field.fieldname)
    if value is None or value == "":
        return ""
    if field.fieldtype == "Link":
        return escape_html(_(get_titles(field.options, [str(value)]).get(str(value), "")))
    if field.fieldtype == "Dynamic Link":
        doctype = doc.get(field.options)
        return escape_html(get_titles(doctype, [str(value)]).get(str(value), "")) if doctype else ""
    if field.fieldtype == "Select":
        return escape_html(_(str(value)))
    if field.fieldtype == "Check":
        return _("Yes") if cint(value) else _("No")
    if field.fieldtype in RICH:
        return sanitize_html(str(value))
    if field.fieldtype in ("Date", "Datetime"):
        return (show_day if field.fieldtype == "Date" else show_moment)(value)
    shown = doc.get_formatted(field.fieldname)
    return escape_html(str(shown)).replace("\n", "<br>")

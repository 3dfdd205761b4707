"""A record on paper: which formats there are, and the page with letter head and language as chosen."""


import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html

from relcrm.outreach import record_sheet
from relcrm.outreach.letters import get_letter_head
from relcrm.workplace.language import speaking

STANDARD = "Standard"
LANGUAGES = ("it", "en")


def get_choices(doctype: str) -> dict:
    """Return print formats (the standard one always), letter heads, and which are the usual ones."""
    rows = frappe.get_all(
        "Print Format", filters={"doc_type": doctype, "disabled": 0}, pluck="name", order_by="name asc"
    )
    heads = frappe.get_all(
        "Letter Head", filters={"disabled": 0}, fields=["name", "is_default"], order_by="name asc"
    )
    usual = frappe.get_meta(doctype).default_print_format
    return {
        "formats": [STANDARD, *(name for name in rows if name != STANDARD)],
        "format": usual if usual in rows else STANDARD,
        "letter_heads": [row.name for row in heads],
        "letter_head": next((row.name for row in heads if cint(row.is_default)), ""),
    }


def make_page(doc: Document, print_format: str, letter_head: str, language: str) -> str:
    """Return a record as a complete HTML page; the caller has checked `print`."""
    known = get_choices(doc.doctype)
    _choose(print_format, known["formats"])
    _choose(letter_head, ["", *known["letter_heads"]])
    with speaking(language if language in LANGUAGES else None):
        if print_format == STANDARD:
            head = get_letter_head(doc, letter_head) if letter_head else ""
            html, style = record_sheet.make_sheet(doc, head), record_sheet.get_style()
        else:
            html, style = _make_by_format(doc, print_format, letter_head)
        title = escape_html(str(doc.get_title() or doc.name))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<style>{style}</style></head><body><div class="print-format">{html}</div></body></html>'
    )


def _make_by_format(doc: Document, print_format: str, letter_head: str) -> tuple[str, str]:
    from frappe.www.printview import get_html_and_style

    made = get_html_and_style(
        doc.doctype,
        doc.name,
        print_format=print_format,
        no_letterhead=int(not letter_head),
        letterhead=letter_head or None,
    )
    return made.get("html") or "", made.get("style") or ""


def _choose(value: str, among: list[str]) -> None:
    if value not in among:
        frappe.throw(
            _("{0} is not a choice here. Choose one of: {1}.").format(escape_html(value), ", ".join(among))
        )

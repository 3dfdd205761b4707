"""Prints as HTML, PDF and attachments."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.query_args import read_json
from frappe.translate import print_language
from frappe.utils import cint
from frappe.utils.pdf import get_pdf, make_page, render_documents
from frappe.www.printview import get_print_page, get_print_settings


def get_print(
    doctype: str | None = None,
    name: str | None = None,
    print_format: str | None = None,
    style: str | None = None,
    as_pdf: bool = False,
    doc: Any = None,
    output: Any = None,
    no_letterhead: Any = 0,
    password: str | None = None,
    pdf_options: dict | None = None,
    letterhead: str | None = None,
) -> str | bytes:
    """A document's printed form as an HTML page, or as PDF."""
    document = doc or frappe.get_doc(doctype, name)
    page = get_print_page(document, print_format, no_letterhead, letterhead, style=style)
    html = make_page(page["body"], page["print_style"], page["title"], page["lang"])
    if not as_pdf:
        return html
    options = dict(pdf_options or {})
    if password:
        options["password"] = password
    return get_pdf(html, options)


def attach_print(
    doctype: str,
    name: str,
    file_name: str | None = None,
    print_format: str | None = None,
    style: str | None = None,
    html: str | None = None,
    doc: Any = None,
    lang: str | None = None,
    print_letterhead: bool = True,
    password: str | None = None,
    letterhead: str | None = None,
) -> dict[str, Any]:
    """A print as a mail attachment: {fname, fcontent}; PDF, or HTML where Print Settings say so."""
    file_name = str(file_name or name).replace(" ", "").replace("/", "-")
    as_pdf = cint(get_print_settings().send_print_as_pdf) or password
    with print_language(lang):
        if html:
            content: str | bytes = get_pdf(html, {"password": password} if password else None) if as_pdf else html
        else:
            content = get_print(
                doctype,
                name,
                print_format,
                style=style,
                as_pdf=bool(as_pdf),
                doc=doc,
                no_letterhead=not print_letterhead,
                letterhead=letterhead,
                password=password,
            )
    ending = "pdf" if as_pdf else "html"
    return {"fname": f"{file_name}.{ending}", "fcontent": content if as_pdf else str(content).encode()}


@frappe.whitelist(allow_guest=True, methods=["GET", "POST"])
def download_pdf(
    doctype: str,
    name: str,
    format: str | None = None,
    doc: Any = None,
    no_letterhead: Any = 0,
    language: str | None = None,
    letterhead: str | None = None,
) -> None:
    """Answer with a document as PDF. Raises PermissionError for who may neither read nor print it."""
    document = frappe.get_doc(read_json(doc, "doc", (dict,))) if doc else frappe.get_doc(doctype, name)
    with print_language(language or frappe.local.form_dict.get("_lang")):
        content = get_print(
            doctype, name, format, doc=document, as_pdf=True, no_letterhead=no_letterhead, letterhead=letterhead
        )
    filename = str(name).replace(" ", "-").replace("/", "-")
    frappe.local.response.update(filename=f"{filename}.pdf", filecontent=content, type="pdf")


@frappe.whitelist(methods=["GET", "POST"])
def download_multi_pdf(
    doctype: Any,
    name: Any,
    format: str | None = None,
    no_letterhead: Any = False,
    letterhead: str | None = None,
    options: Any = None,
) -> None:
    """Answer with several documents in one PDF: a JSON list of names, or {DocType: [names]}."""
    chosen = read_json(doctype, "doctype", (dict,)) if str(doctype).lstrip()[:1] == "{" else None
    if not chosen:
        names = read_json(name, "name", (list,)) if str(name).lstrip()[:1] == "[" else [name]
        chosen = {str(doctype): names}
    pages = [
        get_print(one, each, format, no_letterhead=no_letterhead, letterhead=letterhead)
        for one, names in chosen.items()
        for each in (names if isinstance(names, list) else [names])
    ]
    if not pages:
        frappe.throw(_("Choose at least one document to print."))
    content = render_documents(pages, read_json(options, "options", (dict,)))
    filename = "combined.pdf" if len(chosen) > 1 else f"{next(iter(chosen)).replace(' ', '-')}.pdf"
    frappe.local.response.update(filename=filename, filecontent=content, type="pdf")


@frappe.whitelist(methods=["POST"])
def report_to_pdf(html: str, orientation: str = "Landscape") -> None:
    """Answer with a report's HTML page as PDF."""
    content = get_pdf(html, {"orientation": orientation})
    frappe.local.response.update(filename="report.pdf", filecontent=content, type="pdf")


@frappe.whitelist(methods=["POST"])
def print_by_server(doctype: str, name: str, printer_setting: str, **kwargs: Any) -> None:
    """Printers on the network are not driven from here."""
    frappe.throw(_("Printing on the server is not available here. Print the PDF."), frappe.NotInStandaloneError)

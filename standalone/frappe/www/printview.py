"""The printed form of a document: /printview, `get_html_and_style`, and what PDFs are made from."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.query_args import read_json
from frappe.printing._layout import make_layout
from frappe.utils import cint, escape_html, flt, sbool
from frappe.utils.jinja import get_template, render_template, run_template

no_cache = 1
STANDARD = "Standard"
PAGE_NUMBER_BOXES = {
    "Top Left": "@top-left",
    "Top Center": "@top-center",
    "Top Right": "@top-right",
    "Bottom Left": "@bottom-left",
    "Bottom Center": "@bottom-center",
    "Bottom Right": "@bottom-right",
}
RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ps", "ur", "yi"))


def get_context(context: dict) -> dict[str, Any]:
    """The page /printview. Raises PermissionError for who may neither read nor print the document."""
    form = frappe.local.form_dict
    if not (form.get("doc") or (form.get("doctype") and form.get("name"))):
        frappe.throw(_("Send doctype and name of the document to print."))
    with frappe.translate.print_language(form.get("_lang")):
        doc = frappe.get_doc(read_json(form.doc, "doc", (dict,))) if form.get("doc") else None
        return get_print_page(
            doc or frappe.get_doc(form.doctype, form.name),
            form.get("format"),
            no_letterhead=form.get("no_letterhead"),
            letterhead=form.get("letterhead"),
            trigger_print=form.get("trigger_print"),
            style=form.get("style"),
            settings=read_json(form.get("settings"), "settings", (dict,)),
        )


def get_print_page(
    doc: Any,
    print_format: str | None = None,
    no_letterhead: Any = None,
    letterhead: str | None = None,
    trigger_print: Any = False,
    style: str | None = None,
    settings: dict | None = None,
) -> dict[str, Any]:
    """Everything that the page's template needs."""
    format_doc = get_print_format_doc(print_format, doc.meta)
    body = get_rendered_template(doc, format_doc, doc.meta, no_letterhead, letterhead, trigger_print, settings)
    return {
        "body": body,
        "print_style": get_print_style(style, format_doc),
        "title": doc.get_title(),
        "lang": frappe.local.lang,
        "layout_direction": "rtl" if frappe.local.lang[:2] in RIGHT_TO_LEFT else "ltr",
        "trigger_print": sbool(trigger_print) is True,
        "doctype": doc.doctype,
        "name": doc.name,
    }


@frappe.whitelist(methods=["GET", "POST"])
def get_html_and_style(
    doc: Any,
    name: str | None = None,
    print_format: str | None = None,
    no_letterhead: Any = None,
    letterhead: str | None = None,
    trigger_print: Any = False,
    style: str | None = None,
    settings: Any = None,
) -> dict[str, str | None]:
    """A document's printed form as `html` and `style`; by doctype and name, or the document itself as JSON."""
    if isinstance(doc, str) and name:
        document = frappe.get_doc(doc, name)
    else:
        values = read_json(doc, "doc", (dict,)) or {}
        if not values.get("doctype"):
            frappe.throw(_("Send doc as a DocType with its name, or a whole document."))
        document = frappe.get_doc(values)
    settings = read_json(settings, "settings", (dict,))
    page = get_print_page(document, print_format, no_letterhead, letterhead, trigger_print, style, settings)
    return {"html": page["body"], "style": page["print_style"]}


# ---- the document --------------------------------------------------------------------------------


def get_rendered_template(
    doc: Any,
    print_format: Any = None,
    meta: Any = None,
    no_letterhead: Any = None,
    letterhead: str | None = None,
    trigger_print: Any = False,
    settings: dict | None = None,
) -> str:
    """The document as HTML by its print format. Raises PermissionError as `validate_print_permission` does."""
    if not frappe.flags.ignore_print_permissions:
        validate_print_permission(doc)
    if isinstance(print_format, str):
        print_format = get_print_format_doc(print_format, doc.meta)
    print_settings = get_print_settings(settings)
    _check_docstatus(doc, get_print_settings())
    doc.flags.in_print = True
    doc.run_method("before_print", print_settings)
    if not frappe.flags.ignore_print_permissions:
        doc.apply_fieldlevel_read_permissions()
    heads = get_letter_head(doc, no_letterhead, letterhead)
    arguments = {
        "doc": doc,
        "meta": doc.meta,
        "no_letterhead": cint(no_letterhead),
        "letter_head": heads.content,
        "footer": heads.footer,
        "print_settings": print_settings,
        "trigger_print": cint(sbool(trigger_print)),
        "print_format": print_format,
        "print_heading_template": None,
        "layout": None,
    }
    if print_format and cint(print_format.custom_format):
        return render_template(get_print_format(doc.doctype, print_format), arguments, is_path=False)
    return _render_standard(doc, print_format, arguments)


def _render_standard(doc: Any, print_format: Any, arguments: dict[str, Any]) -> str:
    heading = doc.get("select_print_heading") or (print_format and print_format.get("print_heading")) or doc.meta.name
    arguments.update(
        layout=make_layout(doc, doc.meta, print_format.format_data if print_format else None),
        title=escape_html(doc.get_title()),
        print_heading=_(heading),
        status_heading=_get_status_heading(doc, arguments["print_settings"]),
        show_headings=cint(print_format.show_section_headings) if print_format else 1,
    )
    return run_template(get_template("templates/print_formats/standard.html"), arguments)


def _get_status_heading(doc: Any, print_settings: Any) -> str:
    if cint(doc.docstatus) == 2:
        return _("CANCELLED")
    if cint(doc.meta.is_submittable) and not cint(doc.docstatus) and cint(print_settings.add_draft_heading):
        return _("DRAFT")
    return ""


def validate_print_permission(doc: Any) -> None:
    """Raise PermissionError for a user who may neither read nor print the document."""
    for right in ("read", "print"):
        if frappe.has_permission(doc.doctype, right, doc, print_logs=False):
            return
    message = _("You may not print {0} {1}.").format(_(doc.doctype), doc.name or "")
    frappe.throw(message, frappe.PermissionError)


def _check_docstatus(doc: Any, print_settings: Any) -> None:
    if not cint(doc.meta.is_submittable):
        return
    if cint(doc.docstatus) == 0 and not cint(print_settings.allow_print_for_draft):
        frappe.throw(_("Not allowed to print draft documents"), frappe.PermissionError)
    if cint(doc.docstatus) == 2 and not cint(print_settings.allow_print_for_cancelled):
        frappe.throw(_("Not allowed to print cancelled documents"), frappe.PermissionError)


def get_print_settings(changes: dict | None = None) -> frappe._dict:
    return frappe._dict({**frappe.get_cached_doc("Print Settings").as_dict(), **(changes or {})})


# ---- format, letter head, style ------------------------------------------------------------------


def get_print_format_doc(print_format_name: str | None, meta: Any) -> Document | None:
    """The print format by name, else the DocType's default; None for the standard one.

    Raises DoesNotExistError for an unknown or disabled one, ValidationError for one of another DocType.
    """
    name = print_format_name or frappe.local.form_dict.get("format") or meta.default_print_format
    if not name or name == STANDARD:
        return None
    try:
        found = frappe.get_cached_doc("Print Format", name)
    except frappe.DoesNotExistError:
        if name == meta.default_print_format and not print_format_name:
            frappe.clear_last_message()
            return None
        raise
    if cint(found.disabled):
        frappe.throw(_("Print Format {0} is disabled").format(frappe.bold(escape_html(name))), frappe.DoesNotExistError)
    if found.doc_type != meta.name:
        message = _("Print Format {0} is for {1}, not for {2}. Choose one for {2}.")
        frappe.throw(message.format(frappe.bold(escape_html(name)), _(found.doc_type), _(meta.name)))
    return found


def get_print_format(doctype: str, print_format: Any) -> str:
    """The template of a print format: of a standard one the file beside its record."""
    if print_format.standard == "Yes" and print_format.module:
        name = frappe.scrub(print_format.name)
        try:
            app = frappe.get_module_app(print_format.module)
        except ImportError:
            return print_format.html or ""
        path = frappe.get_app_path(app, frappe.scrub(print_format.module), "print_format", name, f"{name}.html")
        if os.path.exists(path):
            return _read(path, os.path.getmtime(path))
    if not print_format.html:
        frappe.throw(_("No template found for Print Format {0}.").format(frappe.bold(print_format.name)))
    return print_format.html


@lru_cache(maxsize=64)
def _read(path: str, mtime: float) -> str:
    with open(path, encoding="utf-8") as handle:
        return handle.read()


def get_letter_head(doc: Any, no_letterhead: Any, letterhead: str | None = None) -> frappe._dict:
    """`content` and `footer` of the letter head asked for, of the document, or the site's default; rendered."""
    if cint(sbool(no_letterhead)) or letterhead == "No Letterhead":
        return frappe._dict(content="", footer="")
    name = letterhead or doc.get("letter_head")
    filters = {"name": name, "disabled": 0} if name else {"is_default": 1, "disabled": 0}
    found = frappe.db.get_value("Letter Head", filters, ["content", "footer"], as_dict=True) or frappe._dict()
    return frappe._dict(
        {part: render_template(found.get(part) or "", {"doc": doc}, is_path=False) for part in ("content", "footer")}
    )


def get_print_style(style: str | None = None, print_format: Any = None, for_legacy: bool = False) -> str:
    """The CSS of a print: the site's, of the chosen style, and of the print format."""
    settings = get_print_settings()
    parts = [get_base_css(), _get_page_css(print_format, settings)]
    style = style or settings.get("print_style")
    if style:
        parts.append(frappe.db.get_value("Print Style", {"name": style, "disabled": 0}, "css") or "")
    if print_format:
        parts.append(print_format.css or "")
    return "\n".join(part for part in parts if part).replace("</", "<\\/")


def get_base_css() -> str:
    path = frappe.get_app_path("frappe", "templates", "print_formats", "print.css")
    return _read(path, os.path.getmtime(path))


def _get_page_css(print_format: Any, settings: Any) -> str:
    """Paper, margins, page number and running foot, for the printer and the PDF."""
    size = settings.get("pdf_page_size") or "A4"
    if size == "Custom":
        size = f"{flt(settings.pdf_page_width):g}mm {flt(settings.pdf_page_height):g}mm"
    sides = ("top", "right", "bottom", "left")
    margins = [15.0] * 4
    if print_format:
        margins = [flt(print_format.get(f"margin_{side}")) for side in sides]
    rules = [f"size: {size}; margin: {' '.join(f'{margin:g}mm' for margin in margins)};"]
    box = PAGE_NUMBER_BOXES.get(print_format.page_number) if print_format else None
    if box:
        rules.append(f'{box} {{ content: counter(page) " / " counter(pages); font-size: 8pt; }}')
    css = [f"@page {{ {' '.join(rules)} }}"]
    if print_format:
        if cint(print_format.font_size):
            css.append(f".print-format {{ font-size: {cint(print_format.font_size) * 0.75:g}pt; }}")
        if print_format.font and print_format.font != "Default":
            font = "".join(sign for sign in print_format.font if sign.isalnum() or sign in " -")
            css.append(f'.print-format {{ font-family: "{font}", sans-serif; }}')
        if cint(print_format.align_labels_right):
            css.append(".print-format .data-field label { text-align: right; }")
    return "\n".join(css)

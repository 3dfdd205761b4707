"""HTML to PDF with WeasyPrint, which is loaded at first use and fetches nothing but this site's own files."""

from __future__ import annotations

import html as html_lib
import mimetypes
import os
import re
import threading
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

import frappe

BASE = "http://site.invalid/"
MARGINS = ("margin-top", "margin-right", "margin-bottom", "margin-left")
LENGTH = re.compile(r"\d+(\.\d+)?(mm|cm|in|pt|px)?")
# Browsers take 1000 for a wider span too; a cell over 100,000 columns keeps the layout busy for a minute.
SPAN = re.compile(r"(\b(?:col|row)?span\s{0,9}=\s{0,9}[\"']?)(?:&[#\w]{1,9};|\d){4,}", re.IGNORECASE)
PAPER = re.compile(r"[A-Za-z0-9]{2,10}")
RUNNING = """
#header-html, #footer-html { display: block; }
#footer-html { position: running(pagefoot) !important; }
@page { @bottom-center { content: element(pagefoot); } }
"""
FULL_WIDTH = "@page { @bottom-center { width: 100%; } }"
# Layout is bound by the interpreter's lock anyway, and Pango's font map is not made for several threads.
_layout_lock = threading.Lock()


def get_pdf(html: str, options: dict | None = None, output: Any = None) -> bytes:
    """A PDF of an HTML page. `options` are wkhtmltopdf's page-size, orientation and margins."""
    return render_documents([html], options)


def render_documents(pages: list[str], options: dict | None = None) -> bytes:
    """One PDF of several HTML pages, in order."""
    _check_options(options)
    weasyprint, fonts = _load_weasyprint()
    with _layout_lock:
        documents = [_render(weasyprint, fonts, page, options) for page in pages]
        first = documents[0]
        if len(documents) > 1:
            first = first.copy([page for document in documents for page in document.pages])
        return first.write_pdf()


def _render(weasyprint: Any, fonts: Any, page: str, options: dict | None) -> Any:
    page = SPAN.sub(r"\g<1>1000", page)
    source = weasyprint.HTML(string=page, base_url=BASE, url_fetcher=_fetcher_class()())
    styles = [_stylesheet(css) for css in (_options_css(options), *_running_css(page)) if css]
    return source.render(stylesheets=styles, font_config=fonts)


def _running_css(page: str) -> tuple[str, ...]:
    """The rules by which a foot stands on every page, beside a page number where there is one."""
    if 'id="footer-html"' not in page:
        return ()
    beside = "@bottom-left" in page or "@bottom-right" in page
    return (RUNNING,) if beside else (RUNNING, FULL_WIDTH)


def _check_options(options: dict | None) -> None:
    if options and options.get("password"):
        message = frappe._("PDF files with a password are not available here.")
        frappe.throw(message, frappe.NotInStandaloneError)


@lru_cache(maxsize=1)
def _load_weasyprint() -> tuple[Any, Any]:
    import logging

    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return weasyprint, FontConfiguration()


@lru_cache(maxsize=32)
def _stylesheet(css: str) -> Any:
    weasyprint, fonts = _load_weasyprint()
    return weasyprint.CSS(string=css, font_config=fonts)


def _options_css(options: dict | None) -> str:
    """An @page rule from wkhtmltopdf's options; what is no length or paper is left out."""
    options = options or {}
    rules = []
    size = str(options.get("page-size") or "")
    landscape = "landscape" if str(options.get("orientation", "")).lower() == "landscape" else ""
    if PAPER.fullmatch(size) or landscape:
        rules.append(f"size: {size if PAPER.fullmatch(size) else 'A4'} {landscape};")
    for margin in MARGINS:
        value = str(options.get(margin) or "")
        if LENGTH.fullmatch(value):
            rules.append(f"{margin}: {value if not value.replace('.', '').isdigit() else value + 'mm'};")
    return f"@page {{ {' '.join(rules)} }}" if rules else ""


# ---- the site's own files ------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _fetcher_class() -> type:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class SiteFetcher(URLFetcher):
        """Answers for the site's files and for data: addresses; refuses everything else."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False)

        def fetch(self, url: str, headers: dict | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = find_site_file(url)
            with open(path, "rb") as handle:
                content = handle.read()
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    return SiteFetcher


def find_site_file(url: str) -> str:
    """The file behind an address of this site. Raises ValueError for any other address or a forbidden file."""
    parts = urlsplit(url)
    own_hosts = {urlsplit(BASE).netloc, urlsplit(frappe.utils.get_url()).netloc}
    if parts.scheme not in ("http", "https") or parts.netloc not in own_hosts:
        raise ValueError("Only this site's own files are printed.")
    path = unquote(parts.path)
    if path.startswith("/assets/"):
        _empty, _assets, app, name = (path.split("/", 3) + [""])[:4]
        if app not in frappe.get_installed_apps():
            raise ValueError("There is no such app.")
        return _inside(frappe.get_app_path(app, "public"), name)
    if path.startswith("/files/"):
        return _inside(frappe.get_site_path("public", "files"), path[len("/files/") :])
    if path.startswith("/private/files/") and _may_read_file(path):
        return _inside(frappe.get_site_path("private", "files"), path[len("/private/files/") :])
    raise ValueError("There is no such file.")


def _inside(folder: str, name: str) -> str:
    root = os.path.realpath(folder)
    path = os.path.realpath(os.path.join(root, name))
    if not path.startswith(root + os.sep) or not os.path.isfile(path):
        raise ValueError("There is no such file.")
    return path


def _may_read_file(file_url: str) -> bool:
    from frappe.core.doctype.file.file import find_readable_file

    try:
        find_readable_file(file_url)
    except frappe.PermissionError:
        return False
    except frappe.DoesNotExistError:
        frappe.clear_last_message()
        return False
    return True


def make_page(body: str, style: str, title: str = "", lang: str = "en") -> str:
    """A whole page from a print's HTML and CSS."""
    return (
        f'<!doctype html><html lang="{html_lib.escape(lang)}"><head><meta charset="utf-8">'
        f"<title>{html_lib.escape(title)}</title><style>{style}</style></head>"
        f'<body><div class="print-format">{body}</div></body></html>'
    )

"""The doors of the host through which personal data are read: lists over REST, reports, files, prints, exports.

Looked at after a request is answered, whatever its address, as `workplace/figure_doors.py` does before. What a program
reads (with a key) is noted always; what a person reads in lists only from so many rows at once, as every opened record
is noted by itself.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import frappe

from relcrm.relations import personal_reads
from relcrm.relations.personal_reads import DOWNLOADED, EXPORTED, LISTED, OPENED, PRINTED, is_personal

AT_ONCE = 100
PATH_OF_RECORDS = re.compile(r"/api/(?:v[12]/)?(?:resource|document)/([^/]+)/?(.*)")
PRIVATE, PUBLIC = "/private/files/", "/files/"


def note_reading(response=None, request=None) -> None:
    """Hook after a request: note what was read of personal data."""
    if response is None or response.status_code not in (200, 206) or not getattr(frappe.local, "session", None):
        return
    for act, doctype, name, rows, detail in _find(request, frappe.local.form_dict or {}):
        if doctype and is_personal(doctype):
            personal_reads.note(act, doctype, name, rows, detail)


def _find(request, form: dict) -> Iterator[tuple]:
    path = unquote(request.path)
    found = PATH_OF_RECORDS.fullmatch(path)
    if found and request.method == "GET":
        doctype, name = found.groups()
        yield from [(OPENED, doctype, name, 1, "REST")] if name else _note_list(request, doctype)
    elif path.startswith((PRIVATE, PUBLIC)):
        yield from _note_file(path)
    elif path.rstrip("/") == "/printview":
        yield PRINTED, form.get("doctype"), form.get("name"), 1, ""
    for method in {str(form.get("cmd")), path.partition("/method/")[2].strip("/")}:
        if method in METHODS:
            yield from METHODS[method](request, form)


def _note_list(request, doctype: str) -> Iterator[tuple]:
    rows = _count_rows()
    if rows and (request.headers.get("Authorization") or rows > AT_ONCE):
        yield LISTED, doctype, None, rows, "REST"


def _count_rows() -> int:
    """Return how many records the answer holds, in whichever of the host's forms."""
    response = frappe.local.response or {}
    body = response.get("data", response.get("message"))
    if isinstance(body, dict):
        body = next((body[key] for key in ("rows", "values", "result") if body.get(key)), ())
    return len(body) if isinstance(body, list | tuple) else 0


# ---- the host's methods


def _read_list(request, form: dict) -> Iterator[tuple]:
    yield from _note_list(request, str(form.get("doctype")))


def _read_rows(request, form: dict) -> Iterator[tuple]:
    """A page of one of our own lists."""
    query = _parse(form.get("query"))
    yield from _note_list(request, str(query.get("doctype"))) if isinstance(query, dict) else ()


def _read_record(request, form: dict) -> Iterator[tuple]:
    yield OPENED, form.get("doctype"), form.get("name"), 1, "REST"


def _read_report(request, form: dict) -> Iterator[tuple]:
    doctype, name = _get_report(form)
    for _act, *rest in _note_list(request, doctype):
        yield LISTED, *rest[:-1], name


def _export_report(request, form: dict) -> Iterator[tuple]:
    doctype, name = _get_report(form)
    yield EXPORTED, doctype, None, len(_parse(form.get("visible_idx")) or ()), name


def _get_report(form: dict) -> tuple[str, str]:
    name = str(form.get("report_name"))
    return frappe.db.get_value("Report", name, "ref_doctype") or "", name


def _export_list(request, form: dict) -> Iterator[tuple]:
    from relcrm.api.doors import get_count

    chosen = _parse(form.get("selected_items"))
    doctype = str(form.get("doctype"))
    rows = len(chosen) if chosen else get_count(doctype, _parse(form.get("filters")))
    yield EXPORTED, doctype, None, rows, str(form.get("file_format_type") or "")


def _print(request, form: dict) -> Iterator[tuple]:
    yield PRINTED, form.get("doctype"), form.get("name"), 1, ""


def _print_many(request, form: dict) -> Iterator[tuple]:
    names = _parse(form.get("name"))
    wanted = _parse(form.get("doctype"))
    pairs = wanted if isinstance(wanted, dict) else {form.get("doctype"): names if isinstance(names, list) else [names]}
    for doctype, some in pairs.items():
        for name in some:
            yield PRINTED, doctype, str(name), 1, ""


def _export_for_import(request, form: dict) -> Iterator[tuple]:
    kind = str(form.get("export_records") or "")
    if kind != "blank_template":
        yield EXPORTED, form.get("doctype"), None, 0, str(form.get("file_type") or "")


def _download(request, form: dict) -> Iterator[tuple]:
    yield from _note_file(str(form.get("file_url") or ""))


def _note_file(url: str) -> Iterator[tuple]:
    """A file is of whom it hangs on; one that hangs nowhere is nobody's."""
    fields = ["attached_to_doctype", "attached_to_name", "file_name"]
    for row in frappe.get_all("File", filters={"file_url": url}, fields=fields, limit=20):
        yield DOWNLOADED, row.attached_to_doctype, row.attached_to_name, 1, row.file_name or ""


def _parse(value: object) -> object:
    try:
        return frappe.parse_json(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


METHODS = {
    "frappe.client.get_list": _read_list,
    "frappe.client.get": _read_record,
    "frappe.desk.reportview.get": _read_list,
    "frappe.desk.reportview.get_list": _read_list,
    "frappe.desk.reportview.export_query": _export_list,
    "frappe.desk.query_report.run": _read_report,
    "frappe.desk.query_report.export_query": _export_report,
    "frappe.desk.form.load.getdoc": _read_record,
    "frappe.utils.print_format.download_pdf": _print,
    "frappe.utils.print_format.download_multi_pdf": _print_many,
    "frappe.utils.weasyprint.download_pdf": _print,
    "frappe.www.printview.get_html_and_style": _print,
    "frappe.core.doctype.data_import.data_import.download_template": _export_for_import,
    "frappe.core.doctype.data_export.exporter.export_data": _export_for_import,
    "frappe.core.doctype.file.file.download_file": _download,
    "frappe.handler.download_file": _download,
    "download_file": _download,
    "relcrm.api.lists.get_rows": _read_rows,
    "relcrm.api.reports.run": _read_report,
}

"""Import through the browser and REST: upload, preview, start, status, stop, resume, undo, refused rows; CSV export."""

import json

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, now_datetime

from relcrm.exchange.card_import import KINDS as CARD_KINDS
from relcrm.exchange.exceptions import ImportFileError, ImportStateError
from relcrm.exchange.exporting import write_csv
from relcrm.exchange.refused import make_refused_file
from relcrm.exchange.running import COUNTERS, open_run_table
from relcrm.exchange.running import mark_absent as tag_absent
from relcrm.exchange.starting import FILE_SETTINGS, SETTINGS, make_next_run, make_run, prepare_run
from relcrm.exchange.starting import get_preview as make_preview
from relcrm.exchange.undoing import count_records
from relcrm.exchange.writing import is_of_cards
from relcrm.relations import personal_reads

JOB_SECONDS = 6 * 3600
STALE_SECONDS = 120
STATUS_FIELDS = (
    "name", "file_name", "target_doctype", "status", "error", "dry_run", "total_rows", "done_rows", *COUNTERS.values(),
    "check_rows", "duplicate_rows", "absent_records", "undone_records", "kept_records", "started_on", "finished_on",
)  # fmt: skip


def _get_run(run: str, ptype: str = "read"):
    doc = frappe.get_doc("Import Run", run)
    doc.check_permission(ptype)
    return doc


@frappe.whitelist(methods=["POST"])
def upload(doctype: str = "Party", file_url: str | None = None) -> dict:
    """Take a CSV or XLSX file (form field `file`, or the address of a stored File); return its preview."""
    frappe.has_permission(doctype, "import", throw=True)
    file_name, content = get_uploaded(file_url)
    run = make_run(doctype, file_name, content)
    if is_of_cards(run):
        for kind in CARD_KINDS:
            frappe.has_permission(kind, "import", throw=True)
    return make_preview(run)


def get_uploaded(file_url: str | None) -> tuple[str, bytes]:
    """Return name and content of the file that a request sends, or names."""
    if file_url:
        stored = frappe.get_doc("File", {"file_url": file_url})
        stored.check_permission("read")
        with open(stored.get_full_path(), "rb") as stream:
            return stored.file_name, stream.read()
    sent = frappe.request.files.get("file") if getattr(frappe, "request", None) else None
    if not sent:
        raise ImportFileError(_("No file was sent. Choose a CSV or XLSX file."))
    return sent.filename or "import.csv", sent.stream.read()


@frappe.whitelist(methods=["POST"])
def preview(run: str, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None) -> dict:
    """Return the preview of an uploaded file again, read with another encoding, delimiter or sheet when given."""
    doc = _get_run(run, "write")
    given = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    changed = {name: given[name] for name in FILE_SETTINGS if given[name] is not None}
    if changed:
        doc.update(changed)
        open_run_table(doc)
        doc.save()
    return make_preview(doc)


@frappe.whitelist(methods=["POST"])
def start(
    run: str,
    columns: list | str,
    match_by: str | None = None,
    on_ambiguous: str | None = None,
    on_known: str | None = None,
    on_new: str | None = None,
    blank_cells: str | None = None,
    empty_words: str | None = None,
    mark_absent: int | str | None = None,
    first_year: int | str | None = None,
    source: str | None = None,
    dry_run: int | str | None = 0,
) -> dict:
    """Start an uploaded import (or only try it) with these columns; they are remembered for this layout."""
    doc = _get_run(run, "write")
    choices = {
        "match_by": match_by,
        "on_ambiguous": on_ambiguous,
        "on_known": on_known,
        "on_new": on_new,
        "blank_cells": blank_cells,
        "empty_words": empty_words,
        "mark_absent": None if mark_absent is None else cint(mark_absent),
        "first_year": None if first_year is None else cint(first_year),
        "source": source,
    }
    prepare_run(doc, _read_columns(columns), dry_run=bool(cint(dry_run)), **{name: choices[name] for name in SETTINGS})
    return _enqueue(doc, "relcrm.exchange.running.run_import", "Queued")


def _read_columns(columns: list | str) -> list[dict]:
    """Return the columns as they were sent, refusing what is none."""
    given = json.loads(columns) if isinstance(columns, str) else columns
    if not isinstance(given, list) or not all(map(_is_column, given)):
        text = _("Each column needs its name in the file (source_column), or a fixed value, and its field (target).")
        raise ImportFileError(text)
    return given


def _is_column(given: object) -> bool:
    if not isinstance(given, dict) or not (given.get("source_column") or given.get("fixed")):
        return False
    texts = (given.get(name) for name in ("source_column", "fixed", "target"))
    return all(text is None or isinstance(text, str) for text in texts)


@frappe.whitelist(methods=["POST"])
def start_for_real(run: str) -> dict:
    """Import the file of a finished trial, with the same choices."""
    doc = _get_run(run, "write")
    if not doc.dry_run or doc.status != "Finished":
        raise ImportStateError(_('"{0}" is not a finished trial. Start its own import.').format(doc.file_name))
    return _enqueue(make_next_run(doc), "relcrm.exchange.running.run_import", "Queued")


@frappe.whitelist(methods=["POST"])
def resume(run: str) -> dict:
    """Go on with an import that was stopped, failed, or whose process died."""
    doc = _get_run(run, "write")
    is_broken = doc.status in ("Stopped", "Failed") and not doc.undone_records
    if not is_broken and not (doc.status in ("Queued", "Running") and _is_silent(doc)):
        raise ImportStateError(
            _('The import of "{0}" is {1}; there is nothing to resume.').format(doc.file_name, _(doc.status))
        )
    return _enqueue(doc, "relcrm.exchange.running.run_import", "Queued")


def _is_silent(doc) -> bool:
    """Tell whether the process that works on an import is dead: it writes after each batch."""
    return (now_datetime() - get_datetime(doc.modified)).total_seconds() > STALE_SECONDS


@frappe.whitelist(methods=["POST"])
def cancel(run: str) -> dict:
    """Ask a running import, or undo, to stop after the batch it is at; what is imported stays until it is undone."""
    doc = _get_run(run, "write")
    if doc.status not in ("Queued", "Running", "Undoing"):
        raise ImportStateError(
            _('The import of "{0}" is {1}; there is nothing to stop.').format(doc.file_name, _(doc.status))
        )
    frappe.db.set_value("Import Run", doc.name, "cancel_requested", 1, update_modified=False)
    return get_status(run)


@frappe.whitelist(methods=["POST"])
def undo(run: str) -> dict:
    """Take a whole import back: what it made is deleted, what it changed gets its old values again."""
    doc = _get_run(run, "write")
    is_dead = doc.status == "Undoing" and _is_silent(doc)
    if doc.dry_run or not (doc.status in ("Finished", "Stopped", "Failed") or is_dead):
        raise ImportStateError(
            _('The import of "{0}" is {1}; there is nothing to undo.').format(doc.file_name, _(doc.status))
        )
    return _enqueue(doc, "relcrm.exchange.undoing.undo_import", "Undoing")


def _enqueue(doc, method: str, status: str) -> dict:
    doc.db_set({"status": status, "cancel_requested": 0})
    arguments = {"queue": "long", "timeout": JOB_SECONDS, "enqueue_after_commit": True, "language": frappe.local.lang}
    frappe.enqueue(method, **arguments, run=doc.name)
    return get_status(doc.name)


@frappe.whitelist(methods=["GET", "POST"])
def get_status(run: str) -> dict:
    """Return how far an import, or its undo (`undone_records` of `undo_total`), is and what came of it so far."""
    doc = _get_run(run)
    status = {field: doc.get(field) for field in STATUS_FIELDS}
    if doc.status == "Undoing" or doc.undone_records:
        status["undo_total"] = count_records(doc.name)
    status["is_dead"] = int(doc.status in ("Running", "Undoing") and _is_silent(doc))
    return status | json.loads(doc.tally or '{"changed": {}, "left_empty": {}}')


@frappe.whitelist(methods=["GET", "POST"])
def get_rows(
    run: str, outcome: str | None = None, only: str | None = None, start: int = 0, limit: int = 50
) -> list[dict]:
    """Return what became of the rows: by outcome, or `only` those to check, possibly duplicate or kept by the undo."""
    _get_run(run)
    filters: dict = {"import_run": run}
    if outcome:
        filters["outcome"] = outcome
    if only in ("to_check", "possible_duplicate", "kept"):
        filters[only] = 1
    return frappe.get_all(
        "Import Run Row",
        filters=filters,
        fields=["row_no", "outcome", "reference_doctype", "reference_name", "message", "undone", "kept"],
        order_by="row_no asc, reference_name asc",
        limit_start=cint(start),
        limit_page_length=min(cint(limit) or 50, 500),
    )


@frappe.whitelist(methods=["POST"])
def mark_absent(run: str) -> dict:
    """Tag the records that the file no longer holds; they are never deleted."""
    doc = _get_run(run, "write")
    names = frappe.get_all("Import Run Row", filters={"import_run": run, "outcome": "Absent"}, pluck="reference_name")
    frappe.has_permission(doc.target_doctype, "write", throw=True)
    tag_absent(doc.target_doctype, names)
    doc.db_set("mark_absent", 1)
    return {"marked": len(names)}


@frappe.whitelist(methods=["GET"])
def download_refused(run: str) -> None:
    """Send the refused and held rows as CSV, as they were in the file, with the reason in a last column."""
    doc = _get_run(run)
    personal_reads.note(personal_reads.EXPORTED, doc.target_doctype, detail=f"{_('refused rows')} csv")
    content = make_refused_file(doc)
    _send_csv(f"{run}-{_('refused rows')}.csv", content)


@frappe.whitelist(methods=["GET", "POST"])
def export_csv(doctype: str, fields: list | str, filters: list | dict | str | None = None) -> None:
    """Send a list as CSV that opens in a spreadsheet without running formulas and imports back unchanged."""
    frappe.has_permission(doctype, "export", throw=True)
    fields = json.loads(fields) if isinstance(fields, str) else fields
    filters = json.loads(filters) if isinstance(filters, str) else filters
    rows = frappe.get_list(
        doctype,
        fields=fields,
        filters=filters,
        order_by=f"`tab{doctype}`.name asc",
        limit_page_length=0,
    )
    if personal_reads.is_personal(doctype):
        personal_reads.note(personal_reads.EXPORTED, doctype, rows=len(rows), detail="csv")
    meta = frappe.get_meta(doctype)
    headers = [_(meta.get_label(field)) if meta.has_field(field) else field for field in fields]
    _send_csv(
        f"{frappe.scrub(doctype)}.csv",
        "".join(write_csv(headers, ([row.get(f) for f in fields] for row in rows))),
    )


def _send_csv(file_name: str, content: str) -> None:
    frappe.local.response.filename = file_name
    frappe.local.response.filecontent = content.encode()
    frappe.local.response.type = "download"

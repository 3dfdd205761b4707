"""From an uploaded file to a started import: storing, preview, remembered or guessed columns, settings."""

import json
from itertools import islice

import frappe
from frappe import _
from frappe.utils import cint, getdate

from relcrm.exchange.card_values import CardReader
from relcrm.exchange.exceptions import ImportStateError
from relcrm.exchange.file_dates import FileDates
from relcrm.exchange.import_source import asks_source, get_sources, is_needed, validate_source
from relcrm.exchange.mapping import (
    find_mapping,
    get_closed,
    get_columns,
    get_targets,
    guess_columns,
    save_mapping,
    validate_columns,
    validate_missing,
)
from relcrm.exchange.reading import open_table, unpack
from relcrm.exchange.rows import RowReader, get_columns_of_table
from relcrm.exchange.running import open_run_table
from relcrm.exchange.sheets import get_suffix
from relcrm.exchange.values import EMPTY_WORDS, get_empty_words

PREVIEW_ROWS = 20
SETTINGS = (
    "match_by", "on_ambiguous", "on_known", "on_new", "blank_cells", "mark_absent", "empty_words", "first_year",
    "source",
)  # fmt: skip
FILE_SETTINGS = ("encoding", "delimiter", "sheet")


def make_run(doctype: str, file_name: str, content: bytes, **file_settings):
    """Store a file as a new import in draft; a file that cannot be read is refused at once."""
    settings = {name: file_settings.get(name) or "" for name in FILE_SETTINGS}
    content = unpack(content, file_name)
    open_table(content, file_name, *settings.values())
    run = frappe.new_doc("Import Run")
    run.update({"target_doctype": doctype, "file_name": file_name[:240], **settings})
    run.insert()
    stored = frappe.get_doc(
        {
            "doctype": "File",
            "file_name": f"{run.name}-{_get_safe_name(file_name, content)}",
            "content": content,
            "is_private": 1,
            "attached_to_doctype": "Import Run",
            "attached_to_name": run.name,
            "attached_to_field": "file",  # else saving the run makes a second File of it
        }
    )
    stored.flags.ignore_permissions = True
    stored.insert()
    _keep_bytes(stored.get_full_path(), content)
    run.db_set("file", stored.file_url)
    return run


def _keep_bytes(path: str, content: bytes) -> None:
    """Put the file's own bytes back: Frappe v16 takes Latin-1 text for windows-1250 and stores it as UTF-8."""
    with open(path, "rb") as stream:
        if stream.read() == content:
            return
    with open(path, "wb") as stream:
        stream.write(content)


def _get_safe_name(file_name: str, content: bytes) -> str:
    stem = file_name.split(".")[0]
    plain = "".join(sign if sign.isalnum() or sign in "_-" else "_" for sign in stem)[:80]
    return f"{plain}.{get_suffix(content)}"


def get_preview(run) -> dict:
    """Return headings, first rows, columns (chosen, remembered or guessed) and what would be left aside."""
    table = open_run_table(run)
    is_cards = table.kind == "vcard"
    mapping = run.mapping or (None if is_cards else find_mapping(run.target_doctype, table.headers))
    columns = [] if is_cards else json.loads(run.columns_json or "null") or _propose_columns(run, table, mapping)
    rows = list(islice(table.rows(), PREVIEW_ROWS))
    targets = [] if is_cards else get_targets(run.target_doctype)
    return {
        "run": run.name,
        "doctype": run.target_doctype,
        "file_name": run.file_name,
        "kind": table.kind,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "sheets": table.sheets,
        "headers": table.headers,
        "total_rows": table.get_row_count(),
        "rows": [{"number": row.number, "cells": row.cells, "refusal": row.refusal} for row in rows],
        "remarks": _get_card_remarks(table) if is_cards else _get_remarks(run, table, columns, rows, mapping),
        "mapping": mapping,
        "columns": columns,
        "settings": get_settings(run, mapping),
        "targets": targets,
        "closed": [] if is_cards else get_closed(run.target_doctype, targets),
        "sources": get_sources() if asks_source(run.target_doctype) else [],
        "source_needed": is_needed(),
    }


def _propose_columns(run, table, mapping: str | None) -> list[dict]:
    if not mapping:
        return guess_columns(run.target_doctype, table.headers)
    return [c for c in get_columns(mapping) if not c["source_column"] or c["source_column"] in table.headers]


def _get_remarks(run, table, columns: list[dict], rows: list, mapping: str | None) -> list[dict]:
    if not columns:
        return []
    validate_columns(run.target_doctype, table.headers, columns)
    tied = get_columns_of_table(run.target_doctype, table, columns)
    reader = RowReader([c for c in tied if not c.make_missing], get_empty_words(run.empty_words), False)
    if any(c.target.part == "day" for c in tied) and not any(c.target.part == "year" for c in tied):
        first_year = cint(get_settings(run, mapping).get("first_year")) or getdate().year
    else:
        first_year = 0
    drafts = [reader.read(row) for row in FileDates(tied, first_year).follow(rows)]
    said = [{"number": draft.number, "remarks": [*draft.notes, *draft.remarks]} for draft in drafts]
    return [one for one in said if one["remarks"]]


def _get_card_remarks(table) -> list[dict]:
    reader = CardReader(frappe.local.site)
    drafts = [reader.read(card, "") for card in table._source[:PREVIEW_ROWS]]
    said = ((draft.number, [*filter(None, [draft.refusal]), *draft.remarks]) for draft in drafts)
    return [{"number": number, "remarks": remarks} for number, remarks in said if remarks]


def get_settings(run, mapping: str | None = None) -> dict:
    """Return the settings of a run; a draft takes them from the remembered mapping."""
    source = frappe.get_doc("Import Mapping", mapping) if mapping and not run.columns_json else run
    settings = {name: source.get(name) for name in SETTINGS}
    settings["empty_words"] = settings["empty_words"] or "\n".join(EMPTY_WORDS)
    return settings


def prepare_run(run, columns: list[dict], dry_run: bool = False, **settings) -> None:
    """Write the choices on a draft run and remember them for files of the same layout."""
    if run.status not in ("Draft", "Failed") or run.done_rows:
        raise ImportStateError(
            _('The import of "{0}" has already begun. Upload the file again for a new one.').format(run.file_name)
        )
    table = open_run_table(run)
    if table.kind == "vcard":
        validate_source(run, [], settings.get("source"))
        settings = {name: settings[name] for name in ("on_ambiguous", "source") if settings.get(name)}
        run.update({"dry_run": int(dry_run), "columns_json": "[]", "match_by": "", **settings})
        run.save()
        return
    columns = [
        {
            "source_column": c.get("source_column") or "",
            "target": c["target"],
            "make_missing": int(bool(c.get("make_missing"))),
            "fixed": "" if c.get("source_column") else str(c.get("fixed") or "").strip()[:240],
        }
        for c in columns
        if c.get("target")
    ]
    settings = {name: settings[name] for name in SETTINGS if settings.get(name) is not None}
    validate_columns(run.target_doctype, table.headers, columns, settings.get("match_by") or "")
    validate_missing(run.target_doctype, columns)
    _validate_key(settings)
    validate_source(run, columns, settings.get("source"))
    FileDates(get_columns_of_table(run.target_doctype, table, columns), cint(settings.get("first_year")))
    mapping = save_mapping(run.target_doctype, table.headers, columns, **settings)
    run.update({"mapping": mapping, "dry_run": int(dry_run), "columns_json": json.dumps(columns), **settings})
    run.save()


def _validate_key(settings: dict) -> None:
    """Refuse to tell what is here from what is not without a key to find it by."""
    told = settings.get("on_known") in ("Complete", "Leave") or settings.get("on_new") == "Leave Out"
    if told and not settings.get("match_by"):
        text = _("Choose the column by which records are found, or take all rows: without it nothing is here already.")
        raise ImportStateError(text)


def make_next_run(run):
    """Make a real import out of a trial, with the same file and choices."""
    with open(
        frappe.get_doc("File", {"attached_to_doctype": "Import Run", "attached_to_name": run.name}).get_full_path(),
        "rb",
    ) as stream:
        content = stream.read()
    settings = {name: run.get(name) for name in FILE_SETTINGS}
    fresh = make_run(run.target_doctype, run.file_name, content, **settings)
    choices = {name: run.get(name) for name in SETTINGS}
    prepare_run(fresh, json.loads(run.columns_json), **choices)
    return fresh

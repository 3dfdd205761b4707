"""Running an import: batches of rows are read, matched, written and logged in one transaction each.

An import that was stopped or killed goes on after the last row that was committed. Undo is in `undoing.py`.
"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from relcrm.exchange.characteristics import NewCharacteristics
from relcrm.exchange.exceptions import ImportFileError, ImportStateError
from relcrm.exchange.file_dates import FileDates
from relcrm.exchange.joined_rows import get_lines, get_text_targets, join_rows, merge_drafts
from relcrm.exchange.mapping import parse_target, validate_columns
from relcrm.exchange.quiet import mute_notices
from relcrm.exchange.reading import Row, Table, open_table
from relcrm.exchange.rows import Draft, RowReader, get_columns_of_table, get_overflow_targets
from relcrm.exchange.values import get_empty_words
from relcrm.exchange.writing import Memory, RowWriter, get_sibling_runs, is_of_cards, make_also_logs
from relcrm.workplace.language import speaking
from relcrm.workplace.sentences import get_sentence

BATCH = 200
COUNTERS = {
    "Created": "created_rows",
    "Updated": "updated_rows",
    "Unchanged": "unchanged_rows",
    "Left Out": "left_out_rows",
    "Held": "held_rows",
    "Refused": "refused_rows",
}
ROW_FIELDS = (
    "import_run", "row_no", "outcome", "reference_doctype", "reference_name", "message", "to_check",
    "possible_duplicate", "row_hash", "changes",
)  # fmt: skip


def open_run_table(run) -> Table:
    """Open the stored file of an import with the encoding, delimiter and sheet chosen for it."""
    files = frappe.get_all(
        "File",
        filters={"attached_to_doctype": "Import Run", "attached_to_name": run.name},
        pluck="name",
        order_by="creation desc",  # a deleted import may have left its file, and its name to the next
        limit=1,
    )
    if not files:
        raise ImportFileError(_('The file "{0}" is no longer stored. Upload it again.').format(run.file_name))
    with open(frappe.get_doc("File", files[0]).get_full_path(), "rb") as stream:
        content = stream.read()
    return open_table(content, run.file_name, run.encoding or "", run.delimiter or "", run.sheet or "")


def run_import(run: str, on_progress=None, language: str | None = None) -> None:
    """Do an import from where it stands to its end; what stops it is written on the run in one sentence.

    What becomes of the rows is told in `language`, which a job is given.
    """
    doc = frappe.get_doc("Import Run", run)
    if doc.status not in ("Draft", "Queued", "Stopped", "Failed", "Running"):
        raise ImportStateError(_('The import of "{0}" is already {1}.').format(doc.file_name, _(doc.status)))
    try:
        with mute_notices(), speaking(language):
            _get_runner(doc)(doc, on_progress).execute()
    except Exception as error:
        frappe.db.rollback()
        _mark_failed(doc, error)
        raise


def _get_runner(doc) -> type["ImportRunner"]:
    from relcrm.exchange.card_import import CardRunner

    return CardRunner if is_of_cards(doc) else ImportRunner


def _mark_failed(doc, error: Exception) -> None:
    sentence = get_sentence(error)
    frappe.db.set_value("Import Run", doc.name, {"status": "Failed", "error": sentence[:1000]})
    frappe.db.commit()


class ImportRunner:
    """The state of one import while it runs."""

    def __init__(self, doc, on_progress=None):
        self.doc = doc
        self.doctype = doc.target_doctype
        self.on_progress = on_progress
        self.columns = json.loads(doc.columns_json or "[]")
        tally = json.loads(doc.tally or "{}")
        self.memory = Memory(changed=Counter(tally.get("changed") or {}))
        self.left_empty = Counter(tally.get("left_empty") or {})
        self.table: Table | None = None

    def execute(self) -> None:
        """Run all batches that are not done yet, then list what the file no longer holds."""
        self.table = open_run_table(self.doc)
        self._open()
        done = self._get_done_rows()
        self._begin()
        for batch in _split_batches(unit for unit in self._get_units() if unit[0].number not in done):
            if self._is_cancelled():
                return self._end("Stopped")
            self._run_batch(batch)
        if not self.doc.dry_run:
            list_absent(self.doc)
        self._end("Finished")

    def _open(self) -> None:
        """Tie the columns to their fields and make the reader and writer of rows."""
        validate_columns(self.doctype, self.table.headers, self.columns, self.doc.match_by)
        columns = get_columns_of_table(self.doctype, self.table, self.columns)
        self.characteristics = NewCharacteristics(columns, self.table)
        self.dates = FileDates(columns, cint(self.doc.first_year))
        self.empty_words = get_empty_words(self.doc.empty_words)
        self.reader = RowReader(columns, self.empty_words, clear_blanks=self.doc.blank_cells == "Clear")
        self.lines = get_lines(self.doctype, columns)
        targets = [column.target for column in columns] + get_overflow_targets(columns) + get_text_targets(self.lines)
        match_target = parse_target(self.doc.match_by) if self.doc.match_by else None
        self.writers = {self.doctype: RowWriter(self.doc, self.doctype, targets, match_target, self.memory)}

    def _get_units(self) -> Iterator[list[Row]]:
        """Yield the rows of each record; all of them pass, for the dates follow the order of the file."""
        return join_rows(self.dates.follow(self.table.rows()), self.lines, self.reader.columns)

    def _get_done_rows(self) -> set[int]:
        done = set(
            frappe.get_all(
                "Import Run Row",
                filters={"import_run": self.doc.name, "outcome": ["!=", "Absent"]},
                pluck="row_no",
                order_by=None,
            )
        )
        if done:
            self.memory.made_here = set(
                frappe.get_all(
                    "Import Run Row",
                    filters={"import_run": self.doc.name, "outcome": ["in", ["Created", "Also Created"]]},
                    pluck="reference_name",
                )
            )
        return done

    def _begin(self) -> None:
        self.doc.db_set(
            {
                "status": "Running",
                "error": None,
                "cancel_requested": 0,
                "started_on": self.doc.started_on or now_datetime(),
                "total_rows": self.table.get_row_count(),
            }
        )
        if not self.doc.dry_run:
            self._add_characteristics()
        frappe.db.commit()

    def _add_characteristics(self) -> None:
        made = self.characteristics.add(self.empty_words)
        if made and not self.doc.dry_run:
            line = {"import_run": self.doc.name, "row_no": 0, "outcome": "Also Created"}
            insert_rows([{**line, "reference_doctype": doctype, "reference_name": name} for doctype, name in made])

    def _is_cancelled(self) -> bool:
        return bool(frappe.db.get_value("Import Run", self.doc.name, "cancel_requested"))

    def _end(self, status: str) -> None:
        self.doc.db_set({"status": status, "finished_on": now_datetime()})
        frappe.db.commit()

    # --- one batch -----------------------------------------------------------------------------------------

    def _run_batch(self, units: list[list[Row]]) -> None:
        if self.doc.dry_run:
            frappe.db.savepoint("import_trial")
            self._add_characteristics()
        drafts = [self._read(unit) for unit in units]
        for doctype, writer in self.writers.items():
            writer.prefetch([draft for draft in drafts if self._get_doctype(draft) == doctype])
        logs = [log for draft in drafts for log in self._run_row(draft)]
        if self.doc.dry_run:
            frappe.db.rollback(save_point="import_trial")
            self._forget_trial(logs)
        insert_rows([{"import_run": self.doc.name, **log} for log in logs])
        self._count(drafts, logs)
        frappe.db.commit()
        if self.on_progress:
            self.on_progress(self.doc.done_rows, self.doc.total_rows)

    def _read(self, unit: list[Row]) -> Draft:
        return merge_drafts([self.reader.read(row) for row in unit], unit, self.lines, self.reader.columns)

    def _get_doctype(self, draft: Draft) -> str:
        return self.doctype

    def _run_row(self, draft: Draft) -> list[dict]:
        writer = self.writers[self._get_doctype(draft)]
        if draft.refusal:
            return self._refuse(draft, draft.refusal)
        frappe.db.savepoint("import_row")
        try:
            log = writer.write(draft)
        except Exception as error:
            if not isinstance(error, _get_row_errors()):
                raise
            frappe.db.rollback(save_point="import_row")
            self._take_back(draft)
            return self._refuse(draft, _get_missing(self._get_doctype(draft), error) or get_sentence(error))
        frappe.clear_messages()
        return [*make_also_logs(draft), log]

    def _refuse(self, draft: Draft, sentence: str) -> list[dict]:
        """Return the log of what was refused: each row of the file, so that none is missing when it is sent back."""
        log = self.writers[self._get_doctype(draft)].make_log(draft, "Refused", message=sentence)
        return [log | {"row_no": number} for number in draft.rows]

    def _take_back(self, draft: Draft) -> None:
        if draft.made:
            self.reader.links.clear()
            draft.made = []

    def _forget_trial(self, logs: list[dict]) -> None:
        self.reader.links.clear()
        self.characteristics.forget()
        for log in logs:
            if log["outcome"] in ("Created", "Also Created"):
                log["reference_name"] = None
            log["changes"] = None

    def _count(self, drafts: list[Draft], logs: list[dict]) -> None:
        for draft in drafts:
            self.left_empty.update(draft.left_empty)
        outcomes = Counter(log["outcome"] for log in logs)
        values = {field: self.doc.get(field) + outcomes[outcome] for outcome, field in COUNTERS.items()}
        values["done_rows"] = self.doc.done_rows + sum(len(draft.rows) for draft in drafts)
        values["check_rows"] = self.doc.check_rows + sum(log.get("to_check", 0) for log in logs)
        values["duplicate_rows"] = self.doc.duplicate_rows + sum(log.get("possible_duplicate", 0) for log in logs)
        values["tally"] = json.dumps({"changed": self.memory.changed, "left_empty": self.left_empty})
        frappe.db.set_value("Import Run", self.doc.name, values)
        self.doc.update(values)


def _get_row_errors() -> tuple[type[Exception], ...]:
    """Errors that concern one row; anything else (disk full, lost connection) ends the run."""
    return (
        frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError, frappe.DuplicateEntryError,
        frappe.NameError, ValueError, TypeError,
    )  # fmt: skip


def _get_missing(doctype: str, error: Exception) -> str:
    """Name the fields that a record cannot do without and a row leaves blank."""
    if not isinstance(error, frappe.MandatoryError):
        return ""
    fields = filter(None, map(frappe.get_meta(doctype).get_field, str(error).rpartition(": ")[2].split(", ")))
    labels = [_(field.label) for field in fields]
    frappe.clear_messages()
    return _("Not filled: {0}. Fill it in the file, or tie a column to it.").format(", ".join(labels)) if labels else ""


def _split_batches(units: Iterator[list[Row]]) -> Iterator[list[list[Row]]]:
    units = iter(units)
    while batch := list(islice(units, BATCH)):
        yield batch


def insert_rows(rows: list[dict]) -> None:
    """Write log rows in bulk; they have no life of their own, so no hooks run."""
    if not rows:
        return
    now, user = now_datetime(), frappe.session.user
    standard = ("name", "creation", "modified", "owner", "modified_by")
    defaults = {"to_check": 0, "possible_duplicate": 0}
    values = [
        (
            frappe.generate_hash(length=10),
            now,
            now,
            user,
            user,
            *(row.get(f, defaults.get(f)) for f in ROW_FIELDS),
        )
        for row in rows
    ]
    frappe.db.bulk_insert("Import Run Row", [*standard, *ROW_FIELDS], values)


def list_absent(run) -> int:
    """List the records of earlier files of this layout that this file does not hold; mark them when chosen."""
    runs = get_sibling_runs(run)
    if not runs or not run.match_by:
        return 0
    rows = frappe.get_all(
        "Import Run Row",
        filters={
            "import_run": ["in", [*runs, run.name]],
            "outcome": ["in", ["Created", "Updated", "Unchanged"]],
        },
        fields=["import_run", "reference_name"],
    )
    here = {row.reference_name for row in rows if row.import_run == run.name}
    before = {row.reference_name for row in rows if row.import_run != run.name}
    names = sorted(name for name in before - here if name)
    names = [name for batch in _chunk(names) for name in _get_existing(run.target_doctype, batch)]
    insert_rows(
        [
            {"import_run": run.name, "row_no": 0, "outcome": "Absent", "reference_doctype": run.target_doctype,
             "reference_name": name}
            for name in names
        ]
    )  # fmt: skip
    run.db_set("absent_records", len(names), update_modified=False)
    if run.mark_absent:
        mark_absent(run.target_doctype, names)
    return len(names)


def get_absent_tag() -> str:
    """Return the tag that records absent from a file get when the user chose so."""
    return _("Absent from import")


def mark_absent(doctype: str, names: list[str]) -> None:
    """Tag the records that a file no longer holds; nothing else about them changes."""
    for name in names:
        frappe.get_doc(doctype, name).add_tag(get_absent_tag())


def _chunk(names: list[str], size: int = 500) -> Iterator[list[str]]:
    for start in range(0, len(names), size):
        yield names[start : start + size]


def _get_existing(doctype: str, names: list[str]) -> list[str]:
    return frappe.get_all(doctype, filters={"name": ["in", names]}, pluck="name", order_by="name asc")

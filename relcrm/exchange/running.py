"""Running an import: batches of rows are read, matched, written and logged in one transaction each.

An import that was stopped or killed goes on after the last row that was committed. Undo is in `undoing.py`.
"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import frappe
from frappe import _
from frappe.utils import now_datetime

from relcrm.exchange.exceptions import ImportFileError, ImportStateError
from relcrm.exchange.mapping import parse_target, validate_columns
from relcrm.exchange.matching import DuplicateIndex, KeyIndex, describe_hits, get_hints, is_sound_key
from relcrm.exchange.quiet import mute_notices
from relcrm.exchange.reading import Row, Table, open_table
from relcrm.exchange.rows import Draft, RowReader, apply_values, get_columns_of_table, get_overflow_targets
from relcrm.exchange.snapshots import CurrentValues, get_changes, get_snapshot
from relcrm.exchange.values import get_empty_words
from relcrm.workplace.sentences import get_sentence

BATCH = 200
COUNTERS = {
    "Created": "created_rows",
    "Updated": "updated_rows",
    "Unchanged": "unchanged_rows",
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


def run_import(run: str, on_progress=None) -> None:
    """Do an import from where it stands to its end; what stops it is written on the run in one sentence."""
    doc = frappe.get_doc("Import Run", run)
    if doc.status not in ("Draft", "Queued", "Stopped", "Failed", "Running"):
        raise ImportStateError(_('The import of "{0}" is already {1}.').format(doc.file_name, _(doc.status)))
    try:
        with mute_notices():
            ImportRunner(doc, on_progress).execute()
    except Exception as error:
        frappe.db.rollback()
        _mark_failed(doc, error)
        raise


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
        self.match_target = parse_target(doc.match_by) if doc.match_by else None
        tally = json.loads(doc.tally or "{}")
        self.changed = Counter(tally.get("changed") or {})
        self.left_empty = Counter(tally.get("left_empty") or {})
        self.table: Table | None = None
        self.made_here: set[str] = set()
        self.trial_keys: dict[str, int] = {}

    def execute(self) -> None:
        """Run all batches that are not done yet, then list what the file no longer holds."""
        self.table = open_run_table(self.doc)
        validate_columns(self.doctype, self.table.headers, self.columns, self.doc.match_by)
        columns = get_columns_of_table(self.doctype, self.table, self.columns)
        self.reader = RowReader(
            columns, get_empty_words(self.doc.empty_words), clear_blanks=self.doc.blank_cells == "Clear"
        )
        targets = [column.target for column in columns] + get_overflow_targets(columns)
        self.current = CurrentValues(self.doctype, targets)
        done = self._get_last_row()
        self._begin(done)
        for batch in _split_batches(row for row in self.table.rows() if row.number > done):
            if self._is_cancelled():
                return self._end("Stopped")
            self._run_batch(batch)
        if not self.doc.dry_run:
            list_absent(self.doc)
        self._end("Finished")

    def _get_last_row(self) -> int:
        last = frappe.get_all(
            "Import Run Row",
            filters={"import_run": self.doc.name, "outcome": ["!=", "Absent"]},
            pluck="row_no",
            order_by="row_no desc",
            limit=1,
        )
        if last:
            self.made_here = set(
                frappe.get_all(
                    "Import Run Row",
                    filters={"import_run": self.doc.name, "outcome": "Created"},
                    pluck="reference_name",
                )
            )
        return last[0] if last else 0

    def _begin(self, done: int) -> None:
        self.doc.db_set(
            {
                "status": "Running",
                "error": None,
                "cancel_requested": 0,
                "started_on": self.doc.started_on or now_datetime(),
                "total_rows": self.table.get_row_count(),
            }
        )
        frappe.db.commit()

    def _is_cancelled(self) -> bool:
        return bool(frappe.db.get_value("Import Run", self.doc.name, "cancel_requested"))

    def _end(self, status: str) -> None:
        self.doc.db_set({"status": status, "finished_on": now_datetime()})
        frappe.db.commit()

    # --- one batch -----------------------------------------------------------------------------------------

    def _run_batch(self, rows: list[Row]) -> None:
        if self.doc.dry_run:
            frappe.db.savepoint("import_trial")
        drafts = [self.reader.read(row) for row in rows]
        self._prefetch(drafts)
        logs = [log for draft in drafts for log in self._run_row(draft)]
        if self.doc.dry_run:
            frappe.db.rollback(save_point="import_trial")
            self._forget_trial(drafts, logs)
        insert_rows([{"import_run": self.doc.name, **log} for log in logs])
        self._count(drafts, logs)
        frappe.db.commit()
        if self.on_progress:
            self.on_progress(self.doc.done_rows, self.doc.total_rows)

    def _prefetch(self, drafts: list[Draft]) -> None:
        self.keys = KeyIndex(self.doctype, self.match_target) if self.match_target else None
        hits: set[str] = set()
        if self.keys:
            keys = [self._get_key(draft) for draft in drafts]
            self.keys.prefetch(keys)
            hits = {name for key in keys for name in self.keys.get(key)}
        self.duplicates = DuplicateIndex(self.doctype)
        doubtful = [draft for draft in drafts if not self._is_match(draft)]
        self.duplicates.prefetch([get_hints(self.doctype, draft.values) for draft in doubtful])
        self.current.prefetch(hits)
        self.known_rows: dict[str, str] | None = None
        self.batch_hashes = [draft.row_hash for draft in drafts]

    def _is_match(self, draft: Draft) -> bool:
        key = self._get_key(draft)
        return bool(self.keys and len(self.keys.get(key)) == 1 and is_sound_key(self.match_target.fieldname, key))

    def _get_key(self, draft: Draft) -> object:
        return (draft.values.get(self.doc.match_by) or [None])[0] if self.doc.match_by else None

    def _run_row(self, draft: Draft) -> list[dict]:
        if draft.refusal:
            return [self._make_log(draft, "Refused", message=draft.refusal)]
        frappe.db.savepoint("import_row")
        try:
            log = self._write_row(draft)
        except Exception as error:
            if not isinstance(error, _get_row_errors()):
                raise
            frappe.db.rollback(save_point="import_row")
            self._take_back(draft)
            return [self._make_log(draft, "Refused", message=get_sentence(error))]
        frappe.clear_messages()
        also = [
            {
                "row_no": draft.number,
                "outcome": "Also Created",
                "reference_doctype": doctype,
                "reference_name": name,
            }
            for doctype, name in draft.made
        ]
        return [*also, log]

    def _take_back(self, draft: Draft) -> None:
        if draft.made:
            self.reader.links.clear()
            draft.made = []

    def _write_row(self, draft: Draft) -> dict:
        key = self._get_key(draft)
        names = self.keys.get(key) if self.keys else []
        if self._is_match(draft) and names[0] not in self.made_here:
            return self._update(draft, names[0])
        sound = is_sound_key(self.match_target.fieldname, key) if self.match_target else False
        hits = {"key": names} if names else {}
        hints = get_hints(self.doctype, draft.values)
        hits |= self.duplicates.get(hints)
        if self._is_certain_new(hits, sound):
            hits = {}
        if hits or not sound:
            known = self._find_known_row(draft)
            if known:
                return self._make_log(draft, "Unchanged", known)
        message, visible = describe_hits(self.doctype, hits) if hits else ("", [])
        if hits:
            draft.notes.append(message)
            if self.doc.on_ambiguous == "Hold":
                return self._make_log(draft, "Held", visible[0] if len(visible) == 1 else None, duplicate=True)
        return self._create(draft, key, hints, bool(hits))

    def _is_certain_new(self, hits: dict, sound: bool) -> bool:
        """A valid fiscal code that nobody has tells its bearer from all namesakes."""
        return sound and self.match_target.fieldname == "fiscal_code" and set(hits) <= {"name_town"}

    def _create(self, draft: Draft, key: object, hints: dict, duplicate: bool) -> dict:
        doc = frappe.new_doc(self.doctype)
        self._apply(draft, doc)
        doc.insert()
        self._note_to_check(draft, doc)
        if self.keys:
            self.keys.add(key, doc.name)
        self.duplicates.add(hints, doc.name)
        self.made_here.add(doc.name)
        changes = {"modified": str(doc.modified)}
        return self._make_log(draft, "Created", doc.name, changes, duplicate)

    def _update(self, draft: Draft, name: str) -> dict:
        if not self.current.would_change(name, draft.values):
            return self._make_log(draft, "Unchanged", name)
        doc = frappe.get_doc(self.doctype, name)
        before = get_snapshot(doc, draft.values)
        stamp = {"modified": str(doc.modified), "modified_by": doc.modified_by}
        self._apply(draft, doc)
        doc.save()
        doc.reload()
        changes = get_changes(before, get_snapshot(doc, draft.values))
        self._note_to_check(draft, doc)
        if not changes:
            return self._make_log(draft, "Unchanged", name)
        self.changed.update(self.current.get_changed_targets(name, draft.values))
        changes |= {"before": stamp, "modified": str(doc.modified)}
        return self._make_log(draft, "Updated", name, changes)

    def _apply(self, draft: Draft, doc) -> None:
        apply_values(doc, draft.values)
        for path in frappe.get_hooks("relcrm_import_fitting"):
            draft.remarks += frappe.get_attr(path)(doc)

    def _note_to_check(self, draft: Draft, doc) -> None:
        if doc.meta.has_field("to_check") and doc.get("to_check"):
            draft.remarks += [line for line in doc.to_check.splitlines() if line.strip()]

    def _find_known_row(self, draft: Draft) -> str | None:
        """Return the record that an earlier reading of the very same row has made, if it is still there."""
        if self.known_rows is None:
            self.known_rows = _fetch_known_rows(self.doc, self.batch_hashes)
        return self.known_rows.get(draft.row_hash)

    def _make_log(
        self, draft: Draft, outcome: str, name: str | None = None, changes: dict | None = None, duplicate=False,
        message: str = "",
    ) -> dict:  # fmt: skip
        remarks = list(dict.fromkeys(draft.remarks))
        parts = [message, *draft.notes]
        if remarks:
            parts.append(_("To check: {0}").format("; ".join(remarks)))
        return {
            "row_no": draft.number,
            "outcome": outcome,
            "reference_doctype": self.doctype if name else None,
            "reference_name": name,
            "message": " ".join(part for part in parts if part)[:5000] or None,
            "to_check": int(bool(remarks)),
            "possible_duplicate": int(duplicate),
            "row_hash": draft.row_hash,
            "changes": json.dumps(changes, ensure_ascii=False) if changes else None,
        }

    def _forget_trial(self, drafts: list[Draft], logs: list[dict]) -> None:
        self.reader.links.clear()
        for log in logs:
            if log["outcome"] in ("Created", "Also Created"):
                log["reference_name"] = None
            log["changes"] = None

    def _count(self, drafts: list[Draft], logs: list[dict]) -> None:
        for draft in drafts:
            self.left_empty.update(draft.left_empty)
        outcomes = Counter(log["outcome"] for log in logs)
        values = {field: self.doc.get(field) + outcomes[outcome] for outcome, field in COUNTERS.items()}
        values["done_rows"] = self.doc.done_rows + len(drafts)
        values["check_rows"] = self.doc.check_rows + sum(log.get("to_check", 0) for log in logs)
        values["duplicate_rows"] = self.doc.duplicate_rows + sum(log.get("possible_duplicate", 0) for log in logs)
        values["tally"] = json.dumps({"changed": self.changed, "left_empty": self.left_empty})
        frappe.db.set_value("Import Run", self.doc.name, values)
        self.doc.update(values)


def _get_row_errors() -> tuple[type[Exception], ...]:
    """Errors that concern one row; anything else (disk full, lost connection) ends the run."""
    return (
        frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError, frappe.DuplicateEntryError,
        frappe.NameError, ValueError, TypeError,
    )  # fmt: skip


def _split_batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _fetch_known_rows(run, hashes: list[str]) -> dict[str, str]:
    runs = get_sibling_runs(run)
    if not runs:
        return {}
    rows = frappe.get_all(
        "Import Run Row",
        filters={
            "row_hash": ["in", hashes],
            "import_run": ["in", runs],
            "undone": 0,
            "outcome": ["in", ["Created", "Unchanged"]],
        },
        fields=["row_hash", "reference_name"],
        order_by="creation asc",
    )
    names = {row.reference_name for row in rows}
    there = (
        set(frappe.get_all(run.target_doctype, filters={"name": ["in", list(names)]}, pluck="name")) if names else set()
    )
    return {row.row_hash: row.reference_name for row in rows if row.reference_name in there}


def get_sibling_runs(run) -> list[str]:
    """Return the names of the earlier imports of the same layout that were not undone."""
    if not run.mapping:
        return []
    return frappe.get_all(
        "Import Run",
        filters={"mapping": run.mapping, "name": ["!=", run.name], "dry_run": 0, "status": ["!=", "Undone"]},
        pluck="name",
        order_by="creation asc",
    )


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

"""Carrying out a data import: a savepoint per document, a commit per batch, a log line per document.

Between two batches the writer's place is free for a moment, so other people's saves get in. An import that was cut off
goes on after the last batch: documents with a log line of success are not made again.
"""

from __future__ import annotations

import json
import time
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.data_import.import_file import INSERT, UPDATE, ImportFile
from frappe.utils import now

BATCH_ROWS = 50
BATCH_SECONDS = 0.1
BREATH = 0.002
LOG_FIELDS = (
    "name", "owner", "creation", "modified", "modified_by", "docstatus", "idx",
    "data_import", "row_indexes", "success", "docname", "messages", "exception", "log_index",
)  # fmt: skip


class Importer:
    """One run of a Data Import, or of a file without one (`console`)."""

    def __init__(
        self,
        doctype: str,
        data_import: Any = None,
        file_path: Any = None,
        import_type: str | None = None,
        console: bool = False,
        custom_delimiters: bool = False,
    ) -> None:
        self.doctype = doctype
        self.data_import = data_import or frappe.get_doc(
            {"doctype": "Data Import", "import_type": import_type or INSERT}
        )
        options = frappe.parse_json(self.data_import.template_options or "{}")
        delimiters = self.data_import.delimiter_options if self.data_import.custom_delimiters else None
        self.import_file = ImportFile(
            doctype, file_path or self.data_import.import_file, options, self.data_import.import_type, delimiters
        )
        self.is_update = self.data_import.import_type == UPDATE
        self.submits = bool(self.data_import.submit_after_import and frappe.get_meta(doctype).is_submittable)
        self.pending_logs: list[tuple] = []

    def get_data_for_import_preview(self) -> dict:
        """See ImportFile."""
        return self.import_file.get_data_for_import_preview()

    def import_data(self) -> list[dict]:
        """Import everything that was not imported yet. Commits; ends with the status of the Data Import."""
        warnings = [w for w in self.import_file.get_warnings() if w.get("type") != "info"]
        if warnings:
            self.data_import.db_set({"template_warnings": json.dumps(warnings)}, update_modified=False)
            frappe.db.commit()
            return warnings
        self.data_import.db_set("template_warnings", "", update_modified=False)
        payloads = list(self.import_file.payloads())
        self.data_import.db_set("payload_count", len(payloads), update_modified=False)
        frappe.db.commit()
        flags = frappe.flags
        flags.in_import, flags.mute_emails = True, bool(self.data_import.mute_emails)
        try:
            self._import_all(payloads)
        finally:
            flags.in_import, flags.mute_emails = False, False
        return []

    def _import_all(self, payloads: list[Any]) -> None:
        done = _rows_done(self.data_import.name)
        offset = frappe.db.count("Data Import Log", {"data_import": self.data_import.name})
        began, waiting = time.monotonic(), 0
        results = {True: len(done), False: 0}
        for number, payload in enumerate(payloads, 1):
            if json.dumps(payload.rows) in done:
                continue
            succeeded = self._import_one(payload, offset + number)
            results[succeeded] += 1
            waiting += 1
            if waiting >= BATCH_ROWS or time.monotonic() - began > BATCH_SECONDS:
                self._end_batch(number, len(payloads))
                began, waiting = time.monotonic(), 0
        self._end_batch(len(payloads), len(payloads))
        status = "Partial Success" if all(results.values()) else "Success" if results[True] else "Error"
        self.data_import.db_set("status", status)
        frappe.db.commit()

    def _import_one(self, payload: Any, log_index: int) -> bool:
        frappe.local.message_log = []
        frappe.db.savepoint("import_row")
        try:
            doc = self.process_doc(payload.doc)
            frappe.db.release_savepoint("import_row")
            self._log(payload.rows, log_index, doc.name, frappe.local.message_log)
            return True
        except Exception as exc:
            told = list(frappe.local.message_log)
            if not frappe.db.in_write:
                raise
            frappe.db.rollback(save_point="import_row")
            frappe.db.release_savepoint("import_row")
            trace = "" if isinstance(exc, frappe.ValidationError) else frappe.get_traceback()
            self._log(
                payload.rows, log_index, None, told or [{"message": str(exc) or type(exc).__name__}], trace or str(exc)
            )
            return False
        finally:
            frappe.local.message_log = []

    def process_doc(self, values: dict) -> Any:
        """Make or change one document."""
        return self.update_record(values) if self.is_update else self.insert_record(values)

    def insert_record(self, values: dict) -> Any:
        doc = frappe.new_doc(self.doctype)
        doc.update(values)
        doc.flags.updater_reference = {
            "doctype": "Data Import", "docname": self.data_import.name, "label": _("via Data Import")
        }  # fmt: skip
        doc.insert(set_name=values.get("name"))
        if self.submits:
            doc.submit()
        return doc

    def update_record(self, values: dict) -> Any:
        name = values.get("name")
        if not name:
            frappe.throw(_("The row has no ID. Enter the ID of the {0} to change.").format(_(self.doctype)))
        doc = frappe.get_doc(self.doctype, name)
        doc.update({key: value for key, value in values.items() if key != "name"})
        doc.flags.updater_reference = {
            "doctype": "Data Import", "docname": self.data_import.name, "label": _("via Data Import")
        }  # fmt: skip
        return doc.save()

    def _log(self, rows: list[int], log_index: int, docname: Any, messages: list, exception: str | None = None) -> None:
        stamp, user = now(), frappe.session.user
        self.pending_logs.append(
            (
                frappe.generate_hash(length=10), user, stamp, stamp, user, 0, 0,
                self.data_import.name, json.dumps(rows), 0 if docname is None else 1, docname,
                json.dumps([dict(m) for m in messages], default=str), exception, log_index,
            )
        )  # fmt: skip

    def _end_batch(self, done: int, total: int) -> None:
        if self.pending_logs:
            frappe.db.bulk_insert("Data Import Log", LOG_FIELDS, self.pending_logs)
            self.pending_logs = []
        frappe.db.commit()
        frappe.local.message_log = []
        frappe.publish_progress(100 * done / max(total, 1), _("Importing"), "Data Import", self.data_import.name)
        time.sleep(BREATH)


def _rows_done(data_import: str | None) -> set[str]:
    if not data_import:
        return set()
    return set(
        frappe.get_all("Data Import Log", filters={"data_import": data_import, "success": 1}, pluck="row_indexes")
    )

"""Data imports and their endpoints. The file is read in `import_file.py`, carried out in `importer.py`."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.data_import.exporter import Exporter, build_response
from frappe.core.doctype.data_import.importer import Importer
from frappe.model.document import Document
from frappe.utils import cint
from frappe.utils.background_jobs import enqueue, is_job_enqueued

NOT_IMPORTED = ("Data Import", "Data Import Log", "Version", "Deleted Document", "Error Log")


class DataImport(Document):
    """One file to be brought in."""

    def validate(self) -> None:
        before = self.get_doc_before_save()
        if not (self.import_file or self.google_sheets_url):
            self.template_options = ""
            self.template_warnings = ""
        if self.google_sheets_url:
            raise frappe.NotInStandaloneError(
                _("Google Sheets cannot be read here. Download the sheet as .xlsx or .csv.")
            )
        self.validate_doctype()
        if self.import_file and (not before or before.import_file != self.import_file):
            self.set_payload_count()

    def on_trash(self) -> None:
        frappe.db.delete("Data Import Log", {"data_import": self.name})

    def validate_doctype(self) -> None:
        meta = frappe.get_meta(self.reference_doctype)
        if self.reference_doctype in NOT_IMPORTED or meta.issingle or meta.istable or meta.is_virtual:
            frappe.throw(_("Importing {0} is not allowed.").format(_(self.reference_doctype)))
        if not meta.allow_import and frappe.session.user != "Administrator":
            frappe.throw(
                _("{0} does not allow import. Tick Allow Import in its DocType.").format(_(self.reference_doctype))
            )

    def set_payload_count(self) -> None:
        file = self.get_importer().import_file
        self.payload_count = sum(1 for _payload in file.payloads())

    def get_importer(self) -> Importer:
        """The importer for this record's file."""
        return Importer(self.reference_doctype, data_import=self)

    def get_preview_from_template(
        self, import_file: str | None = None, google_sheets_url: str | None = None
    ) -> dict | None:
        """Header, mapping, first rows and warnings."""
        if import_file:
            self.import_file = import_file
        return self.get_importer().get_data_for_import_preview() if self.import_file else None

    def start_import(self) -> bool:
        """Queue the import; False when it runs already. In tests it runs at once."""
        self.check_permission("write")
        if not frappe.has_permission(
            self.reference_doctype, "create" if self.import_type != "Update Existing Records" else "write"
        ):
            raise frappe.PermissionError
        if not self.import_file:
            frappe.throw(_("Attach the file to import first."))
        if is_job_enqueued(self.job_id):
            return False
        enqueue(
            start_import,
            queue="long",
            timeout=10_000,
            job_id=self.job_id,
            data_import=self.name,
            now=bool(frappe.flags.in_test),
        )
        return True

    @property
    def job_id(self) -> str:
        """Under this id only one run waits or goes on."""
        return f"data_import||{self.name}"

    def get_import_logs(self) -> list[dict]:
        """What became of each document, in the order of the file."""
        return frappe.get_all(
            "Data Import Log",
            fields=["success", "docname", "messages", "exception", "row_indexes"],
            filters={"data_import": self.name},
            limit_page_length=5000,
            order_by="log_index asc",
        )

    def export_errored_rows(self) -> None:
        """Answer with a CSV of the rows that were not imported."""
        failed: list[int] = []
        done: set[int] = set()
        for log in frappe.get_all(
            "Data Import Log", fields=["success", "row_indexes"], filters={"data_import": self.name}
        ):
            numbers = json.loads(log.row_indexes or "[]")
            done.update(numbers) if log.success else failed.extend(numbers)
        file = self.get_importer().import_file
        wanted = set(failed) - done
        rows = [file.header_row, *(row for number, row in file.rows if number in wanted)]
        build_response(rows, _(self.reference_doctype))


def start_import(data_import: str) -> None:
    """Job: carry an import out. What stops it as a whole is logged and leaves status Error."""
    doc = frappe.get_doc("Data Import", data_import)
    try:
        doc.get_importer().import_data()
    except Exception:
        trace = frappe.get_traceback()
        frappe.db.rollback()
        frappe.get_doc("Data Import", data_import).db_set("status", "Error")
        frappe.log_error(_("Data Import {0} failed").format(data_import), trace, "Data Import", data_import)
        frappe.db.commit()
    finally:
        frappe.flags.in_import = False


def _readable(data_import: str) -> DataImport:
    doc = frappe.get_doc("Data Import", data_import)
    doc.check_permission("read")
    return doc


@frappe.whitelist(methods=["POST"])
def form_start_import(data_import: str) -> bool:
    """Start an import; needs write permission on it. False when it runs already."""
    return frappe.get_doc("Data Import", data_import).start_import()


@frappe.whitelist()
def get_preview_from_template(
    data_import: str, import_file: str | None = None, google_sheets_url: str | None = None
) -> dict | None:
    """Header, mapping, first rows and warnings of an import's file; needs read permission on it."""
    return _readable(data_import).get_preview_from_template(import_file, google_sheets_url)


@frappe.whitelist()
def get_import_status(data_import_name: str) -> dict[str, Any]:
    """`status`, `success`, `failed` and `total_records` of an import."""
    doc = _readable(data_import_name)
    counts = {"success": 0, "failed": 0}
    log = frappe.qb.DocType("Data Import Log")
    from frappe.query_builder.functions import Count

    query = frappe.qb.from_(log).select(log.success, Count("*")).where(log.data_import == doc.name).groupby(log.success)
    for success, count in query.run():
        counts["success" if success else "failed"] = count
    return {"status": doc.status, **counts, "total_records": cint(doc.payload_count)}


@frappe.whitelist()
def get_import_logs(data_import: str) -> list[dict]:
    """What became of each document of an import."""
    return _readable(data_import).get_import_logs()


@frappe.whitelist()
def download_template(
    doctype: str,
    export_fields: Any = None,
    export_records: str | None = None,
    export_filters: Any = None,
    file_type: str = "CSV",
) -> None:
    """A file to fill in; with `export_records` (all, by_filter, 5_records) it holds records. Needs read permission."""
    frappe.has_permission(doctype, "read", throw=True)
    if export_records in ("all", "by_filter", "5_records"):
        frappe.has_permission(doctype, "export", throw=True)
    Exporter(
        doctype,
        export_fields=export_fields,
        export_data=export_records not in (None, "", "blank_template"),
        export_filters=frappe.parse_json(export_filters) if export_records != "all" else None,
        limit=5 if export_records == "5_records" else None,
        file_type=file_type,
    ).build_response()


@frappe.whitelist()
def download_errored_template(data_import_name: str) -> None:
    """The rows that were not imported, to be mended and imported again."""
    _readable(data_import_name).export_errored_rows()


@frappe.whitelist()
def download_import_log(data_import_name: str) -> None:
    """What became of each document, as CSV."""
    doc = _readable(data_import_name)
    rows: list[list[Any]] = [[_("Row Numbers"), _("Status"), _("Message"), _("Exception")]]
    for log in doc.get_import_logs():
        numbers = ", ".join(str(n) for n in json.loads(log.row_indexes or "[]"))
        texts = [m.get("message", "") for m in json.loads(log.messages or "[]")]
        success = _("Success") if log.success else _("Failure")
        rows.append([numbers, success, f"{log.docname or ''} {' '.join(texts)}".strip(), log.exception])
    build_response(rows, doc.name)


def import_file(
    doctype: str, file_path: str, import_type: str, submit_after_import: bool = False, console: bool = False
) -> list[dict]:
    """Import a file from disk in this process; for the command line."""
    from frappe.core.doctype.data_import.import_file import _read_csv
    from frappe.utils.xlsxutils import read_xlsx_file_from_attached_file

    with open(file_path, "rb") as handle:
        content = handle.read()
    xlsx = file_path.lower().endswith(".xlsx")
    rows = read_xlsx_file_from_attached_file(fcontent=content) if xlsx else _read_csv(content, None)
    record = frappe.get_doc(
        {
            "doctype": "Data Import",
            "reference_doctype": doctype,
            "import_type": "Insert New Records" if import_type.lower() == "insert" else "Update Existing Records",
            "submit_after_import": int(submit_after_import),
        }
    ).insert()
    return Importer(doctype, data_import=record, file_path=rows).import_data()

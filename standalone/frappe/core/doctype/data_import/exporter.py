"""Templates for a data import: a header, and records if wanted, in the form the importer reads back."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.data_import.import_file import NO_COLUMN
from frappe.utils import cstr

MAX_RECORDS = 50_000


class Exporter:
    """Header and rows for chosen fields: `{doctype: [fieldnames], table_fieldname: [fieldnames]}`."""

    def __init__(
        self, doctype: str, export_fields: Any = None, export_data: bool = False, export_filters: Any = None,
        limit: int | None = None, file_type: str = "CSV",
    ) -> None:  # fmt: skip
        self.doctype, self.file_type = doctype, file_type
        self.meta = frappe.get_meta(doctype)
        self.filters, self.limit = export_filters, min(limit or MAX_RECORDS, MAX_RECORDS)
        self.columns = self._columns(frappe.parse_json(export_fields) or {})
        self.rows = [self._header(), *(self._records() if export_data else [])]

    def _columns(self, chosen: Any) -> list[tuple[Any, Any]]:
        if chosen in ("All", "Mandatory"):
            chosen = {self.doctype: None}
        if not isinstance(chosen, dict):
            frappe.throw(_("export_fields must name the fields of each table as a JSON object."))
        own = chosen.get(self.doctype)
        columns = [(None, frappe._dict(fieldname="name", label="ID"))] if not own or "name" in own else []
        columns += [(None, df) for df in self._fields(self.doctype, own)]
        for table in self.meta.get_table_fields():
            if table.fieldname in chosen:
                columns += [(table, df) for df in self._fields(table.options, chosen[table.fieldname])]
        return columns

    def _fields(self, doctype: str, wanted: list[str] | None) -> list[Any]:
        readable = set(frappe.get_meta(doctype).get_permlevel_access("read"))
        fields = frappe.get_meta(doctype).fields
        return [
            df
            for df in fields
            if df.fieldtype not in NO_COLUMN
            and not df.is_virtual
            and (df.permlevel or 0) in readable | {0}
            and (df.fieldname in wanted if wanted else not df.hidden)
        ]

    def _header(self) -> list[str]:
        return [f"{_(df.label)} ({_(table.label)})" if table else _(df.label) for table, df in self.columns]

    def _records(self) -> list[list[str]]:
        names = frappe.get_list(
            self.doctype,
            filters=self.filters or {},
            limit_page_length=self.limit,
            pluck="name",
            order_by="creation asc",
        )
        return [row for name in names for row in self._rows_of(frappe.get_doc(self.doctype, name))]

    def _rows_of(self, doc: Any) -> list[list[str]]:
        tables = {table.fieldname for table, _df in self.columns if table}
        height = max([1, *(len(doc.get(table) or ()) for table in tables)])
        return [[self._cell(doc, table, df, at) for table, df in self.columns] for at in range(height)]

    def _cell(self, doc: Any, table: Any, df: Any, at: int) -> str:
        if not table:
            return cstr(doc.get(df.fieldname)) if at == 0 else ""
        rows = doc.get(table.fieldname) or ()
        return cstr(rows[at].get(df.fieldname)) if at < len(rows) else ""

    def build_response(self) -> None:
        """Answer the request with the file."""
        build_response(self.rows, self.doctype, self.file_type)


def build_response(rows: list[list[Any]], title: str, file_type: str = "CSV") -> None:
    """Answer the request with rows as CSV or Excel."""
    if file_type == "Excel":
        from frappe.utils.xlsxutils import build_xlsx_response

        build_xlsx_response(rows, title)
    else:
        from frappe.utils.csvutils import build_csv_response

        build_csv_response(rows, title)

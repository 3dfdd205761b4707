"""A list as a file, exactly as it is seen: its columns, order, groups and conditions, whatever its size."""

from collections.abc import Iterator
from datetime import timedelta

import frappe
from frappe import _
from frappe.core.doctype.access_log.access_log import make_access_log
from frappe.utils import cint, nowdate

from relcrm.exceptions import ListQueryError
from relcrm.exchange.calendar_writing import DOCTYPE as EVENT
from relcrm.exchange.calendar_writing import make_calendar_file
from relcrm.exchange.card_values import KINDS
from relcrm.exchange.card_writing import make_card_file
from relcrm.exchange.exporting import XLSX_ROWS, write_csv, write_xlsx
from relcrm.relations import personal_reads
from relcrm.workplace.lists.fields import ListField
from relcrm.workplace.lists.query import ListQuery, get_column_titles, get_values
from relcrm.workplace.staff_words import say

PAGE = 1000
CARDS = {"vcf": "4.0", "vcf3": "3.0"}


def make_file(query: ListQuery, names: list[str] | None, file_format: str) -> tuple[str, bytes]:
    """Return name and content of the file; the export is noted in the access log."""
    frappe.has_permission(query.doctype, "export", throw=True)
    validate_format(query.doctype, file_format)
    export = ListExport(query, names)
    if personal_reads.is_personal(query.doctype):
        personal_reads.note(personal_reads.EXPORTED, query.doctype, rows=len(export.order), detail=file_format)
    if file_format in CARDS:
        return make_card_file(query.doctype, [row[0] for row in export.order], CARDS[file_format])
    make_access_log(
        doctype=query.doctype,
        file_type=file_format.upper(),
        method="relcrm.api.lists.export",
        filters=frappe.as_json({"conditions": query.conditions, "text": query.text, "names": names}),
        columns=frappe.as_json([column.path for column in [*export.groups, *export.columns]]),
    )
    if file_format == "ics":
        return make_calendar_file([row[0] for row in export.order])[:2]
    title = say(query.doctype)
    if file_format == "xlsx":
        if len(export.order) >= XLSX_ROWS:
            text = _("An Excel file holds {0} rows at most, and the list has {1}. Export it as CSV, or narrow it.")
            frappe.throw(text.format(XLSX_ROWS - 1, len(export.order)), ListQueryError)
        content = write_xlsx(title, export.headers, export.get_rows())
    else:
        content = "".join(write_csv(export.headers, export.get_rows(), keep_digits=True)).encode()
    return f"{title} {nowdate()}.{file_format}", content


def validate_format(doctype: str, file_format: str) -> None:
    """Refuse what a list of this kind cannot leave as."""
    formats = ["csv", "xlsx"]
    formats += [*CARDS] if doctype in KINDS.values() else []
    formats += ["ics"] if doctype == EVENT else []
    if file_format not in formats:
        text = _("This list is exported as one of: {0}. Choose one of them.")
        frappe.throw(text.format(", ".join(formats)), ListQueryError)


class ListExport:
    """The rows of one export, read page by page."""

    def __init__(self, query: ListQuery, names: list[str] | None):
        self.query = query
        self.columns = [query.fields.get(path) for path in query.columns]
        shown = {column.path for column in self.columns}
        self.levels = [query.get_group(path) for path in query.group_by]
        self.groups = [level for level in self.levels if level.path not in shown or level.many]
        self.headers = [_get_header(column) for column in [*self.groups, *self.columns]]
        self.order = query.find_in_groups(names)

    def get_rows(self) -> Iterator[list]:
        """Yield the cells of every row: what it is grouped by, unless it is shown, and its columns."""
        for first in range(0, len(self.order), PAGE):
            page = self.order[first : first + PAGE]
            rows = get_values(self.query.fields, self.columns, list(dict.fromkeys(row[0] for row in page)))
            titles = get_column_titles(self.query.fields, self.columns, rows)
            by_name = {row["name"]: row for row in rows}
            for (name, *_values), heads in zip(page, self.query.get_heads(page), strict=True):
                if name in by_name:
                    shown = [head for level, head in zip(self.levels, heads, strict=True) if level in self.groups]
                    yield shown + [get_cell(column, by_name[name], titles) for column in self.columns]


def _get_header(column: ListField) -> str:
    return f"{say(column.group)}: {say(column.label)}" if column.group else say(column.label)


def get_cell(column: ListField, row: dict, titles: dict) -> object:
    """Return what a reader sees in a cell, in the type that a spreadsheet calculates with."""
    value = row[column.path]
    if isinstance(value, list):
        return ", ".join(str(_get_one(column, one, titles)) for one in value)
    return _get_one(column, value, titles)


def _get_one(column: ListField, value: object, titles: dict) -> object:
    if value in (None, ""):
        return None
    if column.path in titles:
        return titles[column.path].get(value, value)
    if column.kind == "check":
        return _("Yes") if cint(value) else _("No")
    if column.fieldtype == "Select":
        return _(value)
    return str(value) if isinstance(value, timedelta) else value

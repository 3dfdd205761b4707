"""XLSX in and out; openpyxl is loaded at first use. Texts go out as texts, never as formulas."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable
from typing import Any

import frappe
from frappe.utils.csvutils import FORMULA_SIGNS, plain_cell

CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CELL_LIMIT = 32_767
TITLE_SIGNS = re.compile(r"[\\*?:/\[\]]")


def make_xlsx(
    data: Iterable[Iterable[Any]], sheet_name: str, wb: Any = None, column_widths: list[int] | None = None
) -> io.BytesIO:
    """A workbook of one sheet, its first row bold."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    wb = wb or Workbook(write_only=True)
    sheet = wb.create_sheet(TITLE_SIGNS.sub(" ", sheet_name or "Sheet")[:31], 0)
    for number, width in enumerate(column_widths or [], 1):
        if width:
            sheet.column_dimensions[get_column_letter(number)].width = width
    for index, row in enumerate(data):
        sheet.append([_cell(sheet, value, bold=index == 0) for value in row])
    out = io.BytesIO()
    wb.save(out)
    out.seek(0)
    return out


def _cell(sheet: Any, value: Any, bold: bool = False) -> Any:
    value = _value(value)
    if not bold and not (isinstance(value, str) and value.startswith(FORMULA_SIGNS)):
        return value
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_SIGNS)
    if bold:
        cell.font = Font(name="Calibri", bold=True)
    return cell


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return CONTROL_SIGNS.sub("", plain_cell(value))[:CELL_LIMIT]
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    if value is None or isinstance(value, (int, float, datetime.date, datetime.time, datetime.timedelta)):
        return value
    return CONTROL_SIGNS.sub("", str(value))[:CELL_LIMIT]


def handle_html(data: Any) -> Any:
    """A cell's text without tags."""
    return plain_cell(data)


def build_xlsx_response(data: Iterable[Iterable[Any]], filename: str) -> None:
    """Answer the request with a workbook."""
    frappe.local.response.update(
        filename=f"{filename}.xlsx", filecontent=make_xlsx(data, filename).getvalue(), type="binary"
    )


def read_xlsx_file_from_attached_file(
    file_url: str | None = None, fcontent: bytes | None = None, filepath: str | None = None
) -> list[list[Any]]:
    """The rows of the first sheet. Raises ValidationError for what is no workbook."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if file_url:
        fcontent = frappe.get_doc("File", {"file_url": file_url}).get_content()
    source = filepath or io.BytesIO(fcontent or b"")
    try:
        workbook = load_workbook(source, data_only=True, read_only=True)
        sheet = workbook.worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, TypeError) as exc:
        frappe.throw(frappe._("The file cannot be read as an Excel workbook (.xlsx): {0}.").format(exc))
    workbook.close()
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]

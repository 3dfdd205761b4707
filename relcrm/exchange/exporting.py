"""Tables as CSV and XLSX files that a spreadsheet opens without running anything, and that import back unchanged."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_DIGITS = re.compile(r"0\d+|\+\d[\d ]*|\d{12,}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
XLSX_ROWS, XLSX_TEXT, WIDEST = 1_048_576, 32_767, 60


def neutralise(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula; reading takes it off again."""
    return f"'{text}" if _RISKY.match(text) else text


# ---- CSV


def write_csv(
    headers: list[str], rows: Iterable[Iterable[object]], delimiter: str = ";", keep_digits: bool = False
) -> Iterator[str]:
    """Yield the lines of a CSV file; texts are neutralised, numbers have a decimal comma, dates as here.

    With `keep_digits` a spreadsheet keeps postal codes and telephone numbers as texts: they are written as ="00184",
    which reading takes apart again.
    """
    yield "\ufeff" + _format_line(headers, delimiter, keep_digits)
    for row in rows:
        yield _format_line(row, delimiter, keep_digits)


def _format_line(cells: Iterable[object], delimiter: str, keep_digits: bool) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(_format_cell(cell, keep_digits) for cell in cells)
    return stream.getvalue()


def _format_cell(cell: object, keep_digits: bool) -> object:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return repr(int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell).replace(".", ",")
    if isinstance(cell, int):
        return cell
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    text = str(cell)
    return f'="{text}"' if keep_digits and _DIGITS.fullmatch(text) else neutralise(text)


# ---- XLSX


def write_xlsx(title: str, headers: list[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return a workbook of one sheet: texts are texts, numbers numbers, dates dates."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\*?:/\[\]]", " ", title)[:31] or "1")
    sheet.freeze_panes = "A2"
    for number, header in enumerate(headers, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(header) + 4, 14), WIDEST)
    sheet.append([_make_cell(sheet, header, bold=True) for header in headers])
    for row in rows:
        sheet.append([_make_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _make_cell(sheet, value: object, bold: bool = False):
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if value is None or isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, (date, time, timedelta)):
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"
        return cell
    cell = WriteOnlyCell(sheet, value=_UNPRINTABLE.sub("", str(value))[:XLSX_TEXT])
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell

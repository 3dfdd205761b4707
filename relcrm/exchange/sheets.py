"""Reading of spreadsheets: .xlsx by openpyxl, which knows how a cell is shown; .xls, .xlsb, .ods and what it cannot
read (strict OOXML) by calamine, in a process of its own (`sheets_apart.py`). Dates of both date systems come as dates,
formulas as the result they were stored with.
"""

import io
import json
import os
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice

from frappe import _

from relcrm.exchange.exceptions import ImportFileError
from relcrm.exchange.vcards import is_vcard

Record = tuple[int, list[str], dict[int, str], frozenset[int]]

MAX_COLUMNS, MOST_LOOKED = 500, 20
MAX_ROWS = 1_048_576  # of a spreadsheet
PACKED, TIGHTEST = 16 << 20, 150  # a part larger than this, packed tighter than any table is
AT_ONCE = 200
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
KINDS = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}
_ZERO_FORMAT = re.compile(r"0{2,}")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass
class Book:
    """An open workbook: the sheet chosen, the names of those that are shown, and what reads it."""

    sheet: str
    names: list[str]
    plain: object = None  # openpyxl, with formulas
    results: object = None  # openpyxl, with their stored results; only where there are formulas
    apart: bytes = b""  # read by calamine, in a process of its own
    rows: dict[str, list] = field(default_factory=dict)  # what that process has read, by sheet


def is_book(content: bytes) -> bool:
    """Tell whether a file is a spreadsheet, by its content."""
    if content.startswith(OLD_EXCEL):
        return True
    return content.startswith(b"PK") and (b"[Content_Types].xml" in content or _ODS in content[:200])


def get_suffix(content: bytes) -> str:
    """Return the ending under which an uploaded table is kept."""
    if is_vcard(content):
        return "vcf"
    return "xls" if content.startswith(OLD_EXCEL) else "xlsx" if is_book(content) else "csv"


def open_book(content: bytes, file_name: str, sheet: str, most_bytes: int) -> Book:
    """Open a spreadsheet and choose its sheet: the one named, or the first that is shown."""
    if not content.startswith(OLD_EXCEL):
        _refuse_hostile_archive(content, file_name, most_bytes)
    book = _open_with_openpyxl(content) or _open_with_calamine(content, file_name)
    if sheet and sheet not in book.names:
        raise ImportFileError(
            _('The file {0} has no sheet "{1}". It has: {2}.').format(file_name, sheet, ", ".join(book.names))
        )
    if not book.names:
        raise ImportFileError(_("The file {0} has no sheet with rows.").format(file_name))
    book.sheet = sheet or next((name for name in book.names[:MOST_LOOKED] if _has_rows(book, name)), book.names[0])
    return book


def _has_rows(book: Book, name: str) -> bool:
    return any(texts or problems for _number, texts, problems, _numbers in islice(_read(book, name), 20))


def _refuse_hostile_archive(content: bytes, file_name: str, most_bytes: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            sizes = sum(info.file_size for info in infos)
            tight = any(one.file_size > max(PACKED, one.compress_size * TIGHTEST) for one in infos)
            parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
            if sizes > most_bytes or tight or any(_declares_entities(archive, name) for name in parts):
                raise ImportFileError(
                    _("The file {0} is too large or not a plain Excel file. Save it as CSV.").format(file_name)
                )
    except ImportFileError:
        raise
    except Exception:  # a damaged archive fails in many ways: zlib.error, BadZipFile, NotImplementedError
        raise ImportFileError(_("The file {0} is damaged. Save it again.").format(file_name)) from None


def _declares_entities(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as part:
        head = part.read(4096)
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def _open_with_openpyxl(content: bytes) -> Book | None:
    """Return the book as openpyxl reads it, None when it cannot: other formats, strict OOXML."""
    import openpyxl

    if content.startswith(OLD_EXCEL) or _ODS in content[:200]:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _load(openpyxl, content)


def _load(openpyxl, content: bytes) -> Book | None:
    try:
        plain = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        visible = [sheet.title for sheet in plain.worksheets if sheet.sheet_state == "visible"]
        names = visible or [sheet.title for sheet in plain.worksheets]
        results = None
        if _has_formulas(content):
            results = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception:  # whatever is wrong with it, calamine is asked next and its sentence counts
        return None
    return Book("", names, plain=plain, results=results) if names else None


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    tail = b""
                    while chunk := part.read(1 << 20):
                        if b"<f>" in tail + chunk or b"<f " in tail + chunk:
                            return True
                        tail = chunk[-2:]
    return False


def _open_with_calamine(content: bytes, file_name: str) -> Book:
    try:
        return Book("", _read_apart(content)["names"], apart=content)
    except (subprocess.SubprocessError, ValueError):
        text = _("The file {0} cannot be read as an Excel file. Save it again and retry, or save it as CSV.")
        raise ImportFileError(text.format(file_name)) from None


def _read_apart(content: bytes, sheet: str = "") -> dict:
    """Ask calamine in a process of its own, which a hostile file can end without harm."""
    script = os.path.join(os.path.dirname(__file__), "sheets_apart.py")
    command = [sys.executable, "-I", script, *([sheet] if sheet else [])]
    done = subprocess.run(command, input=content, capture_output=True, check=True, timeout=120)
    return json.loads(done.stdout)


# --- rows ------------------------------------------------------------------------------------------------------


def read_rows(table) -> Iterator[Record]:
    """Yield number, texts, problems and which cells are numbers, of each row of a table's sheet."""
    yield from _read(table._source, table.sheet)


def _read(book: Book, name: str) -> Iterator[Record]:
    try:
        yield from (_read_calamine if book.apart else _read_openpyxl)(book, name)
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        text = _('The sheet "{0}" is damaged. Save the file again and retry.')
        raise ImportFileError(text.format(name)) from None


def _read_openpyxl(book: Book, name: str) -> Iterator[Record]:
    sheet = book.plain[name]
    sheet.reset_dimensions()
    results = _iterate_results(book, name)
    for number, cells in enumerate(_without_warnings(sheet.iter_rows()), start=1):
        values = next(results, ())
        if number > MAX_ROWS:
            raise ValueError(number)
        cells = cells[:MAX_COLUMNS]
        read = [_get_cell_text(cell, values[at] if at < len(values) else None) for at, cell in enumerate(cells)]
        texts, problems = [text for text, *_rest in read], {at: said for at, (_t, said, _n) in enumerate(read) if said}
        numbers = frozenset(at for at, (_text, _said, is_number) in enumerate(read) if is_number)
        yield number, _cut(texts, problems), problems, numbers


def _iterate_results(book: Book, name: str) -> Iterator[tuple]:
    if not book.results:
        return iter(())
    sheet = book.results[name]
    sheet.reset_dimensions()
    return _without_warnings(sheet.iter_rows())


def _without_warnings(rows: Iterator) -> Iterator:
    """Yield what is read without openpyxl's warnings about parts of a file that are no cells."""
    rows = iter(rows)
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = list(islice(rows, AT_ONCE))
        if not read:
            return
        yield from read


def _get_cell_text(cell, result) -> tuple[str, str | None, bool]:
    """Return text, problem, and whether it is a number; a formula gives the result that is stored beside it."""
    if cell.data_type == "f":
        if result is None or result.value is None:
            return "", _("holds a formula; paste it as a value"), False
        cell = result
    value = cell.value
    if value is None:
        return "", None, False
    if cell.data_type == "e":
        return "", _("holds the error {0}").format(value), False
    number_format = getattr(cell, "number_format", "") or ""
    return format_value(value, number_format), None, cell.data_type == "n" and not cell.is_date


def _read_calamine(book: Book, name: str) -> Iterator[Record]:
    if name not in book.rows:
        book.rows[name] = _read_apart(book.apart, name)["rows"]
    for number, cells in enumerate(book.rows[name], start=1):
        texts, problems, numbers = [], {}, set()
        for at, value in enumerate(cells[:MAX_COLUMNS]):
            if isinstance(value, list):
                value = KINDS[value[0]](value[1])
            if isinstance(value, str) and value in ERRORS:
                problems[at], value = _("holds the error {0}").format(value), ""
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                numbers.add(at)
            texts.append(format_value(value, ""))
        yield number, _cut(texts, problems), problems, frozenset(numbers)


def _cut(texts: list[str], problems: dict[int, str]) -> list[str]:
    while texts and not texts[-1] and (len(texts) - 1) not in problems:
        texts.pop()
    return texts


def format_value(value: object, number_format: str) -> str:
    """Return a cell's value as text: dates as ISO, numbers with a point, elapsed time as hours, minutes, seconds."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        plain = value.time() == time() and "h" not in number_format.lower()
        return value.date().isoformat() if plain else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, (date, time)):
        return str(value)
    if isinstance(value, (int, float)):
        return _format_number(value, number_format)
    return str(value).strip()


def _format_number(value: int | float, number_format: str) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and _ZERO_FORMAT.fullmatch(number_format):
        return str(value).zfill(len(number_format))
    return repr(value)

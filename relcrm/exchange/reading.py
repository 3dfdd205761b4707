"""Reading of tables from CSV and spreadsheets (`sheets.py`): encoding, delimiter, heading, numbered rows of text.

Knows nothing of DocTypes; what a value means is decided in `values.py`, where it goes in `mapping.py`.
"""

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from frappe import _

from relcrm.exchange import sheets
from relcrm.exchange.exceptions import ImportFileError
from relcrm.exchange.vcards import describe_cards, is_vcard, parse_cards

MAX_BYTES = 256 * 1024 * 1024
MAX_COLUMNS = sheets.MAX_COLUMNS
TITLE_ROWS = 20
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1")
FORMULA_SIGNS = "=+-@\t\r"
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")
_KEPT_DIGITS = re.compile(r'="(\+?[\d ]+)"')
Record = sheets.Record


@dataclass
class Row:
    """One row of a table: its number as a spreadsheet shows it, its texts, and what could not be read."""

    number: int
    cells: list[str]
    problems: dict[int, str] = field(default_factory=dict)
    refusal: str | None = None
    numbers: frozenset[int] = frozenset()  # cells that a spreadsheet holds as numbers, written with a point here
    dates: dict[str, tuple] = field(default_factory=dict)  # target: (value, remark); put together by `file_dates.py`
    note: str = ""  # how the row was read, when that was not as it stands


@dataclass
class Table:
    """A readable table: its heading and, through `rows()`, every row below it."""

    kind: str
    headers: list[str]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    heading: int = 1
    _source: object = None

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the heading, blank ones left out but counted."""
        if self.kind == "vcard":
            yield from (Row(number, cells) for number, cells in describe_cards(self._source))
            return
        reader = _read_csv_rows if self.kind == "csv" else sheets.read_rows
        for number, cells, problems, numbers, *notes in reader(self):
            if number <= self.heading:
                continue
            if any(cells) or problems:
                row = _fit_row(number, cells, problems, len(self.headers), bool(self.delimiter))
                row.numbers, row.note = numbers, "".join(notes)
                yield row

    def get_row_count(self) -> int:
        """Count the rows that `rows()` yields."""
        return sum(1 for _row in self.rows())


def open_table(content: bytes, file_name: str = "", encoding: str = "", delimiter: str = "", sheet: str = "") -> Table:
    """Open a CSV or XLSX file given as bytes; a .gz, or a .zip of one file, is unpacked first."""
    content = unpack(content, file_name)
    if not content.strip(b"\0 \r\n\t"):
        raise ImportFileError(_("The file {0} is empty. Choose a file with a heading row.").format(file_name))
    if is_vcard(content):
        heads = [_("Name"), _("Company"), _("Role"), _("Telephone"), _("E-mail"), _("Address")]
        return Table("vcard", heads, heading=0, _source=parse_cards(content, file_name))
    if sheets.is_book(content):
        book = sheets.open_book(content, file_name, sheet, MAX_BYTES * 2)
        table = Table("xlsx", [], sheet=book.sheet, sheets=book.names, _source=book)
        _set_heading(table, sheets.read_rows(table), file_name)
        return table
    _refuse_other_kinds(content, file_name)
    return _open_csv(content, file_name, encoding, delimiter)


def _refuse_other_kinds(content: bytes, file_name: str) -> None:
    """Refuse texts that are no table: a web page (also one that is called .xls), XML, JSON."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"{", b'[{"', b"[[")):
        text = _("The file {0} is a web page or data of a program, no table. Save it as .xlsx or .csv, and choose it.")
        raise ImportFileError(text.format(file_name))


# --- CSV ---------------------------------------------------------------------------------------------------


def detect_encoding(content: bytes) -> str:
    """Name the encoding of a text: marked ones first, then UTF-8, UTF-16 by its zeros, Windows and Latin-1."""
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[:4096]
    if len(sample) >= 4 and sample.count(0) > len(sample) // 4:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def detect_delimiter(text: str) -> str:
    """Choose the delimiter that splits the first lines into the same number of columns, the more the better."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row][:50]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        score = (count / len(rows), width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _open_csv(content: bytes, file_name: str, encoding: str, delimiter: str) -> Table:
    encoding = encoding or detect_encoding(content)
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        raise ImportFileError(
            _("The file {0} cannot be read as {1}. Choose another encoding or save it as UTF-8.").format(
                file_name, encoding
            )
        ) from None
    if "\0" in text:
        raise ImportFileError(
            _("The file {0} is not a text table. Save it as CSV or XLSX and choose it again.").format(file_name)
        )
    delimiter = delimiter or detect_delimiter(text[:65536])
    table = Table("csv", [], encoding=encoding, delimiter=delimiter, _source=text)
    _set_heading(table, _read_csv_rows(table), file_name)
    return table


def _read_csv_rows(table: Table) -> Iterator[Record]:
    csv.field_size_limit(16 * 1024 * 1024)
    reader = csv.reader(io.StringIO(table._source, newline=""), delimiter=table.delimiter)
    number = 0
    try:
        for cells in reader:
            number += 1
            cells, note = _join_halves(cells, len(table.headers), table.delimiter)
            yield number, [_restore_text(cell) for cell in cells], {}, frozenset(), note
    except csv.Error as error:
        raise ImportFileError(
            _("Row {0} of the file cannot be read ({1}). Correct it and choose the file again.").format(
                number + 1, error
            )
        ) from None


def _join_halves(cells: list[str], width: int, delimiter: str) -> tuple[list[str], str]:
    """Put values together that hold a delimiter without quotes, "Via Roma, 5", where only one reading fits the heading.

    A row has as many cells too many as it has cells that begin with a blank: these go on with the value before them.
    """
    extra = len(cells) - width
    goes_on = [index > 0 and cell[:1] == " " and bool(cell.strip()) for index, cell in enumerate(cells)]
    if not width or extra <= 0 or sum(goes_on) != extra:
        return cells, ""
    joined: list[str] = []
    for cell, half in zip(cells, goes_on, strict=True):
        if half:
            joined[-1] += delimiter + cell
        else:
            joined.append(cell)
    whole = [f'"{cell.strip()}"' for cell in joined if cell not in cells]
    text = _("{0} has the sign between the columns in it without quotes, and was read as one value.")
    return joined, text.format(", ".join(whole))


def _restore_text(cell: str) -> str:
    cell = cell.strip()
    if kept := _KEPT_DIGITS.fullmatch(cell):
        return kept[1]
    return cell[1:] if _NEUTRALISED.match(cell) else cell


# --- shared ------------------------------------------------------------------------------------------------


def unpack(content: bytes, file_name: str = "") -> bytes:
    """Return the one table inside a .gz or .zip file; anything else is returned as it is."""
    packed = len(content)
    if content.startswith(b"\x1f\x8b"):
        content = _unpack_gzip(content, file_name)
    elif content.startswith(b"PK") and not sheets.is_book(content):
        content = _unpack_zip(content, file_name)
    if len(content) > MAX_BYTES:
        raise ImportFileError(
            _("The file {0} is larger than {1} MB. Split it and import the parts.").format(
                file_name, MAX_BYTES // 1024 // 1024
            )
        )
    if len(content) > max(sheets.PACKED, packed * sheets.TIGHTEST):
        text = _("The file {0} is packed tighter than any table is. Unpack it, look what it holds, and choose that.")
        raise ImportFileError(text.format(file_name))
    return content


def _unpack_gzip(content: bytes, file_name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise ImportFileError(_("The file {0} is damaged. Save it again.").format(file_name)) from None


def _unpack_zip(content: bytes, file_name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if len(members) != 1:
                raise ImportFileError(
                    _("The archive {0} holds {1} files. Choose an archive with one table in it.").format(
                        file_name, len(members)
                    )
                )
            with archive.open(members[0]) as stream:
                return stream.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        raise ImportFileError(_("The file {0} is damaged. Save it again.").format(file_name)) from None


def _set_heading(table: Table, rows: Iterator[tuple], file_name: str) -> None:
    """Take the first row that is not blank as the heading, or, below lines of a title, the first of several cells."""
    top = list(islice(rows, TITLE_ROWS))
    filled = [sum(1 for cell in cells if cell) for _number, cells, *_rest in top]
    wide = next((position for position, count in enumerate(filled) if count >= 3), None)
    blank = next((position for position, count in enumerate(filled) if count), 0)
    first = blank if table.kind != "csv" else 0
    table.heading = (wide if filled and filled[first] == 1 and wide is not None else first) + 1
    table.headers = _clean_headers(top[table.heading - 1][1] if top else [], file_name)


def _clean_headers(cells: list[str], file_name: str) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    if not cells:
        raise ImportFileError(
            _("The first row of {0} is blank. It must hold the names of the columns.").format(file_name)
        )
    if len(cells) >= MAX_COLUMNS:
        raise ImportFileError(
            _("The file {0} has more than {1} columns. Leave only the needed ones.").format(file_name, MAX_COLUMNS)
        )
    headers: list[str] = []
    for index, cell in enumerate(cells, start=1):
        name = unique = " ".join(cell.split()) or _("Column {0}").format(index)
        copy = 1
        while unique in headers:
            copy += 1
            unique = f"{name} ({copy})"
        headers.append(unique)
    return headers


def _fit_row(number: int, cells: list[str], problems: dict[int, str], width: int, is_delimited: bool) -> Row:
    extra = [cell for cell in cells[width:] if cell]
    refusal = None
    if extra:
        text = _("It has {0} columns but the heading has {1}: a value with a delimiter in it needs quotes.")
        if not is_delimited:
            text = _("It has {0} columns but the heading has {1}: give each column a heading.")
        refusal = text.format(len(cells), width)
    fitted = cells[:width] + [""] * (width - len(cells))
    return Row(number, fitted, problems, refusal)

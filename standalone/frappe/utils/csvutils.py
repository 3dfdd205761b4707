"""CSV in and out. What a spreadsheet would run as a formula goes out with an apostrophe before it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import frappe
from frappe.utils._text import strip_html

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def neutralise_formula(value: Any) -> Any:
    """The value, with an apostrophe before a text that a spreadsheet would run; numbers stay."""
    if not isinstance(value, str) or not value.startswith(FORMULA_SIGNS):
        return value
    if value[0] == "-" and _is_number(value):
        return value
    return f"'{value}"


def restore_formula(value: Any) -> Any:
    """What neutralise_formula was given."""
    if isinstance(value, str) and value[:1] == "'" and value[1:2] in FORMULA_SIGNS:
        return value[1:]
    return value


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


class UnicodeWriter:
    """Rows gathered as CSV text, every value quoted."""

    def __init__(self, encoding: str = "utf-8", quoting: int = csv.QUOTE_NONNUMERIC, delimiter: str = ",") -> None:
        self.encoding = encoding
        self.queue = io.StringIO()
        self.writer = csv.writer(self.queue, quoting=quoting, delimiter=delimiter)

    def writerow(self, row: Iterable[Any]) -> None:
        self.writer.writerow([neutralise_formula("" if value is None else value) for value in row])

    def getvalue(self) -> str:
        return self.queue.getvalue()


def to_csv(data: Iterable[Iterable[Any]], quoting: str | int = "QUOTE_ALL", delimiter: str = ",") -> str:
    """Rows as CSV text."""
    if isinstance(quoting, str):
        quoting = {"QUOTE_ALL": csv.QUOTE_ALL, "QUOTE_MINIMAL": csv.QUOTE_MINIMAL}.get(quoting, csv.QUOTE_NONNUMERIC)
    writer = UnicodeWriter(quoting=quoting, delimiter=delimiter)
    for row in data:
        writer.writerow(row)
    return writer.getvalue()


def get_csv_bytes(data: Iterable[Iterable[Any]], csv_params: dict | None = None) -> bytes:
    """Rows as CSV in UTF-8 with the mark by which a spreadsheet knows it."""
    params = csv_params or {}
    quoting = params.get("quoting", "QUOTE_ALL")
    return to_csv(data, quoting=quoting, delimiter=params.get("delimiter", ",")).encode("utf-8-sig")


def build_csv_response(data: Iterable[Iterable[Any]], filename: str) -> None:
    """Answer the request with a CSV file."""
    frappe.local.response.update(result=to_csv(data), doctype=filename, type="csv")


def read_csv_content(fcontent: bytes | str, use_sniffer: bool = False) -> list[list[str]]:
    """The rows of a CSV file; its encoding and delimiter are found out.

    Raises ValidationError for what is no text or no table.
    """
    text = fcontent if isinstance(fcontent, str) else decode_text(fcontent)
    delimiter = guess_delimiter(text) if use_sniffer else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as exc:
        frappe.throw(frappe._("The file cannot be read as CSV: {0}.").format(exc))
    return [[restore_formula(value.strip()) for value in row] for row in rows]


def decode_text(content: bytes) -> str:
    """Bytes as text: by their mark, else UTF-8, else Windows' Latin alphabet."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    encoding = next((name for mark, name in marks if content.startswith(mark)), None)
    for name in (encoding,) if encoding else ("utf-8", "cp1252", "latin-1"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    frappe.throw(frappe._("The file's characters cannot be read. Save it as UTF-8 and try again."))


def guess_delimiter(text: str) -> str:
    """The sign that parts the first line into most cells."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t", "|"), key=head.count)


def getlink(doctype: str, name: str) -> str:
    return f'<a href="/app/Form/{doctype}/{name}">{name}</a>'


def plain_cell(value: Any) -> Any:
    """A cell of an export: text without its tags."""
    return strip_html(value) if isinstance(value, str) and "<" in value else ("" if value is None else value)

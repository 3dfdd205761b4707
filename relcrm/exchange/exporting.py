"""Lists as CSV files that a spreadsheet opens without running anything, and that import back unchanged."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

_RISKY = re.compile(r"'*[=+\-@\t\r]")


def neutralise(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula; reading takes it off again."""
    return f"'{text}" if _RISKY.match(text) else text


def write_csv(headers: list[str], rows: Iterable[Iterable[object]], delimiter: str = ";") -> Iterator[str]:
    """Yield the lines of a CSV file; texts are neutralised, numbers stay numbers."""
    yield "\ufeff" + _format_line(headers, delimiter)
    for row in rows:
        yield _format_line(row, delimiter)


def _format_line(cells: Iterable[object], delimiter: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerow(_format_cell(cell) for cell in cells)
    return stream.getvalue()


def _format_cell(cell: object) -> object:
    if cell is None:
        return ""
    return cell if isinstance(cell, (int, float)) else neutralise(str(cell))

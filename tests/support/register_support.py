"""Open registers, read and written without any of our code."""

from __future__ import annotations

import csv
import io


def read_csv(content: bytes) -> list[dict[str, str]]:
    """The rows of a register, read without any of our code."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def write_csv(rows: list[dict[str, str]]) -> bytes:
    """Rows as the register writes them."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()

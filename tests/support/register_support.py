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


def count_tables(frappe) -> dict[str, int]:
    """Rows of every table of a site; counters of names and search indexes are no content."""
    names = frappe.get_all("DocType", filters={"issingle": 0, "is_virtual": 0}, pluck="name", limit_page_length=0)
    counts = {name: frappe.db.count(name) for name in names if frappe.db.table_exists(name)}
    counts["Singles"] = frappe.db.sql("select count(*) from `tabSingles` where `value` is not null")[0][0]
    counts["passwords"] = frappe.db.sql("select count(*) from `__Auth`")[0][0]
    return counts

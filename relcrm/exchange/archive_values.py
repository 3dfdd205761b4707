"""The form of rows in a site archive, the same on every host, and the checksum that does not ask for an order."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

import frappe

STANDARD_TYPES = {
    "name": "Data", "owner": "Data", "creation": "Datetime", "modified": "Datetime", "modified_by": "Data",
    "docstatus": "Int", "idx": "Int", "parent": "Data", "parentfield": "Data", "parenttype": "Data",
    "_user_tags": "Text", "_comments": "Text", "_assign": "Text", "_liked_by": "Text", "_seen": "Text",
}  # fmt: skip
WHOLE = ("Int", "Long Int", "Check")
BROKEN = {"Float": 9, "Currency": 9, "Percent": 9, "Duration": 9, "Rating": 2}
MODULUS = 1 << 256


def get_column_types(doctype: str) -> dict[str, str]:
    """Return the stored columns of a DocType with their field types."""
    meta = frappe.get_meta(doctype)
    stored = set(frappe.db.get_table_columns(doctype))
    types = {name: kind for name, kind in STANDARD_TYPES.items() if name in stored}
    for df in meta.fields:
        if df.fieldname in stored and not df.get("is_virtual"):
            types[df.fieldname] = df.fieldtype
    return types


def to_canonical(value: object, fieldtype: str) -> object:
    """Return a stored value as it stands in the archive; no value is left out by the caller."""
    if value is None:
        return None
    if fieldtype in WHOLE:
        return int(value)
    if fieldtype in BROKEN:
        return format(round(float(value), BROKEN[fieldtype]), ".9f").rstrip("0").rstrip(".")
    if fieldtype == "Date":
        return value.isoformat()[:10] if isinstance(value, date) else str(value)[:10]
    if fieldtype == "Datetime":
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return moment.isoformat(sep=" ", timespec="microseconds")
    if fieldtype == "Time":
        return _format_time(value)
    return value if isinstance(value, str) else str(value)


def _format_time(value: object) -> str:
    if isinstance(value, timedelta):
        value = (datetime.min + value).time()
    elif not isinstance(value, time):
        value = time.fromisoformat(str(value).zfill(8))
    return value.isoformat(timespec="microseconds")


def to_stored(value: object, fieldtype: str) -> object:
    """Return an archived value as the database takes it."""
    if value is None or isinstance(value, int):
        return value
    if fieldtype in BROKEN:
        return float(value)
    if fieldtype == "Datetime":
        return datetime.fromisoformat(value)
    if fieldtype == "Date":
        return date.fromisoformat(value)
    return value


def make_line(row: dict, types: dict[str, str]) -> str:
    """Return a row as one line of canonical JSON, without the columns that hold nothing."""
    plain = {name: to_canonical(row.get(name), kind) for name, kind in types.items()}
    return dump({name: value for name, value in plain.items() if value is not None})


def dump(row: dict) -> str:
    """Return canonical JSON: sorted names, no blanks, no escapes."""
    return json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Checksum:
    """Counts lines and adds up their digests, so that the order of rows does not matter."""

    def __init__(self):
        self.rows = 0
        self._sum = 0

    def add(self, line: str) -> None:
        """Take in one line."""
        self.rows += 1
        digest = hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest()
        self._sum = (self._sum + int.from_bytes(digest, "big")) % MODULUS

    @property
    def value(self) -> str:
        """The checksum as text."""
        return f"{self._sum:064x}"


def restrict_lines(lines: Iterable[str], columns: set[str]) -> Iterator[str]:
    """Yield lines with only the columns that both sites have."""
    for line in lines:
        row = json.loads(line)
        yield dump({name: value for name, value in row.items() if name in columns})

"""What a merge does to the database, step by step, each written down so that it can be taken back exactly.

Rows are written past the controllers: what hangs on a record moves along as it is, also what its mover may not see.
"""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import frappe

CHUNK = 500


def get_rows(doctype: str, names: list[str]) -> list[dict]:
    """Return rows with all their columns."""
    found = []
    for start in range(0, len(names), CHUNK):
        part = names[start : start + CHUNK]
        marks = ", ".join(["%s"] * len(part))
        found += frappe.db.sql(f"select * from `tab{doctype}` where `name` in ({marks})", part, as_dict=True)
    return [{column: keep(value) for column, value in row.items()} for row in found]


def keep(value: object) -> object:
    """Return a value of a column as it is kept and compared."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, (date, timedelta)):
        return str(value)
    return float(value) if isinstance(value, Decimal) else value


def get_table_rows(doctype: str, names: list[str]) -> dict[str, list[dict]]:
    """Return the rows of the tables of records, by the kind of the rows."""
    found: dict[str, list[dict]] = {}
    for df in frappe.get_meta(doctype).get_table_fields():
        if df.options in found or not names:
            continue
        rows = []
        for start in range(0, len(names), CHUNK):
            filters = {"parenttype": doctype, "parent": ["in", names[start : start + CHUNK]]}
            rows += frappe.get_all(df.options, filters=filters, pluck="name", order_by="name", limit=0)
        found[df.options] = sorted(get_rows(df.options, rows), key=_get_place)
    return found


def _get_place(row: dict) -> tuple:
    return row["parent"], row["parentfield"], row["idx"]


def insert_rows(doctype: str, rows: list[dict]) -> None:
    """Put rows back with all their columns; columns that are no more are left out."""
    there = frappe.db.get_table_columns(doctype)
    if rows:
        columns = [column for column in rows[0] if column in there]
        frappe.db.bulk_insert(doctype, columns, [tuple(row[column] for column in columns) for row in rows])


def write_row(doctype: str, name: str, values: dict) -> None:
    """Write columns of one row, its time of change only when it is among them."""
    if values:
        sets = ", ".join(f"`{column}` = %s" for column in values)
        frappe.db.sql(f"update `tab{doctype}` set {sets} where `name` = %s", (*values.values(), name))
        frappe.clear_document_cache(doctype, name)


class MergeLog:
    """The steps of one merge."""

    def __init__(self, steps: dict | None = None):
        self.steps = steps or {"moved": [], "dropped": [], "changed": [], "kept": {}, "merged": {}}

    def move(self, doctype: str, field: str, names: list[str], to: str) -> None:
        """Let rows name another record."""
        for start in range(0, len(names), CHUNK):
            part = names[start : start + CHUNK]
            marks = ", ".join(["%s"] * len(part))
            frappe.db.sql(f"update `tab{doctype}` set `{field}` = %s where `name` in ({marks})", (to, *part))
        if names:
            self.steps["moved"].append({"doctype": doctype, "field": field, "names": names})

    def drop(self, doctype: str, names: list[str]) -> None:
        """Take records away with the rows of their tables."""
        if not names:
            return
        tables = get_table_rows(doctype, names)
        for kind, rows in [(doctype, get_rows(doctype, names)), *tables.items()]:
            if rows:
                self.steps["dropped"].append({"doctype": kind, "rows": rows})
            doomed = [row["name"] for row in rows]
            for start in range(0, len(doomed), CHUNK):
                frappe.db.delete(kind, {"name": ["in", doomed[start : start + CHUNK]]})
        for name in names:
            frappe.clear_document_cache(doctype, name)

    def change(self, doctype: str, name: str, values: dict) -> None:
        """Write other values into a row."""
        row = get_rows(doctype, [name])[0]
        after = {column: keep(value) for column, value in values.items() if keep(value) != row.get(column)}
        write_row(doctype, name, after)
        if after:
            before = {column: row.get(column) for column in after}
            self.steps["changed"].append({"doctype": doctype, "name": name, "before": before, "after": after})

    def as_json(self) -> str:
        return json.dumps(self.steps, ensure_ascii=False, default=str)

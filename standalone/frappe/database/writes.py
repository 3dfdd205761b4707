"""Row writers: what documents, `set_value`, `bulk_insert` and the singles use to change the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from frappe.database.errors import unique_target
from frappe.database.schema import Schema
from frappe.database.table_info import TableInfo, table_info
from frappe.database.text import quoted, table_name
from frappe.exceptions import DuplicateEntryError, MandatoryError, UniqueValidationError, ValidationError


class Writes(Schema):
    """The writing half of `frappe.db`."""

    # ---- rows of documents ---------------------------------------------------------------------

    def insert_row(self, doctype: str, row: dict) -> None:
        """Insert one row. Raises DuplicateEntryError (name taken) or UniqueValidationError (another value taken)."""
        self.begin_write()
        info = self._info(doctype)
        keys = tuple(row)
        statement = info.statements.get(keys) or _insert_statement(info, keys)
        self._change(doctype, row.get("name"), info, statement, _values(info, row, keys))

    def update_row(self, doctype: str, name: Any, row: dict) -> int:
        """Update one row by name; returns how many rows that were (0 or 1)."""
        if not row:
            return 0
        self.begin_write()
        info = self._info(doctype)
        keys = tuple(row)
        statement = info.statements.get((1, keys)) or _update_statement(info, keys)
        return self._change(doctype, name, info, statement, [*_values(info, row, keys), name]).rowcount

    def insert_rows(self, doctype: str, rows: Iterable[dict]) -> None:
        """Insert many rows; errors as for insert_row."""
        for row in rows:
            self.insert_row(doctype, row)

    def delete_rows(self, doctype: str, filters: dict) -> int:
        """Delete the rows whose columns equal the given values (a list: one of them); returns how many."""
        self.begin_write()
        conditions, values = [], []
        for column, value in filters.items():
            if isinstance(value, (list, tuple, set, frozenset)):
                if (
                    len(value) == 2
                    and not isinstance(value, (set, frozenset))
                    and str(value[0]).lower() in ("in", "not in")
                ):
                    operator, items = str(value[0]).upper(), list(value[1])
                else:
                    operator, items = "IN", list(value)
                conditions.append(f"{quoted(column)} {operator} ({', '.join('?' * len(items))})")
                values.extend(items)
            else:
                conditions.append(f"{quoted(column)} {'IS' if value is None else '='} ?")
                values.append(value)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return self.execute(f"DELETE FROM {quoted(table_name(doctype))}{where}", values).rowcount

    def _info(self, doctype: str) -> TableInfo:
        return table_info(self, table_name(doctype))

    def _change(self, doctype: str, name: Any, info: TableInfo, statement: str, values: Sequence) -> sqlite3.Cursor:
        try:
            return self.execute(statement, values)
        except ValidationError as exc:
            cause = exc.__cause__ or exc.__context__
            if not isinstance(cause, sqlite3.IntegrityError):
                raise
            raise self._taken(doctype, name, info, cause) from cause

    def _taken(self, doctype: str, name: Any, info: TableInfo, cause: sqlite3.IntegrityError) -> Exception:
        target = unique_target(cause)
        if target is None:
            column = str(cause).rpartition(".")[2]
            if "NOT NULL" in str(cause):
                return MandatoryError(f"{doctype} {name or ''}: {column} must have a value.")
            return ValidationError(f"{doctype} {name}: {cause}")
        columns = target[1] or [target[0].split(":")[1].lstrip("+")]
        if columns == ["name"] or (name is not None and statement_names(cause) and self._row_exists(info, name)):
            return DuplicateEntryError(doctype, name, cause)
        error = UniqueValidationError(doctype, name, cause)
        error.fieldnames = columns
        return error

    def _row_exists(self, info: TableInfo, name: Any) -> bool:
        if "INSERT" not in self.last_query[:6]:
            return False
        return bool(self.read(f"SELECT 1 FROM {quoted(info.name)} WHERE `name` = ?", (name,)))

    # ---- values --------------------------------------------------------------------------------

    def set_value(
        self,
        dt: str,
        dn: Any,
        field: str | dict,
        val: Any = None,
        modified: Any = None,
        modified_by: str | None = None,
        update_modified: bool = True,
        debug: bool = False,
        for_update: bool = True,
    ) -> None:
        """Change columns of the rows named or filtered by `dn`: no hooks, no checks, no Version."""
        values = dict(field) if isinstance(field, dict) else {field: val}
        if dn is None or (dn == dt and not self.table_info(dt).columns):
            return self.set_single_value(dt, values, update_modified=update_modified)
        self.begin_write()
        if update_modified:
            values["modified"] = modified or _now()
            values["modified_by"] = modified_by or _user()
        if isinstance(dn, (dict, list, tuple)):
            names = self.get_values(dt, dn, "name", pluck=True, order_by=None)
        else:
            names = [dn]
        for name in names:
            self.update_row(dt, name, values)
            _forget(dt, name)
        return None

    def delete(self, doctype: str, filters: Any = None, debug: bool = False, **kwargs: Any) -> tuple:
        """Delete the rows that match the filters: no hooks, no checks. Without filters, all."""
        self.begin_write()
        filters = filters if filters is not None else kwargs.get("conditions")
        if isinstance(filters, str):
            filters = {"name": filters}
        if not filters:
            self.execute(f"DELETE FROM {quoted(table_name(doctype))}")
        else:
            names = self.get_values(doctype, _spare_empty(filters), "name", pluck=True, order_by=None)
            for start in range(0, len(names), 500):
                self.delete_rows(doctype, {"name": names[start : start + 500]})
        _forget(doctype, None)
        return ()

    def truncate(self, doctype: str) -> None:
        """Delete every row of a DocType."""
        self.delete(doctype)

    def bulk_insert(
        self,
        doctype: str,
        fields: Sequence[str],
        values: Iterable[Sequence],
        ignore_duplicates: bool = False,
        *,
        chunk_size: int = 10_000,
    ) -> None:
        """Insert many rows at once: no hooks, no checks; duplicates raise, or are left out on request."""
        self.begin_write()
        info, keys = self._info(doctype), tuple(fields)
        statement = _insert_statement(info, keys)
        if ignore_duplicates:
            statement = statement.replace("INSERT INTO", "INSERT OR IGNORE INTO", 1)
        for row in values:
            row = dict(zip(keys, row, strict=True))
            self._change(doctype, row.get("name"), info, statement, _values(info, row, keys))

    # ---- singles, defaults, counters -----------------------------------------------------------

    def set_single_value(
        self,
        doctype: str,
        fieldname: str | dict,
        value: Any = None,
        *,
        update_modified: bool = True,
        **_unused: Any,
    ) -> None:
        """Store values of a Single."""
        values = dict(fieldname) if isinstance(fieldname, dict) else {fieldname: value}
        if update_modified:
            values |= {"modified": _now(), "modified_by": _user()}
        self.begin_write()
        for field, one in values.items():
            self.execute("DELETE FROM `tabSingles` WHERE doctype = ? AND field = ?", (doctype, field))
            self.execute("INSERT INTO `tabSingles` (doctype, field, value) VALUES (?, ?, ?)", (doctype, field, one))
        _forget(doctype, doctype)

    def set_default(self, key: str, val: Any, parent: str = "__default", parenttype: str | None = None) -> None:
        """Store a default of the site (parent "__default") or of a user."""
        from frappe.defaults import set_default

        set_default(key, val, parent, parenttype)

    def next_series_value(self, prefix: str) -> int:
        """The next number of a naming series; undone with the transaction."""
        return self.write(
            "INSERT INTO `tabSeries` (name, current) VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET current = current + 1 RETURNING current",
            (prefix,),
        ).fetchone()[0]

    def get_next_sequence_val(self, doctype: str) -> int:
        """The next name of an autoincrement DocType."""
        return self.next_series_value(f"__sequence:{doctype}")

    def set_global_meta(self, key: str, value: Any) -> None:
        """Store a fact of the runtime about this site."""
        self.write(
            "INSERT INTO `__global_meta` (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def bump_global_meta(self, key: str) -> None:
        """Add one to a counter among the runtime's facts."""
        self.write(
            "INSERT INTO `__global_meta` (key, value) VALUES (?, '1')"
            " ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1",
            (key,),
        )


def statement_names(cause: sqlite3.IntegrityError) -> bool:
    """Whether the failed constraint is one of uniqueness."""
    return unique_target(cause) is not None


def _insert_statement(info: TableInfo, keys: tuple[str, ...]) -> str:
    statement = (
        f"INSERT INTO {quoted(info.name)} ({', '.join(map(quoted, keys))}) VALUES ({', '.join('?' * len(keys))})"
    )
    info.statements[keys] = statement
    return statement


def _update_statement(info: TableInfo, keys: tuple[str, ...]) -> str:
    changes = ", ".join(f"{quoted(key)} = ?" for key in keys)
    statement = f"UPDATE {quoted(info.name)} SET {changes} WHERE `name` = ?"
    info.statements[(1, keys)] = statement
    return statement


def _values(info: TableInfo, row: dict, keys: tuple[str, ...]) -> list[Any]:
    converters = info.converters
    out = []
    for key in keys:
        convert = converters.get(key)
        try:
            out.append(convert(row[key]) if convert else row[key])
        except ValidationError as exc:
            raise type(exc)(f"{_label(info, key)}: {exc}") from None
    return out


def _label(info: TableInfo, fieldname: str) -> str:
    doctype = info.name.removeprefix("tab")
    try:
        from frappe import _
        from frappe.model.meta import get_meta

        return f"{_(doctype)}, {_(get_meta(doctype).get_label(fieldname))}"
    except Exception:  # noqa: BLE001 - no metadata yet: the field's own name has to do
        return f"{doctype}, {fieldname}"


def _now() -> str:
    from frappe.utils import now

    return now()


def _user() -> str:
    from frappe import local

    return local.session.user


def _forget(doctype: str, name: Any) -> None:
    import frappe
    from frappe.model import metadata_doctypes

    if getattr(frappe.local, "document_cache", None):
        frappe.clear_document_cache(doctype, name)
    if doctype in metadata_doctypes and doctype != "User":
        from frappe.utils.caching import bump_derived

        bump_derived()


def _spare_empty(filters: Any) -> Any:
    """Filters under which a value that is not there is not "before" another: lists treat it so, deleting must not."""
    rows = filters
    if isinstance(filters, dict):
        given = ((name, value if isinstance(value, (list, tuple)) else ("=", value)) for name, value in filters.items())
        rows = [[name, *value] for name, value in given]
    before = [row for row in rows if len(row) > 2 and row[-2] in ("<", "<=")]
    return [*rows, *([*row[:-2], "is", "set"] for row in before)] if before else filters

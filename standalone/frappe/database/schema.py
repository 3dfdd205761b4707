"""Tables and indexes made from metadata: create, add columns, change a column's kind, index.

Index names: `tabX:field` (plain), `tabX:field:fold` (whole, by fold), `tabX:field:wide` (folds of the values beyond
ASCII), `tabX:field:unique`, `tabX:+a,b` (asked for with add_index or add_unique). The first four are made and dropped
with the field's metadata, the last never without being asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from frappe.database import search_index
from frappe.database.table_info import TableInfo, table_info
from frappe.database.text import is_wide, quoted, table_name
from frappe.database.transaction import Transactions
from frappe.database.values import float_value, int_value
from frappe.exceptions import InvalidColumnName, ValidationError

TEXT = "TEXT COLLATE NOCASE"
_NUMBERS = {
    "Int": "INTEGER", "Long Int": "INTEGER", "Check": "INTEGER", "Float": "REAL", "Percent": "REAL", "Currency": "REAL",
}  # fmt: skip
_NULLABLE = {"Duration": "REAL", "Rating": "REAL", "Date": "DATE", "Datetime": "DATETIME", "Time": "TIME"}
_NO_COLUMN = frozenset(
    ("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Image", "Fold", "Heading", "Table",
     "Table MultiSelect")
)  # fmt: skip
# Compared by collation alone: values that come from lists, records or code. Every other text is compared by fold.
CODE_FIELDTYPES = frozenset(("Link", "Dynamic Link", "Select", "Color", "Icon", "Barcode", "Password", "JSON"))
STANDARD = {
    "name": f"{TEXT} PRIMARY KEY NOT NULL",
    "creation": "DATETIME",
    "modified": "DATETIME",
    "modified_by": TEXT,
    "owner": TEXT,
    "docstatus": "INTEGER NOT NULL DEFAULT 0",
    "idx": "INTEGER NOT NULL DEFAULT 0",
}
CHILD = {"parent": TEXT, "parentfield": TEXT, "parenttype": TEXT}
OPTIONAL = {"_user_tags": TEXT, "_comments": TEXT, "_assign": TEXT, "_liked_by": TEXT}
_IDENTIFIER = re.compile(r"[^\W\d]\w{0,63}\Z")
_DYNAMIC_DEFAULTS = ("today", "now", "__user", "user")
_SYSTEM_TABLES = (
    f"CREATE TABLE IF NOT EXISTS `tabSingles` (doctype {TEXT}, field {TEXT}, value {TEXT})",
    "CREATE INDEX IF NOT EXISTS `tabSingles:+doctype,field` ON `tabSingles` (doctype, field)",
    f"CREATE TABLE IF NOT EXISTS `tabSeries` (name {TEXT} PRIMARY KEY NOT NULL, current INTEGER NOT NULL DEFAULT 0)",
    f"CREATE TABLE IF NOT EXISTS `__Auth` (doctype {TEXT}, name {TEXT}, fieldname {TEXT}, password TEXT,"
    " encrypted INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (doctype, name, fieldname)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS `__global_meta` (key TEXT PRIMARY KEY NOT NULL, value TEXT) WITHOUT ROWID",
    f"CREATE TABLE IF NOT EXISTS `__UserSettings` (user {TEXT}, doctype {TEXT}, data TEXT,"
    " PRIMARY KEY (user, doctype)) WITHOUT ROWID",
    f"CREATE TABLE IF NOT EXISTS `tabSessions` (sid TEXT PRIMARY KEY NOT NULL, user {TEXT}, data TEXT, ip TEXT,"
    " last_update DATETIME, status TEXT)",
    "CREATE INDEX IF NOT EXISTS `tabSessions:+user` ON `tabSessions` (user)",
)


def column_type(df: Any) -> str | None:
    """The SQL type of a field's column; None for a field that has none."""
    fieldtype = df.get("fieldtype") or "Data"
    if fieldtype in _NO_COLUMN or df.get("is_virtual"):
        return None
    if number := _NUMBERS.get(fieldtype):
        value = int_value(df.get("default")) if number == "INTEGER" else float_value(df.get("default"))
        return f"{number} NOT NULL DEFAULT {value}"
    return _NULLABLE.get(fieldtype) or TEXT + _text_default(df.get("default"))


def _text_default(default: Any) -> str:
    if not default or str(default).lower() in _DYNAMIC_DEFAULTS or str(default).startswith(":"):
        return ""
    return " DEFAULT '" + str(default).replace("'", "''") + "'"


def table_columns(meta: Any) -> dict[str, str]:
    """Column names of a DocType's table with their SQL types."""
    columns = dict(STANDARD)
    if meta.autoname == "autoincrement":
        columns["name"] = "INTEGER PRIMARY KEY"
    columns.update(CHILD if meta.istable else OPTIONAL)
    if meta.track_seen and not meta.istable:
        columns["_seen"] = TEXT
    for df in meta.fields:
        kind = column_type(df)
        if kind and df.get("fieldname") and df.fieldname not in columns:
            columns[check_column_name(df.fieldname)] = kind
    return columns


def check_column_name(name: str) -> str:
    """The name itself. Raises InvalidColumnName for anything but letters, digits and underscores."""
    if not _IDENTIFIER.match(name or ""):
        raise InvalidColumnName(
            f'"{name}" cannot be a field name. Use letters, digits and underscores, a letter first.'
        )
    return name


def is_fold_compared(df: Any) -> bool:
    """Whether a field's texts are compared by fold, not by collation alone."""
    return (
        column_type(df) is not None and column_type(df).startswith(TEXT) and df.get("fieldtype") not in CODE_FIELDTYPES
    )


class Schema(Transactions):
    """The part of `frappe.db` that knows tables."""

    def table_info(self, doctype: str) -> TableInfo:
        """Columns and indexes of a DocType's table."""
        return table_info(self, table_name(doctype))

    def create_system_tables(self) -> None:
        """Make the tables that belong to no DocType."""
        self.begin_write()
        for statement in _SYSTEM_TABLES:
            self.execute(statement)

    def updatedb(self, doctype: str, meta: Any = None) -> None:
        """Create or alter a DocType's table, indexes and search index so that they fit its metadata."""
        if meta is None:
            from frappe.model.meta import get_meta

            meta = get_meta(doctype, cached=False)
        if meta.issingle or meta.is_virtual:
            return
        self.begin_write()
        columns = table_columns(meta)
        table = table_name(doctype)
        info = table_info(self, table)
        if not info.columns:
            self._create(table, columns)
        else:
            self._alter(table, info, columns)
        self._sync_indexes(table, meta)
        search_index.sync(self, table, meta)

    def _create(self, table: str, columns: dict[str, str]) -> None:
        body = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
        self.execute(f"CREATE TABLE {quoted(table)} ({body})")

    def _alter(self, table: str, info: TableInfo, columns: dict[str, str]) -> None:
        existing = {name.lower(): name for name in info.columns}
        changed = {}
        for name, kind in columns.items():
            old = info.columns.get(existing.get(name.lower(), ""))
            if old is None:
                self.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(name)} {kind}")
            elif (
                old.removeprefix("NULLABLE ") != kind.split(" ")[0]
                or (old == "NULLABLE REAL") != (kind == "REAL")
                and (old.endswith("REAL"))
            ):
                changed[name] = kind
        if changed:
            self._rebuild(table, {**_present(self, table), **changed}, changed)

    def _rebuild(self, table: str, columns: dict[str, str], changed: dict[str, str]) -> None:
        """Copy a table into one with other column kinds, rowids kept."""
        for name, kind in changed.items():
            _check_convertible(self, table, name, kind)
        indexes = self.read(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql NOT NULL", (table,)
        )
        new = f"__new_{table}"
        self._create(new, columns)
        names = ", ".join(map(quoted, columns))
        values = ", ".join(_converted(name, changed.get(name)) for name in columns)
        self.execute(f"INSERT INTO {quoted(new)} (rowid, {names}) SELECT rowid, {values} FROM {quoted(table)}")
        search_index.drop(self, table)
        self.execute(f"DROP TABLE {quoted(table)}")
        self.execute(f"ALTER TABLE {quoted(new)} RENAME TO {quoted(table)}")
        for (statement,) in indexes:
            self.execute(statement)

    # ---- indexes -------------------------------------------------------------------------------

    def _sync_indexes(self, table: str, meta: Any) -> None:
        wanted = _wanted_indexes(table, meta)
        names = (index.name for index in table_info(self, table).indexes)
        present = {name for name in names if name.startswith(f"{table}:")}
        kept = {name for name in present if ":+" in name}
        composite_columns = {c for name in kept for c in name.split(":+", 1)[1].split(",")}
        for name in present - kept - set(wanted):
            if not (name.endswith(":wide") and name.split(":")[1] in composite_columns):
                self.execute(f"DROP INDEX {quoted(name)}")
        for name, body in wanted.items():
            if name not in present:
                self._create_index(table, name, body)

    def _create_index(self, table: str, name: str, body: str) -> None:
        unique = name.endswith(":unique")
        if unique:
            _check_unique(self, table, name.split(":")[1], body)
        where = body.partition(" WHERE ")[2]
        expression = body.partition(" WHERE ")[0]
        self.execute(
            f"CREATE {'UNIQUE ' if unique else ''}INDEX IF NOT EXISTS {quoted(name)} ON {quoted(table)} ({expression})"
            + (f" WHERE {where}" if where else "")
        )

    def add_index(self, doctype: str, fields: Iterable[str] | str, index_name: str | None = None) -> None:
        """Index the fields together, unless such an index is there. Text in it is compared by collation."""
        self._add_asked_for(doctype, fields, unique=False)

    def add_unique(self, doctype: str, fields: Iterable[str] | str, constraint_name: str | None = None) -> None:
        """Refuse a second row with the same values in the fields. Raises ValidationError where there are some now."""
        self._add_asked_for(doctype, fields, unique=True)

    def _add_asked_for(self, doctype: str, fields: Iterable[str] | str, *, unique: bool) -> None:
        names = [fields] if isinstance(fields, str) else list(fields)
        columns = [check_column_name(re.sub(r"\(\d+\)$", "", name.strip().strip("`"))) for name in names]
        table = table_name(doctype)
        info = table_info(self, table)
        for column in columns:
            if column not in info.columns:
                raise ValidationError(f"{doctype} has no field {column} that could be indexed.")
        self.begin_write()
        body = ", ".join(map(quoted, columns))
        if unique:
            _check_unique(self, table, ", ".join(columns), body)
        name = f"{table}:+{','.join(columns)}"
        self.execute(
            f"CREATE {'UNIQUE ' if unique else ''}INDEX IF NOT EXISTS {quoted(name)} ON {quoted(table)} ({body})"
        )
        for column in columns:
            if info.columns[column] == "TEXT" and column not in (*STANDARD, *CHILD):
                wide = f"{table}:{column}:wide"
                self.execute(f"CREATE INDEX IF NOT EXISTS {quoted(wide)} ON {quoted(table)} {_wide_body(column)}")

    def has_index(self, table: str, index_name: str) -> bool:
        """Whether the table has an index of that name."""
        return any(index.name == index_name for index in table_info(self, table).indexes)

    def drop_index(self, doctype: str, fields: Iterable[str] | str) -> None:
        """Drop what add_index or add_unique made for these fields."""
        columns = [fields] if isinstance(fields, str) else list(fields)
        self.sql_ddl(f"DROP INDEX IF EXISTS {quoted(f'{table_name(doctype)}:+' + ','.join(columns))}")

    # ---- questions -----------------------------------------------------------------------------

    def table_exists(self, doctype: str, cached: bool = True) -> bool:
        """Whether a DocType has a table."""
        name = doctype if doctype.startswith("tab") and doctype != "tab" else table_name(doctype)
        return bool(table_info(self, name).columns) or bool(table_info(self, table_name(doctype)).columns)

    has_table = table_exists

    def get_tables(self, cached: bool = True) -> list[str]:
        """Names of all tables."""
        return [
            row[0]
            for row in self.read("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        ]

    def get_table_columns(self, doctype: str) -> list[str]:
        """Column names of a DocType's table. Raises MissingTableError where there is none."""
        columns = list(self.table_info(doctype).columns)
        if not columns:
            self.read(f"SELECT 1 FROM {quoted(table_name(doctype))} LIMIT 1")
        return columns

    get_db_table_columns = get_table_columns

    def has_column(self, doctype: str, column: str) -> bool:
        """Whether a DocType's table has the column."""
        return column in self.table_info(doctype).columns

    def get_column_type(self, doctype: str, column: str) -> str:
        """SQL kind of a column."""
        return self.table_info(doctype).columns[column].removeprefix("NULLABLE ")

    def describe(self, doctype: str) -> list[tuple]:
        """What SQLite says of the table's columns."""
        return self.read(f"PRAGMA table_info({quoted(table_name(doctype))})")

    def rename_table(self, old: str, new: str) -> None:
        """Rename a DocType's table; indexes are made anew by the next updatedb."""
        self.begin_write()
        search_index.drop(self, table_name(old))
        for index in self.table_info(old).indexes:
            if ":" in index.name:
                self.execute(f"DROP INDEX {quoted(index.name)}")
        self.execute(f"ALTER TABLE {quoted(table_name(old))} RENAME TO {quoted(table_name(new))}")

    def drop_table(self, doctype: str) -> None:
        """Drop a DocType's table and its search index."""
        self.begin_write()
        search_index.drop(self, table_name(doctype))
        self.execute(f"DROP TABLE IF EXISTS {quoted(table_name(doctype))}")


def _wide_body(column: str) -> str:
    return f"(fold({quoted(column)})) WHERE {is_wide(quoted(column))}"


def _wanted_indexes(table: str, meta: Any) -> dict[str, str]:
    plain = ["parent"] if meta.istable else ["modified", "creation"]
    wanted = {f"{table}:{column}": quoted(column) for column in plain}
    if meta.is_tree:
        wanted[f"{table}:lft"] = "`lft`, `rgt`"
    title = None if meta.istable else meta.title_field
    for df in meta.fields:
        if column_type(df) is None:
            continue
        wanted.update(_field_indexes(table, df, is_title=df.fieldname == title))
    return wanted


def _field_indexes(table: str, df: Any, *, is_title: bool) -> dict[str, str]:
    column, folded = quoted(df.fieldname), is_fold_compared(df)
    out = {}
    if df.get("unique"):
        out[f"{table}:{df.fieldname}:unique"] = f"fold({column})" if folded else column
    elif df.get("search_index"):
        out[f"{table}:{df.fieldname}"] = column
        if folded and not is_title:
            out[f"{table}:{df.fieldname}:wide"] = f"fold({column}) WHERE {is_wide(column)}"
    if is_title and folded and not df.get("unique"):
        out[f"{table}:{df.fieldname}:fold"] = f"fold({column})"
        out.pop(f"{table}:{df.fieldname}", None)
    return out


def _present(db: Schema, table: str) -> dict[str, str]:
    out = {}
    collated = TEXT
    for _cid, name, declared, not_null, default, pk in db.read(f"PRAGMA table_info({quoted(table)})"):
        if pk:
            out[name] = "INTEGER PRIMARY KEY" if declared == "INTEGER" else STANDARD["name"]
            continue
        kind = collated if declared == "TEXT" else declared
        out[name] = kind + (" NOT NULL" if not_null else "") + (f" DEFAULT {default}" if default is not None else "")
    return out


def _converted(name: str, kind: str | None) -> str:
    column = quoted(name)
    if kind is None:
        return column
    target = kind.split(" ")[0]
    if target in ("INTEGER", "REAL"):
        cast = f"CAST({column} AS {target})"
        return f"ifnull({cast}, 0)" if "NOT NULL" in kind else cast
    if target == "DATE":
        return f"substr({column}, 1, 10)"
    return f"CAST({column} AS TEXT)"


_LOSSY = {
    "INTEGER": "{0} IS NOT NULL AND CAST({0} AS TEXT) NOT REGEXP '^\\s*$|^-?\\d+(\\.0*)?$'",
    "REAL": "{0} IS NOT NULL AND CAST({0} AS TEXT) NOT REGEXP '^\\s*$|^-?\\d+(\\.\\d*)?([eE][-+]?\\d+)?$'",
    "DATE": "{0} IS NOT NULL AND {0} <> '' AND date({0}) IS NULL",
    "DATETIME": "{0} IS NOT NULL AND {0} <> '' AND datetime({0}) IS NULL",
    "TIME": "{0} IS NOT NULL AND {0} <> '' AND time({0}) IS NULL",
}


def _check_convertible(db: Schema, table: str, name: str, kind: str) -> None:
    condition = _LOSSY.get(kind.split(" ")[0])
    if not condition:
        return
    bad = db.read(
        f"SELECT CAST({quoted(name)} AS TEXT) FROM {quoted(table)} WHERE {condition.format(quoted(name))} LIMIT 1"
    )
    if bad:
        raise ValidationError(
            f'The field {name} of {table[3:]} cannot change its type: it holds "{str(bad[0][0])[:60]}".'
            " Correct that value first, or add a new field."
        )


def _check_unique(db: Schema, table: str, label: str, body: str) -> None:
    if body.count(",") == 0:
        column = body.removeprefix("fold(").removesuffix(")")
        if table_info(db, table).columns.get(column.strip("`")) == "TEXT":
            db.execute(f"UPDATE {quoted(table)} SET {column} = NULL WHERE {column} = ''")
    not_null = " AND ".join(f"{part.strip()} IS NOT NULL" for part in body.split(","))
    twice = db.read(f"SELECT {body} FROM {quoted(table)} WHERE {not_null} GROUP BY {body} HAVING count(*) > 1 LIMIT 1")
    if twice:
        raise ValidationError(
            f'{label} of {table[3:]} cannot be made unique: "{", ".join(map(str, twice[0]))}" is there more than once.'
            " Change the doubles first."
        )

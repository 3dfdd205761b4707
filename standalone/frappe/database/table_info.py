"""What is known of a table: its columns, how values are stored in them, and which indexes the planner may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from frappe.database.text import quoted
from frappe.database.values import CONVERTERS, unique_value

if TYPE_CHECKING:
    from frappe.database.transaction import Transactions

_MOST_TABLES = 1_000


@dataclass(frozen=True)
class Index:
    """One index: its columns (None for an expression), and what it covers."""

    name: str
    columns: tuple[str | None, ...]
    unique: bool
    partial: bool


@dataclass
class TableInfo:
    """Columns and indexes of one table."""

    name: str
    columns: dict[str, str] = field(default_factory=dict)
    indexes: list[Index] = field(default_factory=list)
    plain: dict[str, str] = field(default_factory=dict)
    folded: dict[str, str] = field(default_factory=dict)
    wide: dict[str, str] = field(default_factory=dict)
    search_columns: tuple[str, ...] = ()
    converters: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    statements: dict[Any, str] = field(default_factory=dict)
    queried: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    is_big: bool = False

    @property
    def search_table(self) -> str:
        """The name of the table's trigram index."""
        return search_table_name(self.name)

    def covering(self, columns: set[str], first: set[str]) -> str | None:
        """An index that holds all of `columns` and begins with as many of `first` as there are."""
        for index in self.indexes:
            held = set(index.columns)
            if not index.partial and None not in held and columns <= held and set(index.columns[: len(first)]) == first:
                return index.name
        return None


def search_table_name(table: str) -> str:
    """The trigram index that belongs to a table."""
    return "__search_" + table.removeprefix("tab")


def table_info(db: Transactions, table: str) -> TableInfo:
    """The table's facts, read once per version of the schema; `columns` is empty where there is no such table."""
    version = db.glance("PRAGMA schema_version")
    tables = db.state.tables
    found = tables.get((version, table))
    if found is None:
        if len(tables) > _MOST_TABLES:
            tables.clear()
        found = tables[version, table] = _read(db, table)
    return found


def _read(db: Transactions, table: str) -> TableInfo:
    info = TableInfo(table)
    for _cid, name, declared, not_null, _default, pk in db.read(f"PRAGMA table_info({quoted(table)})"):
        kind = declared.split(" ")[0].upper() or "TEXT"
        if kind == "REAL" and not not_null:
            kind = "NULLABLE REAL"
        info.columns[name] = kind
        if kind == "INTEGER" and pk:
            info.plain[name] = ""
    for _seq, name, unique, _origin, partial in db.read(f"PRAGMA index_list({quoted(table)})"):
        rows = db.read(f"PRAGMA index_xinfo({quoted(name)})")
        columns = tuple(row[2] if row[1] >= 0 else None for row in rows if row[5])
        _note_index(info, Index(name, columns, bool(unique), bool(partial)))
    info.search_columns = tuple(row[1] for row in db.read(f"PRAGMA table_info({quoted(info.search_table)})"))
    unique = {column for index in info.indexes for column in _unique_columns(index)}
    for name, kind in info.columns.items():
        convert = CONVERTERS.get(kind, CONVERTERS["TEXT"])
        info.converters[name] = (
            unique_value(convert) if name in unique and kind == "TEXT" and name != "name" else convert
        )
    return info


def _note_index(info: TableInfo, index: Index) -> None:
    info.indexes.append(index)
    first = index.columns[0] if index.columns else None
    column = index.name.split(":")[1] if index.name.count(":") == 2 else None
    if first and not index.partial:
        if first not in info.plain or len(index.columns) == 1:
            info.plain[first] = index.name
    elif column in info.columns:
        (info.wide if index.partial else info.folded)[column] = index.name


def _unique_columns(index: Index) -> list[str]:
    if not index.unique or len(index.columns) != 1:
        return []
    if index.columns[0]:
        return [index.columns[0]]
    return [index.name.split(":")[1]] if index.name.count(":") == 2 else []

"""Chooses how a list or count reads a big table; SQLite alone decides on small ones.

SQLite keeps no figures about single values, so it cannot know that one filter keeps 3 rows and another 200,000. We
ask: every indexed filter is counted up to a bound in its index alone (some microseconds). Then

1. a filter that keeps few rows is begun with;
2. otherwise an indexed order is walked until the page is full, stopped after a fixed amount of work;
3. a walk that was stopped tells that matches are rare, or far off in that order: where all filters keep very many
   rows it goes on for longer, else two filters' indexes are joined by rowid.

Every plan gives the same rows; only their cost differs. No answers are kept.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from frappe.database.conditions import Arm, Condition, merge_bounds
from frappe.database.errors import QueryError
from frappe.database.table_info import TableInfo
from frappe.database.text import is_wide, quoted

if TYPE_CHECKING:
    from frappe.database.transaction import Transactions

BIG_TABLE = 2_000
FEW_ROWS = 1_000
WALK_STEPS = 40_000
COUNT_BOUND = 60_000
_LARGEST_PAGE = 1_000


@dataclass
class Statement:
    """A SELECT in parts. `order_index` is an index of the table in the very order that is asked for.

    `plain_order` is the same order without folds, right where no value of the column lies beyond ASCII: its SQL, its
    index, and the column's index of the values beyond.
    """

    table: TableInfo
    select: str
    select_values: list[Any] = field(default_factory=list)
    joins: str = ""
    conditions: list[Condition] = field(default_factory=list)
    group_by: str = ""
    order_by: str = ""
    order_index: str | None = None
    plain_order: tuple[str, str, str] | None = None
    limit: int | None = None
    offset: int = 0
    distinct: bool = False

    def sql(self, source: str = "", source_values: list[Any] | None = None) -> tuple[str, list[Any]]:
        """The SELECT and its values, reading from `source` in place of the bare table."""
        where = " AND ".join(condition.sql for condition in self.conditions)
        parts = [
            f"SELECT {'DISTINCT ' if self.distinct else ''}{self.select} FROM {source or quoted(self.table.name)}",
            self.joins,
            f"WHERE {where}" if where else "",
            f"GROUP BY {self.group_by}" if self.group_by else "",
            f"ORDER BY {self.order_by}" if self.order_by else "",
        ]
        values = [*self.select_values, *(source_values or ())]
        values += [value for condition in self.conditions for value in condition.values]
        if self.limit is not None or self.offset:
            parts.append("LIMIT ? OFFSET ?")
            values += [-1 if self.limit is None else self.limit, self.offset]
        return " ".join(filter(None, parts)), values


@dataclass
class _Candidate:
    """A condition that an index can begin with, and how many rows that would be (up to the bound)."""

    condition: Condition
    arms: list[Arm]
    search: str | None
    rows: int


def select(db: Transactions, statement: Statement) -> sqlite3.Cursor:
    """Run a list query the cheapest way known; the cursor stands before the first row that was not yet fetched."""
    if not statement.conditions or _names_its_row(statement) or not _is_big(db, statement.table):
        return db.execute(*statement.sql())
    try:
        return _select_planned(db, statement)
    except QueryError:  # an index went away meanwhile, or SQLite cannot follow the plan
        return db.execute(*statement.sql())


def _select_planned(db: Transactions, statement: Statement) -> sqlite3.Cursor:
    statement = _unfolded(db, replace(statement, conditions=merge_bounds(statement.conditions)))
    candidates = _candidates(db, statement, FEW_ROWS)
    best = min(candidates, key=lambda candidate: candidate.rows, default=None)
    if best and best.rows <= FEW_ROWS:
        return db.execute(*statement.sql(*_source(statement.table, best)))
    can_walk = statement.order_index and statement.limit and statement.limit + statement.offset <= _LARGEST_PAGE
    if can_walk and (walked := _walk(db, statement, candidates, WALK_STEPS)):
        return walked
    if not candidates:
        return db.execute(*statement.sql())
    _count_further(db, statement.table, candidates)
    if can_walk and all(candidate.rows >= COUNT_BOUND for candidate in candidates):
        steps = WALK_STEPS * 10 if len(candidates) > 1 else 0
        if walked := _walk(db, statement, candidates, steps):
            return walked
    if len(candidates) > 1:
        rowids, values = _joined_rowids(statement.table, candidates)
        return db.execute(*statement.sql(_beside(statement.table, rowids), values))
    if candidates[0].rows < COUNT_BOUND:
        return db.execute(*statement.sql(*_source(statement.table, candidates[0])))
    return db.execute(*statement.sql())


def count(db: Transactions, statement: Statement) -> int:
    """How many rows match; `select` of the statement is not looked at."""
    source, values = "", []
    if statement.conditions and not statement.joins and _is_big(db, statement.table):
        statement = replace(statement, conditions=merge_bounds(statement.conditions))
        source, values, is_whole = _count_source(db, statement)
        if is_whole:
            statement = replace(statement, conditions=[])
    statement = replace(statement, select="count(*)", select_values=[], order_by="")
    if statement.limit is not None:
        statement = replace(statement, select="1")
    sql, values = statement.sql(source, values)
    if statement.limit is not None:
        sql = f"SELECT count(*) FROM ({sql})"
    return db.read(sql, values)[0][0]


def _count_source(db: Transactions, statement: Statement) -> tuple[str, list[Any], bool]:
    """What to count in, its values, and whether its rows are the answer without looking at the conditions."""
    table, candidates = statement.table, _candidates(db, statement, FEW_ROWS)
    if not candidates:
        return "", [], False
    exact = [c for c in candidates if c.condition.seek and c.condition.seek.is_exact and len(c.arms) == 1]
    if len(exact) == len(statement.conditions):
        columns = frozenset().union(*(c.condition.columns for c in exact))
        equal = {next(iter(c.condition.columns)) for c in exact if c.arms[0].predicate.endswith(" = ?")}
        if len(exact) > 1 and (index := table.covering(set(columns), equal)):
            return f"{quoted(table.name)} INDEXED BY {quoted(index)}", [], False
    best = min(candidates, key=lambda candidate: candidate.rows)
    if best.rows <= FEW_ROWS or len(candidates) == 1:
        return *_source(table, best), False
    _count_further(db, table, candidates)
    rowids, values = _joined_rowids(table, candidates)
    if len(exact) == len(statement.conditions) == 2:
        return f"({rowids})", values, True
    return _beside(table, rowids), values, False


def _unfolded(db: Transactions, statement: Statement) -> Statement:
    """Ordered by the column itself where all its values are ASCII."""
    if not statement.plain_order:
        return statement
    order_by, index, wide = statement.plain_order
    column = quoted(wide.split(":")[1])
    probe = f"SELECT 1 FROM {quoted(statement.table.name)} INDEXED BY {quoted(wide)} WHERE {is_wide(column)} LIMIT 1"
    if db.read(probe):
        return statement
    return replace(statement, order_by=order_by, order_index=index)


# ---- candidates ----------------------------------------------------------------------------------------


def _names_its_row(statement: Statement) -> bool:
    """Whether a condition is the name of one row, which SQLite looks up however big the table is."""
    arms = [c.seek.arms[0] for c in statement.conditions if c.columns == {"name"} and c.seek and len(c.seek.arms) == 1]
    return any(arm.predicate.endswith(" = ?") for arm in arms)


def _is_big(db: Transactions, table: TableInfo) -> bool:
    """Whether planning pays; a table that was big once is not asked about again, as every plan gives the same rows."""
    if not table.is_big and "name" in table.columns:
        table.is_big = (db.glance(f"SELECT max(rowid) FROM {quoted(table.name)}") or 0) > BIG_TABLE
    return table.is_big


def _candidates(db: Transactions, statement: Statement, bound: int) -> list[_Candidate]:
    found = []
    searches: dict[str, Condition] = {}
    for condition in statement.conditions:
        seek = condition.seek
        if seek is None:
            continue
        if not seek.arms:
            searches[seek.search or ""] = condition
            continue
        arms = list(seek.arms)
        if seek.optional:
            if _rows(db, statement.table, _arm_rowids(statement.table, seek.optional), 1):
                arms.append(seek.optional)
            elif condition.simple:
                condition.sql, condition.values = condition.simple, condition.simple_values
        candidate = _Candidate(condition, arms, seek.search, 0)
        candidate.rows = _rows(db, statement.table, _rowids(statement.table, candidate), bound + 1)
        found.append(candidate)
    if searches:
        together = " AND ".join(f"({search})" for search in searches)
        candidate = _Candidate(next(iter(searches.values())), [], together, 0)
        candidate.rows = _rows(db, statement.table, _rowids(statement.table, candidate), bound + 1)
        found.append(candidate)
    return found


def _count_further(db: Transactions, table: TableInfo, candidates: list[_Candidate]) -> None:
    for candidate in candidates:
        candidate.rows = _rows(db, table, _rowids(table, candidate), COUNT_BOUND)


def _rows(db: Transactions, table: TableInfo, rowids: tuple[str, list[Any]], bound: int) -> int:
    sql, values = rowids
    return db.execute(f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) LIMIT {bound})", values).fetchone()[0]


def _rowids(table: TableInfo, candidate: _Candidate) -> tuple[str, list[Any]]:
    """A SELECT of the rowids (`__r`) that a candidate begins with."""
    if not candidate.arms:
        search = quoted(table.search_table)
        return f"SELECT rowid AS __r FROM {search} WHERE {search} MATCH ?", [candidate.search]
    parts = [_arm_rowids(table, arm) for arm in candidate.arms]
    return " UNION ".join(sql for sql, _values in parts), [v for _sql, values in parts for v in values]


def _arm_rowids(table: TableInfo, arm: Arm) -> tuple[str, list[Any]]:
    return (
        f"SELECT rowid AS __r FROM {quoted(table.name)}{_hint(arm)} WHERE {arm.predicate.replace('{t}', '')}",
        list(arm.values),
    )


def _hint(arm: Arm) -> str:
    return f" INDEXED BY {quoted(arm.index)}" if arm.index else ""


# ---- plans -------------------------------------------------------------------------------------------


def _source(table: TableInfo, candidate: _Candidate) -> tuple[str, list[Any]]:
    rowids, values = _rowids(table, candidate)
    return _beside(table, rowids), values


def _beside(table: TableInfo, rowids: str) -> str:
    """The rows of a SELECT of rowids, which is run first."""
    return f"({rowids}) AS __m CROSS JOIN {quoted(table.name)} ON {quoted(table.name)}.rowid = __m.__r"


def _joined_rowids(table: TableInfo, candidates: list[_Candidate]) -> tuple[str, list[Any]]:
    """The rowids that the two smallest candidates share: each row of the one is sought in the other's index."""
    first, second = sorted(candidates, key=lambda candidate: candidate.rows)[:2]
    if not _can_seek_rowid(table, second):
        first, second = second, first
    if not _can_seek_rowid(table, second):
        return _rowids(table, second)
    arm = second.arms[0]
    rowids, values = _rowids(table, first)
    return (
        f"SELECT b.rowid AS __r FROM ({rowids}) AS a CROSS JOIN {quoted(table.name)} AS b{_hint(arm)}"
        f" ON {arm.predicate.replace('{t}', 'b.')} AND b.rowid = a.__r",
        [*values, *arm.values],
    )


def _can_seek_rowid(table: TableInfo, candidate: _Candidate) -> bool:
    """Whether the candidate is one key of an index of one column, in which rowids are in order."""
    if len(candidate.arms) != 1 or not candidate.arms[0].predicate.endswith(" = ?"):
        return False
    return any(index.name == candidate.arms[0].index and len(index.columns) == 1 for index in table.indexes)


def _walk(db: Transactions, statement: Statement, candidates: list[_Candidate], steps: int) -> _Rows | None:
    """The page found along the ordering index; None where it was not full after so much work (0: no bound)."""
    statement, source, values = _walk_source(statement, candidates)
    with _bounded(db.connection, steps):
        try:
            cursor = db.execute(*statement.sql(source, values))
            return _Rows(cursor.description, cursor.fetchall())
        except (sqlite3.OperationalError, QueryError):
            return None


def _walk_source(statement: Statement, candidates: list[_Candidate]) -> tuple[Statement, str, list[Any]]:
    """The ordering index, each entry sought by rowid in the filters' indexes before the row itself is read."""
    table, name = statement.table, quoted(statement.table.name)
    index = quoted(statement.order_index or "")
    sought = sorted((c for c in candidates if _can_seek_rowid(table, c)), key=lambda candidate: candidate.rows)
    if not sought or "," in statement.order_by:
        return statement, f"{name} INDEXED BY {index}", []
    joins, values = [], []
    for at, candidate in enumerate(sought[:3]):
        arm = candidate.arms[0]
        predicate = arm.predicate.replace("{t}", f"__s{at}.")
        joins.append(f"CROSS JOIN {name} AS __s{at}{_hint(arm)} ON {predicate} AND __s{at}.rowid = __w.rowid")
        values += arm.values
    source = f"{name} AS __w INDEXED BY {index} {' '.join(joins)} CROSS JOIN {name} ON {name}.rowid = __w.rowid"
    return replace(statement, order_by=statement.order_by.replace(f"{name}.", "__w.")), source, values


@contextmanager
def _bounded(connection: sqlite3.Connection, steps: int) -> Iterator[None]:
    # SQLite counts a statement's steps on from its earlier runs, so the first call may come at any moment.
    calls = itertools.count()
    connection.set_progress_handler((lambda: next(calls) > 0) if steps else None, steps)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


class _Rows:
    """A cursor whose rows are here already."""

    def __init__(self, description: Any, rows: list[tuple]) -> None:
        self.description = description
        self._rows = rows

    def fetchall(self) -> list[tuple]:
        """All rows."""
        return self._rows

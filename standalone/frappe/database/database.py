"""`frappe.db`: statements, transactions, tables, rows and values of one site, for one thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from frappe.database.errors import MissingColumnError, MissingTableError, QueryError
from frappe.database.reads import Reads
from frappe.exceptions import DuplicateEntryError, UniqueValidationError

MANY_CHANGES = 20_000  # of rows, by one connection


class Database(Reads):
    """All of `frappe.db`. One per thread and site; get it from `frappe.database.get_db`."""

    _looked_at = 0

    OperationalError = sqlite3.OperationalError
    InternalError = sqlite3.InternalError
    ProgrammingError = QueryError
    SQLError = QueryError
    DataError = sqlite3.DataError
    IntegrityError = sqlite3.IntegrityError

    @staticmethod
    def escape(s: Any, percent: bool = True) -> str:
        """A text literal in quotes; `%` is doubled for use in a query that has values."""
        text = "" if s is None else str(s)
        text = text.replace("'", "''").replace("\x00", "")
        return "'" + (text.replace("%", "%%") if percent else text) + "'"

    @staticmethod
    def is_missing_column(exc: Exception) -> bool:
        return isinstance(exc, MissingColumnError)

    is_column_missing = is_missing_column

    @staticmethod
    def is_table_missing(exc: Exception) -> bool:
        return isinstance(exc, MissingTableError)

    is_missing_table = is_table_missing

    @staticmethod
    def is_duplicate_entry(exc: Exception) -> bool:
        return isinstance(exc, (DuplicateEntryError, UniqueValidationError, sqlite3.IntegrityError))

    @staticmethod
    def is_unique_key_violation(exc: Exception) -> bool:
        return isinstance(exc, UniqueValidationError)

    @staticmethod
    def is_primary_key_violation(exc: Exception) -> bool:
        return isinstance(exc, DuplicateEntryError)

    @contextmanager
    def unbuffered_cursor(self) -> Iterator[None]:
        """Nothing special here: `sql(as_iterator=True)` never holds all rows."""
        yield

    def rebuild_search_indexes(self) -> None:
        """Fill every search index anew, after VACUUM or a load that went round the triggers."""
        from frappe.database.search_index import rebuild

        prefix = "__search_"
        rows = self.read(
            "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%' AND substr(name, 1, 9) = '__search_'"
        )
        for (name,) in rows:
            rebuild(self, "tab" + name.removeprefix(prefix))

    def optimize(self) -> None:
        """Let SQLite look at 400 entries of every index, for the plans of raw SQL: 0.2 s at a million rows.

        Other connections read what it found with the schema alone, and that only when it has changed.
        """
        self.execute("PRAGMA analysis_limit = 400")
        self.write("ANALYZE")
        self.write("CREATE TABLE `__looked_at` (`x`)")
        self.write("DROP TABLE `__looked_at`")
        self._looked_at = self.connection.total_changes

    def close(self) -> None:
        """End the work of this thread; after many changes, as of an import, the plans follow the new sizes at once."""
        super().close()
        changed = self._connection.total_changes - self._looked_at if self._connection else 0
        if changed < MANY_CHANGES or self.state.writer.locked():
            return
        try:
            self.optimize()
            self.commit()
        except Exception:  # read only, full, in use: the work is done, and the daily job looks again
            self.rollback()

    def empty_log(self) -> bool:
        """Write the whole log into the file and empty it; false where a long reading still needs it."""
        return not self.read("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]

    def compact(self) -> None:
        """Write the file anew without its free pages; rows may get other numbers, so the search indexes too."""
        self.execute("VACUUM")
        self.rebuild_search_indexes()
        self.commit()
        self.empty_log()

    def integrity_problems(self) -> list[str]:
        """What SQLite's quick check finds wrong with the file; empty when all is well."""
        return [row[0] for row in self.read("PRAGMA quick_check") if row[0] != "ok"]


@contextmanager
def savepoint(catch: type | tuple[type, ...] = Exception) -> Iterator[None]:
    """Undo the block, and go on, where it raises `catch`."""
    import secrets

    from frappe import local

    point = "sp" + secrets.token_hex(4)
    try:
        local.db.savepoint(point)
        yield
    except catch:
        local.db.rollback(save_point=point)
    else:
        local.db.release_savepoint(point)

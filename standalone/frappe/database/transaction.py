"""Statements and transactions of one thread: who may write, when it becomes lasting, what runs afterwards.

Reads are autocommit, or share one snapshot after `begin_read`. The first write takes the process's writer lock and
begins an IMMEDIATE transaction, held until commit or rollback.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from frappe.database import connection as connections
from frappe.database.errors import DatabaseError, named_errors
from frappe.database.query_text import bind, classify
from frappe.database.text import quoted
from frappe.exceptions import QueryTimeoutError


class CallbackManager:
    """Functions to run once, in order, when the transaction ends."""

    def __init__(self) -> None:
        self._functions: deque[Callable[[], Any]] = deque()

    def add(self, function: Callable[[], Any]) -> None:
        """Run `function` once, at the next such event."""
        self._functions.append(function)

    __call__ = add

    def run(self) -> None:
        while self._functions:
            self._functions.popleft()()

    def reset(self) -> None:
        self._functions.clear()


class Transactions:
    """The statement and transaction half of `frappe.db`."""

    db_type = "sqlite"

    def __init__(self, path: str) -> None:
        self.path = path
        self.state = connections.site_state(path)
        self.before_commit = CallbackManager()
        self.after_commit = CallbackManager()
        self.before_rollback = CallbackManager()
        self.after_rollback = CallbackManager()
        self.query_count = 0
        self.query_log: list[str] | None = None
        self.last_query = ""
        self._glances: dict[str, Any] = {}
        self._glanced_at = -1
        self._mode: str | None = None
        self._connection: sqlite3.Connection | None = None

    # ---- statements ----------------------------------------------------------------------------

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's SQLite connection; for code of this package only."""
        if self._connection is None:
            self._connection = connections.connect(self.path)
        return self._connection

    def execute(self, query: str, values: Any = ()) -> sqlite3.Cursor:
        """Run SQLite's own SQL with `?` values; the caller has begun a transaction where one is needed."""
        self.query_count += 1
        if self.query_log is not None:
            self.query_log.append(query)
        self.last_query = query
        try:
            return (self._connection or self.connection).execute(query, values)
        except (sqlite3.Error, OverflowError, ValueError):
            self._note_lost_transaction()
            with named_errors(self.path):
                raise

    def read(self, query: str, values: Any = ()) -> list[tuple]:
        """All rows of a SELECT with `?` values."""
        cursor = self.execute(query, values)
        try:
            return cursor.fetchall()
        except (sqlite3.Error, OverflowError):
            self._note_lost_transaction()
            with named_errors(self.path):
                raise

    def glance(self, query: str) -> Any:
        """The one value that a question about the file as a whole (schema, size of a table) has.

        Asked again once this process commits anything or a request begins, and always while this thread writes.
        """
        if self._mode == "write":
            return self.execute(query).fetchone()[0]
        if self._glanced_at != self.state.changes:
            self._glances, self._glanced_at = {}, self.state.changes
        if query not in self._glances:
            self._glances[query] = self.execute(query).fetchone()[0]
        return self._glances[query]

    def forget_glances(self) -> None:
        """Look at the file anew: another process may have changed it."""
        self._glances = {}

    def write(self, query: str, values: Any = ()) -> sqlite3.Cursor:
        """Run one changing statement with `?` values, in this thread's write transaction."""
        self.begin_write()
        return self.execute(query, values)

    def sql(
        self,
        query: str,
        values: Any = (),
        as_dict: bool | int = 0,
        as_list: bool | int = 0,
        debug: bool | int = 0,
        *,
        update: dict | None = None,
        run: bool | int = True,
        pluck: bool = False,
        as_iterator: bool = False,
        **_unused: Any,
    ) -> Any:
        """Run SQL with `%s` or `%(name)s` values: tuples, `_dict`s, lists, or the first column with `pluck`."""
        query = str(query)
        if not run:
            return query
        query, kind = classify(query)
        if kind in ("commit", "rollback"):
            return self.commit() if kind == "commit" else self.rollback()
        if kind in ("begin", "start", "write", "locking read"):
            self.begin_write()
            if kind in ("begin", "start"):
                return ()
        text, flat = bind(query, values)
        if debug:
            print(text, flat)
        cursor = self.execute(text, flat)
        if cursor.description is None:
            return ()
        if as_iterator:
            return _iterate(cursor, as_dict, self.path)
        with named_errors(self.path):
            rows = cursor.fetchall()
        if pluck:
            return [row[0] for row in rows]
        if as_dict:
            return as_dicts(cursor, rows, update)
        return [list(row) for row in rows] if as_list else tuple(rows)

    def sql_list(self, query: str, values: Any = (), debug: bool = False, **kwargs: Any) -> list:
        """First column of every row."""
        return self.sql(query, values, pluck=True, debug=debug)

    def sql_ddl(self, query: str, debug: bool = False) -> None:
        """Run a statement that changes the schema; part of the transaction here."""
        self.begin_write()
        self.execute(query)

    def multisql(self, sql_dict: dict, values: Any = (), **kwargs: Any) -> Any:
        """Run the variant of a query that fits this database."""
        query = sql_dict.get("sqlite") or sql_dict.get("*") or sql_dict.get("mariadb")
        return self.sql(query, values, **kwargs)

    # ---- transactions --------------------------------------------------------------------------

    def begin_read(self) -> None:
        """Let the reads that follow see one state of the site, until commit, rollback or the first write."""
        if self._mode is None:
            self.execute("BEGIN")
            self._mode = "read"
            self.forget_glances()

    def begin_write(self) -> None:
        """Become the process's writer. Raises QueryTimeoutError after 30 s of waiting."""
        if self._mode == "write":
            return
        if self._mode == "lost":
            raise DatabaseError("The transaction was undone by an earlier error. Begin again with the whole change.")
        if self._mode == "read":
            self.execute("COMMIT")
            self._mode = None
        if not self.state.writer.acquire(timeout=connections.LOCK_TIMEOUT):
            raise QueryTimeoutError("Another change to this site takes long. Try again in a moment.")
        try:
            self.execute("BEGIN IMMEDIATE")
        except BaseException:
            self.state.writer.release()
            raise
        self._mode = "write"

    def begin(self, *, read_only: bool = False) -> None:
        """Begin a transaction at once."""
        self.begin_read() if read_only else self.begin_write()

    @property
    def in_write(self) -> bool:
        """Whether this thread holds the write transaction."""
        return self._mode == "write"

    def commit(self) -> None:
        """Make the transaction lasting, then run the `after_commit` functions."""
        if self._mode == "lost":
            self.rollback()
            raise DatabaseError("Nothing was saved: the transaction was undone by an earlier error. Try again.")
        self.before_rollback.reset()
        self.after_rollback.reset()
        self.before_commit.run()
        if self._mode is not None:
            try:
                self.execute("COMMIT")
            except BaseException:
                self.rollback()
                raise
            self._leave()
        self.after_commit.run()

    def rollback(self, *, save_point: str | None = None) -> None:
        """Undo everything since the last commit, or since the savepoint."""
        if save_point:
            if self._mode == "write":
                self._undo(f"ROLLBACK TO SAVEPOINT {quoted(save_point)}")
            return
        self.before_commit.reset()
        self.after_commit.reset()
        self.before_rollback.run()
        if self._mode is not None:
            if self._connection is not None and self._connection.in_transaction:
                self._undo("ROLLBACK")
            self._leave()
        self.after_rollback.run()

    def _undo(self, statement: str) -> None:
        version = self.execute("PRAGMA schema_version").fetchone()
        self.execute(statement)
        if self.execute("PRAGMA schema_version").fetchone() != version:
            self.state.tables.clear()  # the next change of the schema will have the number of the undone one

    def savepoint(self, save_point: str) -> None:
        """Mark a point that `rollback(save_point=...)` goes back to."""
        self.begin_write()
        self.execute(f"SAVEPOINT {quoted(save_point)}")

    def release_savepoint(self, save_point: str) -> None:
        """Forget a savepoint, keeping what was done since."""
        if self._mode == "write":
            self.execute(f"RELEASE SAVEPOINT {quoted(save_point)}")

    def close(self) -> None:
        """End the work of this thread: what is not committed is undone; the connection is kept for the next time."""
        if self._mode is not None:
            self.rollback()
        for callbacks in (self.before_commit, self.after_commit, self.before_rollback, self.after_rollback):
            callbacks.reset()

    def disconnect(self) -> None:
        """Close this thread's connection to the file."""
        self.close()
        self._connection = None
        connections.forget(self.path)

    def _leave(self) -> None:
        if self._mode == "write":
            self.state.changes += 1
            self.state.writer.release()
        self._mode = None

    def _note_lost_transaction(self) -> None:
        if self._mode == "write" and self._connection is not None and not self._connection.in_transaction:
            self.state.writer.release()
            self._mode = "lost"

    def __del__(self) -> None:
        if self._mode == "write":
            self._connection = None
            self.state.writer.release()


def as_dicts(cursor: sqlite3.Cursor, rows: list[tuple], update: dict | None = None) -> list:
    """Rows as `_dict`s keyed by column name."""
    from frappe import _dict

    names = [column[0] for column in cursor.description]
    out = [_dict(zip(names, row)) for row in rows]  # noqa: B905 - as long as the description by definition
    if update:
        for row in out:
            row.update(update)
    return out


def _iterate(cursor: sqlite3.Cursor, as_dict: bool | int, path: str) -> Iterator:
    with named_errors(path):
        while rows := cursor.fetchmany(1000):
            yield from as_dicts(cursor, rows) if as_dict else rows

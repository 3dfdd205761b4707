"""SQLite's errors as named ones, each with a sentence that says what to do."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from frappe.exceptions import (
    DataError,
    InReadOnlyMode,
    InvalidDatabaseFile,
    QueryTimeoutError,
    UniqueValidationError,
    ValidationError,
)


class DatabaseError(Exception):
    """The site's database cannot do what was asked; nothing was written."""

    http_status_code = 503


class DiskFullError(DatabaseError):
    """No room left on the disk that holds the site."""

    http_status_code = 507


class ReadOnlySiteError(InReadOnlyMode):
    """The site folder or its database may not be written to."""


class CorruptDatabaseError(InvalidDatabaseFile):
    """The database file is damaged or no database at all."""

    http_status_code = 503


class NewerDatabaseError(InvalidDatabaseFile):
    """The database was written by a newer release."""

    http_status_code = 503


class MissingTableError(DataError):
    """A query names a table that does not exist."""


class MissingColumnError(DataError):
    """A query names a column that does not exist."""


class QueryError(DataError):
    """SQLite cannot understand a query."""


_MISSING_COLUMN = re.compile(r"no such column: (.+)|has no column named (.+)|cannot use (.+?) as a column")
_MISSING_TABLE = re.compile(r"no such table: (.+)")
_UNIQUE = re.compile(r"UNIQUE constraint failed: (?:index '(?P<index>.+)'|(?P<columns>.+))")


def unique_target(exc: sqlite3.IntegrityError) -> tuple[str, list[str]] | None:
    """(table or index, columns) that a failed UNIQUE constraint names; None for another failure."""
    match = _UNIQUE.search(str(exc))
    if not match:
        return None
    if match["index"]:
        return match["index"], []
    columns = [part.rpartition(".") for part in match["columns"].split(", ")]
    return columns[0][0], [column for _table, _dot, column in columns]


def translated(exc: sqlite3.Error, path: str) -> Exception:
    """The named error for one of SQLite's."""
    text = str(exc)
    code = (getattr(exc, "sqlite_errorcode", None) or 0) & 0xFF
    if isinstance(exc, sqlite3.IntegrityError):
        return (
            UniqueValidationError(text)
            if unique_target(exc)
            else ValidationError(f"The database refused the record: {text}.")
        )
    if code == 13 or "disk is full" in text:
        return DiskFullError(f"The disk that holds {path} is full. Nothing was written; make room and try again.")
    if code == 8 or "readonly database" in text:
        return ReadOnlySiteError(f"{path} cannot be written to. Give its owner the right to write in that folder.")
    if code in (11, 26) or "malformed" in text and "image" in text or "not a database" in text:
        return CorruptDatabaseError(f"{path} is damaged ({text}). Restore the site from its latest backup.")
    if code in (5, 6) or "locked" in text:
        return QueryTimeoutError(f"{path} is in use by another process that writes. Try again in a moment.")
    if code == 14 or "unable to open" in text:
        return DatabaseError(f"{path} cannot be opened. Check that the folder exists and may be read and written.")
    if code == 10 or "disk I/O error" in text:
        return DatabaseError(f"Reading or writing {path} failed ({text}). Check the disk.")
    return _query_error(text)


def _query_error(text: str) -> Exception:
    if match := _MISSING_TABLE.search(text):
        return MissingTableError(f"There is no table {match[1]} in this site.")
    if match := _MISSING_COLUMN.search(text):
        return MissingColumnError(f"Unknown column {next(filter(None, match.groups()))} in the query.")
    return QueryError(f"The database cannot run this query: {text}.")


@contextmanager
def named_errors(path: str) -> Iterator[None]:
    """Raise the named error for any of SQLite's inside the block."""
    try:
        yield
    except sqlite3.Error as exc:
        raise translated(exc, path) from exc
    except OverflowError as exc:
        raise DataError("A number is too large for the database. Use one between -2^63 and 2^63 - 1.") from exc
    except UnicodeEncodeError as exc:
        raise DataError("A text holds half of a surrogate pair, which cannot be stored. Remove that sign.") from exc
    except ValueError as exc:
        raise QueryError("A query cannot hold a NUL sign. Remove it.") from exc

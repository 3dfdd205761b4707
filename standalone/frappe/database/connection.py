"""One SQLite connection per thread and site, and the lock that lets one thread of the process write at a time.

PRAGMAs, with their reasons:
- journal_mode WAL: readers never wait for the writer, nor the writer for readers.
- synchronous FULL: an acknowledged write survives a power cut, not only a killed process.
- cache_size 2 MiB: about ten threads keep a connection, the operating system keeps the file's pages anyway; measured
  at 1,000,000 rows, 16 MiB made no query faster by more than a tenth.
- no mmap: mapped pages count as the process's memory, and gained next to nothing on whole-table reports.
- temp_store stays with files: a sort of a million rows takes a fifth to a third less of the processor than in
  memory, and 150 MiB do not stay behind; small sorts never reach a file.
- wal_autocheckpoint 2000 pages: half as many pauses of the writer as by default, for an 8 MiB log at most when idle.
- journal_size_limit: the log of a large import shrinks again.
- busy_timeout 15 s: only another process (a command, a backup) can hold the file; threads queue on our own lock.
- secure_delete: what is deleted or changed is written over with zeros, so that an erased person leaves no byte behind;
  measured on 300 parties made, changed and deleted: no more processor time than without.
- foreign_keys stay off: Frappe has none. trusted_schema stays on: triggers and indexes call `fold`.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from frappe.database.errors import NewerDatabaseError, named_errors
from frappe.database.text import fold

DATABASE_FILE = "site.db"
APPLICATION_ID = 0x52654C43
FORMAT_VERSION = 1
LOCK_TIMEOUT = 30.0
_PRAGMAS = (
    "PRAGMA busy_timeout = 15000",
    "PRAGMA secure_delete = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -2000",
    "PRAGMA mmap_size = 0",
    "PRAGMA wal_autocheckpoint = 2000",
    "PRAGMA journal_size_limit = 67108864",
)


# ---- values --------------------------------------------------------------------------------------


def datetime_text(value: datetime) -> str:
    """YYYY-MM-DD HH:MM:SS, with six decimals only where there are any: sorts as text in time's order."""
    return value.replace(tzinfo=None).isoformat(" ")


def timedelta_text(value: timedelta) -> str:
    seconds = value.days * 86400 + value.seconds
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    fraction = f".{value.microseconds:06d}" if value.microseconds else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{fraction}"


def to_datetime(raw: bytes) -> datetime | str:
    try:
        return datetime.fromisoformat(raw.decode())
    except ValueError:
        return raw.decode("utf-8", "replace")


def to_date(raw: bytes) -> date | str:
    try:
        return date.fromisoformat(raw[:10].decode())
    except ValueError:
        return raw.decode("utf-8", "replace")


def to_timedelta(raw: bytes) -> timedelta | str:
    text = raw.decode("utf-8", "replace")
    try:
        hours, minutes, seconds = text.split(":")
        return timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    except ValueError:
        return text


sqlite3.register_adapter(datetime, datetime_text)
sqlite3.register_adapter(date, date.isoformat)
sqlite3.register_adapter(time, time.isoformat)
sqlite3.register_adapter(timedelta, timedelta_text)
sqlite3.register_adapter(Decimal, float)
sqlite3.register_converter("DATETIME", to_datetime)
sqlite3.register_converter("DATE", to_date)
sqlite3.register_converter("TIME", to_timedelta)


# ---- SQL functions ---------------------------------------------------------------------------------


def _part(start: int, stop: int):  # noqa: ANN202 - a function of one text
    def part(value: object) -> int | None:
        text = str(value or "")[start:stop]
        return int(text) if text.isdigit() else None

    return part


def _quarter(value: object) -> int | None:
    month = _part(5, 7)(value)
    return (month + 2) // 3 if month else None


def _regexp(pattern: str, value: object) -> bool:
    import re

    return value is not None and re.search(pattern, str(value), re.IGNORECASE) is not None


_FUNCTIONS = (
    ("fold", 1, fold),
    ("year", 1, _part(0, 4)),
    ("month", 1, _part(5, 7)),
    ("day", 1, _part(8, 10)),
    ("quarter", 1, _quarter),
    ("regexp", 2, _regexp),
)


# ---- connections -----------------------------------------------------------------------------------


class SiteState:
    """What the connections of one process to one file share: the writer lock, what is known of the schema, and a number
    that every end of a write transaction moves."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.writer = threading.Lock()
        self.tables: dict = {}
        self.changes = 0


_states: dict[str, SiteState] = {}
_states_lock = threading.Lock()
_threads = threading.local()


def site_state(path: str) -> SiteState:
    """The state shared by all threads for the database file at `path`."""
    state = _states.get(path)
    if state is None:
        with _states_lock:
            state = _states.setdefault(path, SiteState(path))
    return state


def connect(path: str) -> sqlite3.Connection:
    """This thread's connection to `path`, opened at first use and kept."""
    pool = _threads.__dict__.setdefault("pool", {})
    found = pool.get(path)
    if found is None:
        found = pool[path] = open_connection(path)
    return found


def forget(path: str) -> None:
    """Close this thread's connection to `path`."""
    found = _threads.__dict__.get("pool", {}).pop(path, None)
    if found is not None:
        found.close()


def _forget_inherited() -> None:
    """In a forked child: SQLite's connections and held locks belong to the parent, so begin with none of them."""
    global _threads, _states_lock
    _inherited.append(_threads.__dict__.copy())
    _threads = threading.local()
    _states_lock = threading.Lock()
    _states.clear()


_inherited: list[dict] = []
os.register_at_fork(after_in_child=_forget_inherited)


def open_connection(path: str) -> sqlite3.Connection:
    """A new connection, settings and functions in place. Raises a named error where the file is unusable."""
    is_new = not os.path.exists(path) or os.path.getsize(path) == 0
    with named_errors(path):
        connection = sqlite3.connect(
            path, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES, check_same_thread=False
        )
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            _check_format(connection, path, is_new)
            for name, arguments, function in _FUNCTIONS:
                connection.create_function(name, arguments, function, deterministic=True)
        except BaseException:
            connection.close()
            raise
    return connection


def _check_format(connection: sqlite3.Connection, path: str, is_new: bool) -> None:
    if is_new or connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    if is_new:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
        return
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > FORMAT_VERSION:
        raise NewerDatabaseError(
            f"{path} was written by a newer release (format {version}, this one reads {FORMAT_VERSION})."
            " Install that release, or restore an older backup."
        )

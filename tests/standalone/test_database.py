"""Statements, values, transactions and errors of `frappe.db`, on a site folder without metadata."""

from __future__ import annotations

import datetime
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from frappe import _dict
from frappe.database import connection as connections
from frappe.database import database, errors
from frappe.database.database import Database
from frappe.database.query_text import bind, classify
from frappe.database.text import fold
from frappe.exceptions import (
    DataError,
    DuplicateEntryError,
    MandatoryError,
    QueryTimeoutError,
    UniqueValidationError,
    ValidationError,
)
from hypothesis import given
from hypothesis import strategies as st


class FakeMeta(SimpleNamespace):
    """As much of a Meta as tables need."""

    def __getattr__(self, name: str) -> Any:
        return None


def make_meta(name: str, *fields: dict, **values: Any) -> FakeMeta:
    return FakeMeta(name=name, fields=[_dict({"fieldtype": "Data", **field}) for field in fields], **values)


THING = make_meta(
    "Thing",
    {"fieldname": "title"},
    {"fieldname": "code", "unique": 1},
    {"fieldname": "count", "fieldtype": "Int"},
    {"fieldname": "price", "fieldtype": "Currency"},
    {"fieldname": "day", "fieldtype": "Date"},
    {"fieldname": "moment", "fieldtype": "Datetime"},
    {"fieldname": "hour", "fieldtype": "Time"},
    {"fieldname": "length", "fieldtype": "Duration"},
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(str(tmp_path / "site.db"))
    database.create_system_tables()
    database.updatedb("Thing", THING)
    database.commit()
    yield database
    database.disconnect()


# ---- placeholders --------------------------------------------------------------------------------


def test_placeholders_become_question_marks_in_order() -> None:
    assert bind("a = %s and b = %s", (1, "x")) == ("a = ? and b = ?", (1, "x"))
    assert bind("a = %(x)s or b = %(x)s or c = %(y)s", {"x": 1, "y": 2}) == ("a = ? or b = ? or c = ?", [1, 1, 2])


def test_lists_are_expanded_and_an_empty_one_matches_nothing() -> None:
    assert bind("a in %s and b = %s", (["x", "y"], 3)) == ("a in (?, ?) and b = ?", ["x", "y", 3])
    assert bind("a in %(names)s", {"names": []}) == ("a in (NULL)", [])


def test_doubled_percent_is_one_only_where_there_are_values() -> None:
    assert bind("a like 'x%%' and b = %s", (1,))[0] == "a like 'x%' and b = ?"
    assert bind("a like 'x%'", ()) == ("a like 'x%'", ())


def test_wrong_number_of_values_is_named() -> None:
    with pytest.raises(DataError, match="2 placeholders and 1 values"):
        bind("a = %s and b = %s", (1,))
    with pytest.raises(DataError, match="needs a value for who"):
        bind("a = %(who)s", {"x": 1})


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("select 1", "read"),
        ("  -- why\n select 1", "read"),
        ("(select 1) union (select 2)", "read"),
        ("with a as (select 1) select * from a", "read"),
        ("with a as (select 1) delete from t where x in a", "write"),
        ("with a as (select 1)\ninsert into t select * from a", "write"),
        ("select * from t for update", "locking read"),
        ("update t set a = 1", "write"),
        ("rollback to savepoint x", "write"),
        ("commit", "commit"),
    ],
)
def test_statements_are_told_apart(query: str, kind: str) -> None:
    assert classify(query)[1] == kind


# ---- values --------------------------------------------------------------------------------------


def test_values_come_back_in_their_python_types(db: Database) -> None:
    db.insert_row(
        "Thing",
        {
            "name": "A",
            "count": "7",
            "price": "12.5",
            "day": "2026-01-02",
            "moment": "2026-01-02 10:00:00.250000",
            "hour": "09:30:00",
            "length": 90,
        },
    )
    row = db.sql("select count, price, day, moment, hour, length, title from `tabThing`", as_dict=True)[0]
    assert row == {
        "count": 7,
        "price": 12.5,
        "day": datetime.date(2026, 1, 2),
        "moment": datetime.datetime(2026, 1, 2, 10, 0, 0, 250000),
        "hour": datetime.timedelta(hours=9, minutes=30),
        "length": 90.0,
        "title": None,
    }


@pytest.mark.parametrize(
    ("given_value", "stored"),
    [
        ("2026-1-5 9:05", "2026-01-05 09:05:00"),
        ("2026-01-05T10:00:00", "2026-01-05 10:00:00"),
        ("2026-01-05 10:00:00.000000", "2026-01-05 10:00:00"),
        (datetime.datetime(2026, 1, 5, 10), "2026-01-05 10:00:00"),
        (datetime.date(2026, 1, 5), "2026-01-05 00:00:00"),
        ("0000-00-00 00:00:00", None),
        ("", None),
    ],
)
def test_datetimes_are_stored_in_one_form_that_sorts(db: Database, given_value: Any, stored: str | None) -> None:
    db.insert_row("Thing", {"name": "A", "moment": given_value})
    assert db.read("select cast(moment as text) from `tabThing`") == [(stored,)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("day", "31.12.2026"),
        ("day", "2026-02-30"),
        ("moment", "tomorrow"),
        ("hour", "25:61"),
        ("day", "2026-01-01; drop"),
    ],
)
def test_bad_date_is_refused_with_a_sentence(db: Database, column: str, value: str) -> None:
    with pytest.raises(ValidationError, match="Write it as"):
        db.insert_row("Thing", {"name": "A", column: value})
    assert db.read("select count(*) from `tabThing`") == [(0,)]


def test_text_in_a_number_is_nought_and_a_huge_number_is_refused(db: Database) -> None:
    db.insert_row("Thing", {"name": "A", "count": "abc", "price": "x"})
    assert db.read("select count, price from `tabThing`") == [(0, 0.0)]
    with pytest.raises(DataError, match="too large"):
        db.insert_row("Thing", {"name": "B", "count": 2**70})


def test_decimals_booleans_and_half_surrogates(db: Database) -> None:
    db.insert_row("Thing", {"name": "A", "price": Decimal("1.5"), "count": True})
    assert db.read("select price, count from `tabThing`") == [(1.5, 1)]
    with pytest.raises(DataError, match="surrogate"):
        db.insert_row("Thing", {"name": "B", "title": "\ud800"})


@given(st.text(max_size=40))
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_fold_ignores_case_and_accents() -> None:
    assert fold("FORLÌ") == fold("Forli") == "forli"
    assert fold("Straße") == fold("STRASSE")


# ---- names and uniqueness ------------------------------------------------------------------------


def test_taken_name_is_a_duplicate_whatever_its_case(db: Database) -> None:
    db.insert_row("Thing", {"name": "A"})
    with pytest.raises(DuplicateEntryError) as caught:
        db.insert_row("Thing", {"name": "a"})
    assert caught.value.args[:2] == ("Thing", "a")


def test_taken_name_comes_before_a_taken_unique_value(db: Database) -> None:
    db.insert_row("Thing", {"name": "A", "code": "x"})
    with pytest.raises(DuplicateEntryError):
        db.insert_row("Thing", {"name": "A", "code": "x"})


def test_unique_folds_and_leaves_blanks_alone(db: Database) -> None:
    db.insert_row("Thing", {"name": "A", "code": "Forlì"})
    with pytest.raises(UniqueValidationError) as caught:
        db.insert_row("Thing", {"name": "B", "code": "FORLI"})
    assert caught.value.args[:2] == ("Thing", "B")
    assert caught.value.fieldnames == ["code"]
    db.insert_row("Thing", {"name": "C", "code": ""})
    db.insert_row("Thing", {"name": "D", "code": ""})
    assert db.read("select name from `tabThing` where code is null") == [("C",), ("D",)]


def test_update_into_a_taken_value_is_refused(db: Database) -> None:
    db.insert_rows("Thing", [{"name": "A", "code": "x"}, {"name": "B", "code": "y"}])
    with pytest.raises(UniqueValidationError):
        db.update_row("Thing", "B", {"code": "X"})


def test_row_without_a_name_is_refused(db: Database) -> None:
    with pytest.raises(MandatoryError):
        db.insert_row("Thing", {"name": None})


# ---- transactions --------------------------------------------------------------------------------


def test_rollback_undoes_and_commit_keeps(db: Database) -> None:
    db.insert_row("Thing", {"name": "A"})
    db.rollback()
    db.insert_row("Thing", {"name": "B"})
    db.commit()
    db.rollback()
    assert db.read("select name from `tabThing`") == [("B",)]


def test_savepoints_nest(db: Database) -> None:
    db.insert_row("Thing", {"name": "A"})
    db.savepoint("one")
    db.insert_row("Thing", {"name": "B"})
    db.savepoint("two")
    db.insert_row("Thing", {"name": "C"})
    db.rollback(save_point="two")
    db.release_savepoint("one")
    db.commit()
    assert db.read("select name from `tabThing` order by name") == [("A",), ("B",)]


def test_callbacks_run_once_at_their_event(db: Database) -> None:
    seen: list[str] = []
    db.before_commit.add(lambda: seen.append("before"))
    db.after_commit.add(lambda: seen.append("after"))
    db.after_rollback.add(lambda: seen.append("undone"))
    db.insert_row("Thing", {"name": "A"})
    db.commit()
    db.rollback()
    db.after_commit.add(lambda: seen.append("never"))
    db.after_rollback.add(lambda: seen.append("undone"))
    db.rollback()
    db.commit()
    assert seen == ["before", "after", "undone"]


def test_ddl_is_undone_with_the_transaction(db: Database) -> None:
    db.updatedb("Other", make_meta("Other", {"fieldname": "a"}))
    assert db.table_exists("Other")
    db.rollback()
    assert not db.table_exists("Other")


def test_columns_known_of_an_undone_table_are_forgotten(db: Database) -> None:
    db.updatedb("Other", make_meta("Other", {"fieldname": "a"}))
    assert db.has_column("Other", "a")
    db.rollback()
    db.savepoint("here")
    db.updatedb("Other", make_meta("Other", {"fieldname": "b"}))
    assert db.get_table_columns("Other")[-1] == "b"
    db.rollback(save_point="here")
    db.updatedb("Other", make_meta("Other", {"fieldname": "c"}))
    assert db.get_table_columns("Other")[-1] == "c"


def test_series_counts_from_one_and_goes_back_with_the_transaction(db: Database) -> None:
    assert [db.next_series_value("PTY-"), db.next_series_value("PTY-"), db.next_series_value("EVT-")] == [1, 2, 1]
    db.commit()
    db.next_series_value("PTY-")
    db.rollback()
    assert db.next_series_value("PTY-") == 3


def test_read_transaction_sees_one_state(db: Database) -> None:
    db.begin_read()
    assert db.read("select count(*) from `tabThing`") == [(0,)]
    _in_thread(db.path, lambda other: (other.insert_row("Thing", {"name": "A"}), other.commit()))
    assert db.read("select count(*) from `tabThing`") == [(0,)]
    db.begin_write()
    assert db.read("select count(*) from `tabThing`") == [(1,)]


def _in_thread(path: str, work: Any) -> list[Exception]:
    failures: list[Exception] = []

    def run() -> None:
        other = Database(path)
        try:
            work(other)
        except Exception as exc:
            failures.append(exc)
        finally:
            other.disconnect()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return failures


def test_second_writer_waits_and_is_told_when_it_takes_too_long(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LOCK_TIMEOUT", 0.05)
    db.begin_write()
    failures = _in_thread(db.path, lambda other: other.begin_write())
    assert [type(failure) for failure in failures] == [QueryTimeoutError]
    db.rollback()
    assert _in_thread(db.path, lambda other: other.begin_write()) == []


def test_writers_of_many_threads_lose_nothing(db: Database) -> None:
    def work() -> None:
        other = Database(db.path)
        for _ in range(25):
            other.next_series_value("N")
            other.commit()
        other.disconnect()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.read("select current from tabSeries where name = 'N'") == [(100,)]


def test_close_undoes_and_frees_the_writer_lock(db: Database) -> None:
    db.insert_row("Thing", {"name": "A"})
    db.close()
    assert not db.state.writer.locked()
    assert db.read("select count(*) from `tabThing`") == [(0,)]


def test_transaction_undone_by_sqlite_cannot_be_committed(db: Database) -> None:
    db.insert_row("Thing", {"name": "A"})
    with pytest.raises(ValidationError):
        db.sql("insert or rollback into `tabThing` (name) values ('A')")
    with pytest.raises(errors.DatabaseError, match="undone"):
        db.insert_row("Thing", {"name": "B"})
    with pytest.raises(errors.DatabaseError, match="Nothing was saved"):
        db.commit()
    db.insert_row("Thing", {"name": "C"})
    db.commit()
    assert db.read("select name from `tabThing`") == [("C",)]


# ---- sql and rows --------------------------------------------------------------------------------


def test_sql_answers_in_the_forms_of_frappe(db: Database) -> None:
    db.insert_rows("Thing", [{"name": "A", "count": 1}, {"name": "B", "count": 2}])
    query = "select name, count from `tabThing` where count > %s order by name"
    assert db.sql(query, (0,)) == (("A", 1), ("B", 2))
    assert db.sql(query, 0, as_list=True) == [["A", 1], ["B", 2]]
    assert db.sql(query, (0,), as_dict=True) == [{"name": "A", "count": 1}, {"name": "B", "count": 2}]
    assert db.sql(query, (0,), pluck=True) == db.sql_list(query, (0,)) == ["A", "B"]
    assert list(db.sql(query, (0,), as_iterator=True)) == [("A", 1), ("B", 2)]
    assert db.sql("delete from `tabThing`") == ()


def test_delete_rows_by_values_lists_and_null(db: Database) -> None:
    db.insert_rows("Thing", [{"name": n, "title": t} for n, t in (("A", "x"), ("B", "x"), ("C", None), ("D", "y"))])
    assert db.delete_rows("Thing", {"title": "x", "name": ["B", "C"]}) == 1
    assert db.delete_rows("Thing", {"title": None}) == 1
    assert db.delete_rows("Thing", {"name": ("not in", ["D"])}) == 1
    assert db.read("select name from `tabThing`") == [("D",)]


def test_bulk_insert_may_leave_out_duplicates(db: Database) -> None:
    db.bulk_insert("Thing", ["name", "count"], [("A", 1), ("B", "2")])
    db.bulk_insert("Thing", ["name", "count"], [("A", 9), ("C", 3)], ignore_duplicates=True)
    assert db.read("select name, count from `tabThing` order by name") == [("A", 1), ("B", 2), ("C", 3)]
    with pytest.raises(DuplicateEntryError):
        db.bulk_insert("Thing", ["name"], [("A",)])


def test_escape_doubles_quotes_and_percent() -> None:
    assert Database.escape("O'Neil 5%") == "'O''Neil 5%%'"
    assert Database.escape("5%", percent=False) == "'5%'"


def test_optimize_tells_sqlite_how_large_the_indexes_are(db: Database) -> None:
    db.insert_rows("Thing", [{"name": f"N{i}", "modified": f"2026-01-01 00:00:{i:02d}"} for i in range(40)])
    db.optimize()
    db.commit()
    assert db.read("select stat from sqlite_stat1 where idx = 'tabThing:modified'") == [("40 1",)]


def test_many_changes_are_looked_at_when_work_ends_and_others_plan_by_it(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(db.path, isolation_level=None)
    monkeypatch.setattr(database, "MANY_CHANGES", 30)
    stats = "select stat from sqlite_stat1 where idx = 'tabThing:modified'"
    for number in range(10):
        db.insert_rows("Thing", [{"name": f"N{number}", "modified": f"2026-01-01 00:00:{number:02d}"}])
    db.commit()
    db.close()
    assert not db.read("select 1 from sqlite_master where name = 'sqlite_stat1'") or not db.read(stats)
    db.insert_rows("Thing", [{"name": f"M{i}", "modified": f"2026-01-01 00:01:{i:02d}"} for i in range(40)])
    db.commit()
    before = other.execute("PRAGMA schema_version").fetchone()
    db.close()
    assert db.read(stats) == [("50 1",)]
    assert other.execute("PRAGMA schema_version").fetchone() != before, "other connections read the sizes anew"
    other.close()


# ---- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        ("select nope from `tabThing`", errors.MissingColumnError, "Unknown column nope"),
        ("select `nope` from `tabThing`", errors.MissingColumnError, "Unknown column nope"),
        ("select * from `tabNowhere`", errors.MissingTableError, "no table tabNowhere"),
        ("selec 1", errors.QueryError, "cannot run this query"),
    ],
)
def test_bad_query_is_a_named_error(db: Database, query: str, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        db.sql(query)
    assert issubclass(error, ValidationError)


def test_nul_in_a_query_is_named(db: Database) -> None:
    with pytest.raises(errors.QueryError):
        db.sql("select '\x00'")
    with pytest.raises(ValidationError):
        db.get_value("Th\x00ing", "A")


_FORK = """
import os, sys
from frappe.database import get_db
db = get_db(sys.argv[1])
db.create_system_tables()
db.commit()
db.begin_write()
child = os.fork()
if not child:
    mine = get_db(sys.argv[1])
    fresh = mine is not db and not mine.in_write and not mine.state.writer.locked()
    os._exit(0 if fresh and mine.read("select count(*) from tabSeries") == [(0,)] else 1)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
db.next_series_value("N")
db.commit()
sys.exit(code)
"""


def test_forked_process_begins_with_a_connection_of_its_own(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _FORK, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "site.db"
    path.write_bytes(b"this is no database, only a text that is long enough to be looked at" * 20)
    with pytest.raises(errors.CorruptDatabaseError, match="Restore the site"):
        Database(str(path)).read("select 1")


def test_newer_database_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "site.db")
    with sqlite3.connect(path) as plain:
        plain.execute("create table t (a)")
        plain.execute("pragma user_version = 99")
    plain.close()
    with pytest.raises(errors.NewerDatabaseError, match="newer release"):
        Database(path).read("select 1")


def test_full_disk_is_named_and_nothing_is_half_written(db: Database) -> None:
    pages = db.read("pragma page_count")[0][0]
    db.execute(f"pragma max_page_count = {pages + 5}")
    with pytest.raises(errors.DiskFullError, match="make room"):
        for i in range(10_000):
            db.insert_row("Thing", {"name": f"{i:05d}", "title": "x" * 500})
    db.rollback()
    assert db.read("select count(*) from `tabThing`") == [(0,)]
    assert db.integrity_problems() == []


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.DatabaseError, match="cannot be opened"):
        Database(str(tmp_path / "nowhere" / "site.db")).read("select 1")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_read_only_file_is_named(db: Database) -> None:
    db.disconnect()
    os.chmod(db.path, 0o400)
    with pytest.raises(errors.ReadOnlySiteError):
        db.insert_row("Thing", {"name": "A"})


def test_read_only_database_error_has_its_name() -> None:
    found = errors.translated(sqlite3.OperationalError("attempt to write a readonly database"), "/x/site.db")
    assert isinstance(found, errors.ReadOnlySiteError)
    assert found.http_status_code == 503

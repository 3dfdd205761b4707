"""Tables and indexes that follow the metadata."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from frappe import _dict
from frappe.database import errors
from frappe.database.database import Database
from frappe.exceptions import InvalidColumnName, UniqueValidationError, ValidationError


class FakeMeta(SimpleNamespace):
    """As much of a Meta as tables need."""

    def __getattr__(self, name: str) -> Any:
        return None


def meta(*fields: dict, name: str = "Thing", **values: Any) -> FakeMeta:
    return FakeMeta(name=name, fields=[_dict({"fieldtype": "Data", **field}) for field in fields], **values)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(str(tmp_path / "site.db"))
    database.create_system_tables()
    yield database
    database.disconnect()


def indexes(db: Database, doctype: str = "Thing") -> set[str]:
    return {index.name.partition(":")[2] for index in db.table_info(doctype).indexes if ":" in index.name}


# ---- columns -------------------------------------------------------------------------------------


def test_table_has_standard_and_optional_columns(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "title"}, track_seen=1))
    assert db.get_table_columns("Thing") == [
        "name",
        "creation",
        "modified",
        "modified_by",
        "owner",
        "docstatus",
        "idx",
        "_user_tags",
        "_comments",
        "_assign",
        "_liked_by",
        "_seen",
        "title",
    ]


def test_child_table_has_parent_columns_and_their_index(db: Database) -> None:
    db.updatedb("Row", meta({"fieldname": "item"}, name="Row", istable=1))
    assert {"parent", "parentfield", "parenttype", "item"} < set(db.get_table_columns("Row"))
    assert "_user_tags" not in db.get_table_columns("Row")
    assert indexes(db, "Row") == {"parent"}


def test_display_table_and_virtual_fields_have_no_column(db: Database) -> None:
    fields = [
        {"fieldname": "s", "fieldtype": "Section Break"},
        {"fieldname": "rows", "fieldtype": "Table"},
        {"fieldname": "v", "is_virtual": 1},
        {"fieldname": "real"},
    ]
    db.updatedb("Thing", meta(*fields))
    assert [c for c in ("s", "rows", "v", "real") if db.has_column("Thing", c)] == ["real"]


def test_single_and_virtual_doctypes_have_no_table(db: Database) -> None:
    db.updatedb("Thing", meta(issingle=1))
    db.updatedb("Thing", meta(is_virtual=1))
    assert not db.table_exists("Thing")


@pytest.mark.parametrize(
    ("fieldtype", "default", "stored"),
    [
        ("Int", "3", 3),
        ("Check", "1", 1),
        ("Float", "x", 0.0),
        ("Data", "it's", "it's"),
        ("Date", "Today", None),
        ("Data", "__user", None),
        ("Select", None, None),
    ],
)
def test_default_is_the_columns_too(db: Database, fieldtype: str, default: str | None, stored: Any) -> None:
    db.updatedb("Thing", meta({"fieldname": "f", "fieldtype": fieldtype, "default": default}))
    db.insert_row("Thing", {"name": "A"})
    assert db.read("select f from `tabThing`") == [(stored,)]


def test_autoincrement_names_are_whole_numbers(db: Database) -> None:
    db.updatedb("Thing", meta(autoname="autoincrement"))
    db.insert_row("Thing", {"name": db.get_next_sequence_val("Thing")})
    db.insert_row("Thing", {"name": db.get_next_sequence_val("Thing")})
    assert db.read("select name from `tabThing`") == [(1,), (2,)]


def test_new_field_becomes_a_column_and_a_removed_one_stays(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "a"}))
    db.insert_row("Thing", {"name": "A", "a": "x"})
    db.updatedb("Thing", meta({"fieldname": "b", "fieldtype": "Int", "default": "4"}))
    assert db.read("select a, b from `tabThing`") == [("x", 4)]


@pytest.mark.parametrize("fieldname", ["a b", "a`b", "1a", "", "a;drop", "x" * 65])
def test_column_name_that_is_no_identifier_is_refused(db: Database, fieldname: str) -> None:
    if not fieldname:
        with pytest.raises(InvalidColumnName):
            db.add_index("Thing", [fieldname])
        return
    with pytest.raises(InvalidColumnName):
        db.updatedb("Thing", meta({"fieldname": fieldname}))


# ---- changed types -------------------------------------------------------------------------------


def test_text_that_is_numbers_becomes_a_number_and_everything_else_stays(db: Database) -> None:
    before = meta({"fieldname": "a"}, {"fieldname": "b", "unique": 1}, title_field="b")
    db.updatedb("Thing", before)
    db.add_index("Thing", ["b", "a"])
    rows = [{"name": n, "a": a, "b": b} for n, a, b in (("A", "12", "Forlì"), ("B", None, None), ("C", "", "z"))]
    db.insert_rows("Thing", rows)
    db.updatedb("Thing", meta({"fieldname": "a", "fieldtype": "Int"}, {"fieldname": "b", "unique": 1}, title_field="b"))
    assert db.read("select name, a, b from `tabThing` order by name") == [
        ("A", 12, "Forlì"),
        ("B", 0, None),
        ("C", 0, "z"),
    ]
    assert db.table_info("Thing").columns["a"] == "INTEGER"
    assert {"b:unique", "+b,a", "modified", "creation"} <= indexes(db)
    with pytest.raises(UniqueValidationError):
        db.insert_row("Thing", {"name": "D", "b": "forli"})


@pytest.mark.parametrize(
    ("fieldtype", "bad"), [("Int", "12 pieces"), ("Float", "1,5"), ("Date", "soon"), ("Datetime", "x")]
)
def test_change_that_would_lose_a_value_is_refused_by_name(db: Database, fieldtype: str, bad: str) -> None:
    db.updatedb("Thing", meta({"fieldname": "a"}))
    db.insert_row("Thing", {"name": "A", "a": bad})
    with pytest.raises(ValidationError, match=f'it holds "{bad}"'):
        db.updatedb("Thing", meta({"fieldname": "a", "fieldtype": fieldtype}))


def test_number_becomes_text_and_date_a_datetime(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "a", "fieldtype": "Int"}, {"fieldname": "d", "fieldtype": "Date"}))
    db.insert_row("Thing", {"name": "A", "a": 7, "d": "2026-01-02"})
    db.updatedb("Thing", meta({"fieldname": "a"}, {"fieldname": "d", "fieldtype": "Datetime"}))
    row = db.sql("select a, d from `tabThing`")[0]
    assert (row[0], str(row[1])) == ("7", "2026-01-02 00:00:00")


# ---- indexes -------------------------------------------------------------------------------------


def test_indexes_follow_the_fields(db: Database) -> None:
    plain = {"fieldname": "link", "fieldtype": "Link", "search_index": 1}
    db.updatedb(
        "Thing",
        meta(
            {"fieldname": "title", "search_index": 1},
            {"fieldname": "town", "search_index": 1},
            plain,
            title_field="title",
        ),
    )
    assert indexes(db) == {"modified", "creation", "title:fold", "town", "town:wide", "link"}
    db.updatedb("Thing", meta({"fieldname": "title"}, {"fieldname": "town"}, {**plain, "search_index": 0}))
    assert indexes(db) == {"modified", "creation"}


def test_index_asked_for_stays_when_the_metadata_changes(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "a"}, {"fieldname": "b", "fieldtype": "Select"}))
    db.add_index("Thing", ["b", "a(20)"])
    db.updatedb("Thing", meta({"fieldname": "a"}, {"fieldname": "b", "fieldtype": "Select"}))
    assert {"+b,a", "a:wide"} <= indexes(db)
    db.drop_index("Thing", ["b", "a"])
    assert "+b,a" not in indexes(db)


def test_index_on_an_unknown_field_is_refused(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "a"}))
    with pytest.raises(ValidationError, match="no field nope"):
        db.add_index("Thing", ["nope"])


def test_unique_over_doubles_is_refused_and_names_one(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "a"}))
    db.insert_rows("Thing", [{"name": "A", "a": "Forlì"}, {"name": "B", "a": "forli"}, {"name": "C", "a": ""}])
    with pytest.raises(ValidationError, match='"forli" is there more than once'):
        db.updatedb("Thing", meta({"fieldname": "a", "unique": 1}))
    db.update_row("Thing", "B", {"a": ""})
    db.updatedb("Thing", meta({"fieldname": "a", "unique": 1}))
    assert db.read("select count(*) from `tabThing` where a is null") == [(2,)]


def test_unique_over_two_fields(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "a"}, {"fieldname": "b", "fieldtype": "Int"}))
    db.add_unique("Thing", ["a", "b"])
    db.insert_rows("Thing", [{"name": "A", "a": "x", "b": 1}, {"name": "B", "a": "x", "b": 2}])
    with pytest.raises(UniqueValidationError):
        db.insert_row("Thing", {"name": "C", "a": "X", "b": 1})


# ---- tables --------------------------------------------------------------------------------------


def test_renamed_table_keeps_rows_and_gets_its_indexes_again(db: Database) -> None:
    fields = [{"fieldname": "title", "search_index": 1}]
    db.updatedb("Thing", meta(*fields, title_field="title"))
    db.insert_row("Thing", {"name": "A", "title": "x"})
    db.rename_table("Thing", "Object")
    db.updatedb("Object", meta(*fields, name="Object", title_field="title"))
    assert db.read("select title from `tabObject`") == [("x",)]
    assert not db.table_exists("Thing")
    assert indexes(db, "Object") == {"modified", "creation", "title:fold"}


def test_dropped_table_is_gone_with_its_search_index(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "title"}, title_field="title"))
    db.drop_table("Thing")
    assert [t for t in db.get_tables() if "Thing" in t] == []
    with pytest.raises(errors.MissingTableError):
        db.get_table_columns("Thing")


# ---- what is known of the file is asked once ---------------------------------------------------------


def add_column_elsewhere(db: Database, column: str) -> None:
    """Change the table as another process would: by a connection that this one knows nothing of."""
    import sqlite3

    with closing(sqlite3.connect(db.path)) as other:
        other.execute(f"ALTER TABLE `tabThing` ADD COLUMN `{column}` TEXT")


def test_schema_is_looked_at_once_until_something_is_committed(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "a"}))
    db.commit()
    log = db.query_log = []
    for _ in range(5):
        assert db.has_column("Thing", "a")
    assert log == ["PRAGMA schema_version"]
    db.insert_row("Thing", {"name": "A"})
    db.commit()
    del log[:]
    for _ in range(5):
        assert db.has_column("Thing", "a")
    assert log == ["PRAGMA schema_version"]


def test_own_change_of_the_schema_is_seen_before_and_after_its_commit(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "a"}))
    db.commit()
    assert not db.has_column("Thing", "b")
    db.updatedb("Thing", meta({"fieldname": "a"}, {"fieldname": "b"}))
    assert db.has_column("Thing", "b")
    db.commit()
    assert db.has_column("Thing", "b")
    db.updatedb("Thing", meta({"fieldname": "a"}, {"fieldname": "b"}, {"fieldname": "c"}))
    assert db.has_column("Thing", "c")
    db.rollback()
    assert not db.has_column("Thing", "c")
    db.updatedb("Thing", meta({"fieldname": "a"}, {"fieldname": "b"}, {"fieldname": "d"}))
    db.commit()
    assert db.has_column("Thing", "d") and not db.has_column("Thing", "c")


def test_change_by_another_thread_is_seen_at_once(db: Database) -> None:
    db.updatedb("Thing", meta({"fieldname": "a"}))
    db.commit()
    assert not db.has_column("Thing", "b")

    def work() -> None:
        other = Database(db.path)
        other.updatedb("Thing", meta({"fieldname": "a"}, {"fieldname": "b"}))
        other.commit()
        other.disconnect()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert db.has_column("Thing", "b")


@pytest.mark.parametrize("look_again", ["forget_glances", "begin_read", "begin_write"])
def test_change_by_another_process_is_seen_by_the_next_request_and_by_whoever_writes(
    db: Database, look_again: str
) -> None:
    db.updatedb("Thing", meta({"fieldname": "a"}))
    db.commit()
    assert not db.has_column("Thing", "b")
    add_column_elsewhere(db, "b")
    getattr(db, look_again)()
    assert db.has_column("Thing", "b")
    db.rollback()

"""The trigram index beside a table: right after every kind of statement, and never the last word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from frappe import _dict
from frappe.database.database import Database
from frappe.database.search_index import search_columns, trigram_query
from frappe.database.text import fold
from hypothesis import given, settings
from hypothesis import strategies as st


class FakeMeta(SimpleNamespace):
    """As much of a Meta as tables need."""

    def __getattr__(self, name: str) -> Any:
        return None


def meta(*fields: dict, **values: Any) -> FakeMeta:
    base = {"name": "Party", "module": "Relations", "title_field": "party_name", "search_fields": "email, town, count"}
    names = [
        {"fieldname": "party_name"},
        {"fieldname": "email"},
        {"fieldname": "town"},
        {"fieldname": "count", "fieldtype": "Int"},
    ]
    return FakeMeta(**{**base, **values}, fields=[_dict({"fieldtype": "Data", **field}) for field in fields or names])


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(str(tmp_path / "site.db"))
    database.create_system_tables()
    database.updatedb("Party", meta())
    database.commit()
    yield database
    database.disconnect()


def found(db: Database, pattern: str) -> list[str]:
    rows = db.read(
        "select name from `tabParty` where rowid in (select rowid from `__search_Party` where `__search_Party` match ?)"
        " order by name",
        (trigram_query(pattern),),
    )
    return [row[0] for row in rows]


def test_columns_are_name_title_search_and_global_search_texts() -> None:
    assert search_columns(meta()) == ["name", "party_name", "email", "town"]
    assert search_columns(meta({"fieldname": "x", "in_global_search": 1}, title_field=None, search_fields=None)) == [
        "name",
        "x",
    ]


@pytest.mark.parametrize(
    "values", [{"istable": 1}, {"issingle": 1}, {"module": "Core"}, {"title_field": None, "search_fields": "count"}]
)
def test_some_doctypes_have_none(values: dict) -> None:
    assert search_columns(meta(**values)) == []


def test_large_own_and_custom_doctypes_have_one() -> None:
    assert search_columns(meta(name="User", module="Core"))
    assert search_columns(meta(module="Custom", custom=1))


def test_index_follows_insert_update_and_delete_by_any_statement(db: Database) -> None:
    db.insert_rows(
        "Party", [{"name": "P1", "party_name": "Casale Verde"}, {"name": "P2", "email": "info@forli.example"}]
    )
    assert (found(db, "%casale%"), found(db, "%FORLÌ%"), found(db, "%casale%forli%")) == (["P1"], ["P2"], [])
    db.sql("update `tabParty` set party_name = 'Molino Bianco' where name = %s", ("P1",))
    assert (found(db, "%casale%"), found(db, "%lino bia%")) == ([], ["P1"])
    db.sql("update `tabParty` set name = 'P9' where name = 'P1'")
    assert found(db, "%lino%") == ["P9"]
    db.sql("delete from `tabParty`")
    assert found(db, "%lino%") == found(db, "%forli%") == []


def test_change_of_case_alone_reaches_the_index(db: Database) -> None:
    db.insert_row("Party", {"name": "P1", "party_name": "È vero"})
    db.update_row("Party", "P1", {"party_name": "è vero"})
    db.update_row("Party", "P1", {"party_name": "niente"})
    assert (found(db, "%vero%"), found(db, "%niente%")) == ([], ["P1"])


def test_index_goes_back_with_the_transaction(db: Database) -> None:
    db.insert_row("Party", {"name": "P1", "party_name": "Casale"})
    db.rollback()
    assert found(db, "%casale%") == []


def test_changed_search_fields_remake_the_index(db: Database) -> None:
    db.insert_row("Party", {"name": "P1", "town": "Casale", "email": "a@bologna.example"})
    db.updatedb("Party", meta(search_fields="email"))
    assert (found(db, "%casale%"), found(db, "%bologna%")) == ([], ["P1"])
    assert db.table_info("Party").search_columns == ("name", "party_name", "email")
    db.updatedb("Party", meta(search_fields=None, title_field=None))
    assert db.table_info("Party").search_columns == ()
    db.insert_row("Party", {"name": "P2", "town": "Casale"})


def test_rebuild_makes_it_right_after_vacuum(db: Database) -> None:
    db.insert_rows("Party", [{"name": f"P{i}", "party_name": f"Azienda {i:03d}"} for i in range(50)])
    db.sql("delete from `tabParty` where name < 'P3'")
    db.commit()
    db.execute("vacuum")
    db.rebuild_search_indexes()
    assert found(db, "%azienda 031%") == ["P31"]


@pytest.mark.parametrize(
    ("pattern", "query"),
    [
        ("%abc%", '"abc"'),
        ("abcd%", '"abc" AND "bcd"'),
        ("%abcdefgh%", '"abc" AND "def" AND "fgh"'),
        ("%ab%", None),
        ("%a_c%", None),
        ("%ab%cde%", '"cde"'),
        ('%a"b%', '"a""b"'),
        ("%ÀBC%", '"abc"'),
        ("", None),
    ],
)
def test_pattern_becomes_a_query_that_never_misses(pattern: str, query: str | None) -> None:
    assert trigram_query(pattern) == query


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=6), st.text(min_size=3, max_size=5))
def test_index_finds_every_row_that_like_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], part: str
) -> None:
    part = part.replace("\x00", "").replace("%", "").replace("_", "")
    pattern = f"%{part}%"
    texts = [text.replace("\x00", "") for text in [*texts, f"a{part}b"]]
    database = Database(str(tmp_path_factory.mktemp("search") / "site.db"))
    try:
        database.updatedb("Party", meta())
        database.insert_rows("Party", [{"name": f"P{i}", "party_name": text} for i, text in enumerate(texts)])
        wanted = {
            row[0]
            for row in database.read("select name from `tabParty` where fold(party_name) like ?", (fold(pattern),))
        }
        if trigram_query(pattern):
            assert wanted <= set(found(database, pattern))
    finally:
        database.disconnect()

"""The list engine: filters with NULLs present, fields, order, groups, permission, hostile input, and its plans."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.database import planner
from frappe.exceptions import DataError, NotInStandaloneError, PermissionError, ValidationError
from frappe.model.db_query import DatabaseQuery, inline
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LEADS = [
    {
        "name": "A",
        "title": "Alpha",
        "status": "New",
        "n": 5,
        "price": 1.5,
        "day": "2026-01-10",
        "at": "2026-01-10 23:30:00",
        "hour": "10:00:00",
        "length": 60,
        "link": "Root",
        "modified": "2026-01-01 10:00:00",
        "_assign": '["a@x.com"]',
    },
    {
        "name": "B",
        "title": "Forlì",
        "status": "Done",
        "n": 0,
        "day": "2026-02-10",
        "at": "2026-02-10 00:00:00",
        "link": "Leaf",
        "modified": "2026-01-02 10:00:00",
    },
    {"name": "C", "title": "", "status": "", "n": -2, "length": 0, "link": "", "modified": "2026-01-03 10:00:00"},
    {
        "name": "D",
        "title": None,
        "status": None,
        "n": 7,
        "day": None,
        "at": None,
        "hour": None,
        "link": None,
        "modified": "2026-01-04 10:00:00",
    },
]
TREE = [("Root", 1, 6), ("Branch", 2, 5), ("Leaf", 3, 4), ("Alone", 7, 8)]


def field(fieldname: str, fieldtype: str = "Data", **more: Any) -> dict:
    return {"fieldname": fieldname, "label": fieldname.title(), "fieldtype": fieldtype, **more}


@pytest.fixture(scope="module")
def doctypes(bare_site: Path, make_doctype: Callable[..., str]) -> None:
    frappe.get_doc({"doctype": "Role", "role_name": "Q User", "desk_access": 1}).insert()
    make_doctype("Q Node", [field("colour"), field("lft", "Int"), field("rgt", "Int"), field("closed", permlevel=1)])
    make_doctype("Q Row", [field("item"), field("qty", "Float"), field("secret", permlevel=1)], istable=1)
    make_doctype(
        "Q Lead",
        [
            field("title", search_index=1),
            field("status", "Select", options="\nNew\nDone", search_index=1),
            field("n", "Int"),
            field("price", "Currency"),
            field("day", "Date"),
            field("at", "Datetime"),
            field("hour", "Time"),
            field("length", "Duration"),
            field("link", "Link", options="Q Node"),
            field("secret", permlevel=1),
            field("rows", "Table", options="Q Row"),
        ],
        sort_field="modified",
        sort_order="DESC",
        roles=["System Manager", "Q User"],
    )
    db = frappe.local.db
    db.insert_rows("Q Node", [{"name": n, "lft": left, "rgt": right, "colour": f"#{left}"} for n, left, right in TREE])
    db.insert_rows("Q Lead", [{"owner": "Administrator", "creation": row["modified"], **row} for row in LEADS])
    child = {"parenttype": "Q Lead", "parentfield": "rows"}
    db.insert_rows(
        "Q Row",
        [
            {"name": "r1", "parent": "A", "item": "i1", "qty": 2, "idx": 1, "secret": "s1", **child},
            {"name": "r2", "parent": "A", "item": "i2", "qty": 3, "idx": 2, **child},
            {"name": "r3", "parent": "B", "item": "i1", "qty": 4, "idx": 1, **child},
        ],
    )
    db.commit()


@pytest.fixture(autouse=True)
def site(frappe_site: Any, doctypes: None) -> Iterator[Any]:
    yield frappe_site


def names(filters: Any = None, **more: Any) -> str:
    """Names that match, as one word in order."""
    more.setdefault("order_by", "name asc")
    return "".join(frappe.get_all("Q Lead", filters=filters, pluck="name", **more))


# ---- operators, NULL rows present ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("fieldname", "operator", "value", "expected"),
    [
        # = : '' finds NULL and ''; case and accents do not count
        ("title", "=", "alpha", "A"),
        ("title", "=", "FORLI", "B"),
        ("title", "=", "", "CD"),
        ("title", "=", None, "CD"),
        ("status", "=", "new", "A"),
        ("n", "=", "5", "A"),
        ("n", "=", 0, "B"),
        ("length", "=", 0, "BCD"),
        ("day", "=", "2026-01-10", "A"),
        ("day", "=", None, "CD"),
        ("name", "=", "a", "A"),
        ("docstatus", "=", False, "ABCD"),
        # != : NULL counts as ''
        ("title", "!=", "Alpha", "BCD"),
        ("title", "!=", "", "AB"),
        ("status", "!=", "New", "BCD"),
        ("n", "!=", 5, "BCD"),
        ("day", "!=", "2026-01-10", "BCD"),
        # < > : NULL is '', 0 or the first day
        ("day", "<", "2026-02-01", "ACD"),
        ("day", "<=", "2026-02-10", "ABCD"),
        ("day", ">", "2026-01-10", "B"),
        ("day", ">=", "2026-01-10", "AB"),
        ("at", "<", "2026-01-10 23:30:01", "ACD"),
        ("at", ">", "2026-01-10", "AB"),
        ("n", ">", 0, "AD"),
        ("n", "<", 1, "BC"),
        ("length", "<", 1, "BCD"),
        ("title", "<", "b", "ACD"),
        ("title", ">", "b", "B"),
        ("hour", "<", "09:00:00", "BCD"),
        ("hour", ">=", "10:00", "A"),
        # in, not in
        ("title", "in", ["alpha", "forli"], "AB"),
        ("title", "in", "Alpha, Forlì", "AB"),
        ("title", "in", ["Alpha", ""], "ACD"),
        ("title", "in", ["Alpha", None], "ACD"),
        ("title", "in", [], "CD"),
        ("status", "in", ["Done"], "B"),
        ("status", "not in", ["Done"], "ACD"),
        ("title", "not in", ["Alpha"], "BCD"),
        ("title", "not in", ["Alpha", ""], "B"),
        ("title", "not in", [], "AB"),
        ("n", "in", ["5", 7], "AD"),
        ("n", "not in", "5,7", "BC"),
        ("day", "in", ["2026-01-10", "2026-02-10"], "AB"),
        ("name", "in", [f"X{i}" for i in range(2_000)] + ["C"], "C"),
        ("title", "in", [f"X{i}" for i in range(2_000)] + ["forli"], "B"),
        # like, not like
        ("title", "like", "%LPH%", "A"),
        ("title", "like", "%rli", "B"),
        ("title", "like", "forlì", "B"),
        ("title", "like", "%", "ABC"),
        ("title", "like", "", "CD"),
        ("title", "like", "al_ha", "A"),
        ("title", "like", r"%\%", ""),
        ("title", "not like", "%lph%", "BCD"),
        ("at", "like", "2026-01%", "A"),
        ("n", "like", "5", "A"),
        ("_assign", "like", "%a@x.com%", "A"),
        ("_assign", "is", "not set", "BCD"),
        # between
        ("day", "between", ["2026-01-10", "2026-02-09"], "A"),
        ("at", "between", ["2026-01-10", "2026-01-10"], "A"),
        ("at", "between", ["2026-02-10", "2026-02-10"], "B"),
        ("at", "between", ["2026-01-10 23:30:00", "2026-02-10 00:00:00"], "AB"),
        ("at", "Between", "2026-01-01, 2026-01-31", "A"),
        ("n", "between", [0, 5], "AB"),
        ("title", "between", ["a", "b"], "A"),
        # is
        ("title", "is", "set", "AB"),
        ("title", "is", "not set", "CD"),
        ("day", "is", "not set", "CD"),
        ("day", "is", "Set", "AB"),
        ("n", "is", "set", "ABCD"),
        # trees
        ("link", "descendants of", "Root", "B"),
        ("link", "descendants of (inclusive)", "root", "AB"),
        ("link", "not descendants of", "Root", "ACD"),
        ("link", "ancestors of", "Leaf", "A"),
        ("link", "not ancestors of", "Leaf", "BCD"),
        ("link", "descendants of", "Nowhere", ""),
    ],
)
def test_operator(fieldname: str, operator: str, value: Any, expected: str) -> None:
    assert names([[fieldname, operator, value]]) == expected
    assert frappe.db.count("Q Lead", [[fieldname, operator, value]]) == len(expected)


def test_tree_operators_on_the_tree_itself() -> None:
    under = frappe.get_all("Q Node", {"name": ["descendants of", "Root"]}, pluck="name", order_by="lft")
    assert under == ["Branch", "Leaf"]
    with pytest.raises(ValidationError, match="links to a tree"):
        names([["title", "descendants of", "Root"]])


@pytest.mark.parametrize(
    ("operator", "value", "first", "last"),
    [
        ("timespan", "today", "2026-03-18", "2026-03-18"),
        ("timespan", "yesterday", "2026-03-17", "2026-03-17"),
        ("timespan", "last month", "2026-02-01", "2026-02-28"),
        ("timespan", "this year", "2026-01-01", "2026-12-31"),
        ("previous", "1 month", "2026-02-01", "2026-02-28"),
        ("next", "1 year", "2027-01-01", "2027-12-31"),
    ],
)
def test_periods_include_their_first_and_last_day(
    operator: str, value: str, first: str, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from freezegun import freeze_time

    day = datetime.timedelta(days=1)
    low, high = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    dates = {"W": low - day, "X": low, "Y": high, "Z": high + day}
    frappe.db.insert_rows("Q Lead", [{"name": name, "day": date, "n": 99} for name, date in dates.items()])
    with freeze_time("2026-03-18 12:00:00"):
        assert names([["day", operator, value], ["n", "=", 99]]) == "XY"


def test_missing_bound_of_between_is_today() -> None:
    frappe.db.insert_row("Q Lead", {"name": "T", "day": frappe.utils.nowdate()})
    assert names([["day", "between", [frappe.utils.nowdate()]]]) == "T"


def test_two_bounds_on_one_date_leave_null_out() -> None:
    assert names([["day", ">=", "2026-01-01"], ["day", "<", "2026-02-01"]]) == "A"


# ---- forms of filters ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"n": 5}, "A"),
        ({"n": [">", 0], "status": ""}, "D"),
        ([["n", "=", 5]], "A"),
        ([["Q Lead", "n", "=", 5]], "A"),
        ([["Q Lead", "n", "=", 5, False]], "A"),
        ([["n", 5]], "A"),
        ([{"n": 5}], "A"),
        ([["tabQ Lead.n", "=", 5]], ""),
        ('{"n": 5}', "A"),
        ('[["n", "=", 5]]', "A"),
        ([["n", "=", 5], "or", ["n", "=", 7]], "AD"),
        ([[["n", "=", 5], "or", ["n", "=", 7]], "and", ["title", "is", "set"]], "A"),
        ([[["n", "=", 5], ["title", "is", "set"]], "or", ["name", "=", "C"]], "AC"),
        ([["link.colour", "=", "#3"]], "B"),
        ([["Q Row", "item", "=", "i2"]], "A"),
        ([["rows.item", "=", "i2"]], "A"),
        ({"item": "i2"}, "A"),
        ([], "ABCD"),
        (None, "ABCD"),
        ("", "ABCD"),
    ],
)
def test_filter_form(filters: Any, expected: str) -> None:
    if filters == [["tabQ Lead.n", "=", 5]]:
        filters = [["`tabQ Lead`.`n`", "=", 5]]
        expected = "A"
    assert names(filters) == expected


@pytest.mark.parametrize(
    "filters",
    [
        ["status", "=", "New"],
        "A",
        "{",
        5,
        [5],
        [[]],
        [["n"]],
        [["n", "=", 5], "or"],
        [["n", "=", 5], "or", ["n", "=", 5], "and"],
        {"n": [5]},
        {"n": ["=", 5, 6]},
        {"n": ["~", 5]},
        {"n": [None, 5]},
        {"n": {"a": 1}},
        {"title": ["in", [["a"]]]},
        {"day": "soon"},
        {"at": ["between", ["2026-01-01", "x"]]},
        {"title": ["is", "maybe"]},
        {"day": ["timespan", "some day"]},
        {"n": 2**80},
        {"nope": 1},
        {"link.nope": 1},
        {"nope.colour": 1},
        {"a.b.c": 1},
        [["No DocType", "n", "=", 1]],
        {"title": "\ud800"},
        {"title": ["like", "%" * 20_000]},
        [[1, 2, 3]],
        {"n` = 1 or `n": 1},
    ],
)
def test_bad_filters_are_refused_with_a_sentence(filters: Any) -> None:
    with pytest.raises((ValidationError, DataError)) as caught:
        names(filters)
    assert len(str(caught.value)) > 10


def test_deep_and_wide_filters_are_refused() -> None:
    deep: Any = [["n", "=", 1]]
    for _ in range(100):
        deep = [deep]
    with pytest.raises(ValidationError, match="deeply"):
        names(deep)
    with pytest.raises(ValidationError, match="at most"):
        names([["n", "=", i] for i in range(5_000)])
    with pytest.raises(ValidationError):
        names("[" * 100_000)


def test_or_filters_are_joined_to_filters_by_and() -> None:
    assert names(or_filters={"n": 5, "title": "forli"}) == "AB"
    assert names({"status": "Done"}, or_filters=[["n", "=", 5], ["title", "=", "forli"]]) == "B"


def test_filters_may_come_first() -> None:
    assert [row.name for row in frappe.get_all("Q Lead", {"n": 5})] == ["A"]
    assert frappe.get_all("Q Lead", [["n", "=", 5]], ["title"]) == [{"title": "Alpha"}]


# ---- fields --------------------------------------------------------------------------------------


def first(fields: Any, **more: Any) -> Any:
    return frappe.get_all("Q Lead", fields=fields, filters={"name": "A"}, **more)[0]


def test_default_field_is_name_and_default_order_the_doctypes() -> None:
    assert frappe.get_all("Q Lead") == [{"name": n} for n in "DCBA"]


def test_values_have_their_types() -> None:
    row = first(["day", "at", "hour", "price", "n"])
    assert row == {
        "day": datetime.date(2026, 1, 10),
        "at": datetime.datetime(2026, 1, 10, 23, 30),
        "hour": datetime.timedelta(hours=10),
        "price": 1.5,
        "n": 5,
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["title as t"], {"t": "Alpha"}),
        ("title as t, n", {"t": "Alpha", "n": 5}),
        ('["title as t", "n"]', {"t": "Alpha", "n": 5}),
        (["`tabQ Lead`.`title`"], {"title": "Alpha"}),
        (["`tabQ Lead`.title as `a b`"], {"a b": "Alpha"}),
        (["link.colour as c"], {"c": "#1"}),
        (["link.colour"], {"colour": "#1"}),
        (["count(name) as c"], {"c": 1}),
        (["count(*)"], {"count(*)": 1}),
        (["COUNT(distinct status) as c"], {"c": 1}),
        (["max(day)"], {"max(day)": datetime.date(2026, 1, 10)}),
        (["max(at) as m"], {"m": datetime.datetime(2026, 1, 10, 23, 30)}),
        (["sum(n * price) as s"], {"s": 7.5}),
        (["n / 2 as h"], {"h": 2.5}),
        (["(n + 1) * -2 as x"], {"x": -12}),
        (["year(day) as y", "month(day) as m"], {"y": 2026, "m": 1}),
        (["date(at) as d"], {"d": datetime.date(2026, 1, 10)}),
        ([{"COUNT": "name", "as": "c"}], {"c": 1}),
        ([{"SUM": "n"}], {"sum(n)": 5}),
        ([{"COUNT": "*", "as": "c"}], {"c": 1}),
        ([{"MUL": ["n", 2], "as": "d"}], {"d": 10}),
        ([{"SUM": {"MUL": ["n", "price"]}, "as": "s"}], {"s": 7.5}),
        (["1 as one", "'x' as word"], {"one": 1, "word": "x"}),
        (
            ["name", {"rows": ["item", "qty"]}],
            {"name": "A", "rows": [{"item": "i1", "qty": 2.0}, {"item": "i2", "qty": 3.0}]},
        ),
        ([{"rows": ["item"]}], {"name": "A", "rows": [{"item": "i1"}, {"item": "i2"}]}),
    ],
)
def test_field_form(fields: Any, expected: dict) -> None:
    assert first(fields) == expected


def test_star_is_every_column() -> None:
    assert set(first(["*"])) == set(frappe.db.get_table_columns("Q Lead"))
    assert set(first(["`tabQ Lead`.*"])) == set(frappe.db.get_table_columns("Q Lead"))


def test_child_field_gives_one_row_per_child() -> None:
    rows = frappe.get_all(
        "Q Lead", fields=["name", "rows.item"], filters={"n": [">", -1]}, order_by="name, rows.idx", as_list=True
    )
    assert rows == (("A", "i1"), ("A", "i2"), ("B", "i1"), ("D", None))
    assert names([["Q Row", "qty", ">", 1]]) == "AAB"
    assert names([["Q Row", "qty", ">", 1]], distinct=True) == "AB"
    assert frappe.get_all("Q Lead", fields=["name", "`tabQ Row`.qty"], filters={"name": "B"}) == [
        {"name": "B", "qty": 4.0}
    ]


@pytest.mark.parametrize(
    "fields",
    [
        ["nope"],
        ["link.nope"],
        ["nope.colour"],
        ["sleep(1)"],
        ["if(1,2,3)"],
        ["ifnull(n, 1)"],
        ["concat(name, 1)"],
        ["name; drop table x"],
        ["(select 1)"],
        ["name from tabUser --"],
        ["case when 1 then 2 end"],
        ["name as `x` y"],
        ["`tabUser`.`name`"],
        ["'a''b'"],
        ["load_extension('x')"],
        ["name as a`b"],
        ["count("],
        ["count(name"],
        [""],
        [None],
        [5],
        [["name"]],
        [{"EVIL": "name"}],
        [{"COUNT": "name", "as": "a` b"}],
        [{"COUNT": "nope"}],
        [{}],
        [{"SUM": "*"}],
        ["name.name.name"],
        ["user()"],
        ["version()"],
        ["title /* x */"],
        ["x" * 5_000],
        ["(" * 500 + "n" + ")" * 500],
        ["\x00"],
        ["n--1"],
        "[",
        ["*, (select 1)"],
        ["tabUser.*"],
    ],
)
def test_hostile_or_unknown_field_is_refused(fields: Any) -> None:
    if fields == ["n--1"]:
        assert first(fields) == {"n--1": 6}
        return
    with pytest.raises((ValidationError, DataError)):
        frappe.get_all("Q Lead", fields=fields)


# ---- order, groups, pages ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order_by", "expected"),
    [
        ("name desc", "DCBA"),
        ("n", "CBAD"),
        ("`tabQ Lead`.`n` asc", "CBAD"),
        ("tabQ_missing", None),
        ("status desc, name asc", "ABCD"),
        ("title asc, name desc", "DCAB"),
        ("link.colour desc, name", "BACD"),
        ("abs(n), name", "BCAD"),
        ("", None),
    ],
)
def test_order(order_by: str, expected: str | None) -> None:
    if order_by == "tabQ_missing":
        with pytest.raises(DataError):
            names(order_by=order_by)
    elif expected is None:
        assert sorted(names(order_by=order_by)) == list("ABCD")
    else:
        assert names(order_by=order_by) == expected


def test_text_is_ordered_without_case_and_accents() -> None:
    titles = ["zeta", "Èrica", "alfa", "Zorro", "erminia"]
    frappe.db.insert_rows("Q Lead", [{"name": f"o{i}", "title": title, "n": 50} for i, title in enumerate(titles)])
    assert frappe.get_all("Q Lead", {"n": 50}, order_by="title asc", pluck="title") == [
        "alfa",
        "Èrica",
        "erminia",
        "zeta",
        "Zorro",
    ]


@pytest.mark.parametrize(
    "order_by",
    [
        "nope",
        "name; drop",
        "(select 1)",
        "name desc nulls first",
        "name desc desc",
        "sleep(1)",
        "1 union select 1",
        5,
        ["name"],
    ],
)
def test_hostile_order_is_refused(order_by: Any) -> None:
    with pytest.raises(DataError):
        names(order_by=order_by)


def test_groups_and_aliases() -> None:
    rows = frappe.get_all(
        "Q Row",
        fields=["item", "count(name) as c", "sum(qty) as total"],
        group_by="item",
        order_by="c desc",
        as_list=True,
    )
    assert rows == (("i1", 2, 6.0), ("i2", 1, 3.0))
    with pytest.raises(DataError):
        frappe.get_all("Q Lead", fields=["count(name)"], group_by="nope")
    with pytest.raises(DataError):
        frappe.get_all("Q Lead", fields=["count(name)"], group_by="status having 1")


def test_pages() -> None:
    assert names(limit=2) == names(page_length=2) == names(limit_page_length="2") == "AB"
    assert names(limit_start=1, limit=2) == names(start="1", page_length=2) == "BC"
    assert names(limit_page_length=0) == "ABCD"
    assert names(limit=2**70) == "ABCD"
    for bad in ("x", -1, "1; drop"):
        with pytest.raises(ValidationError):
            names(limit=bad)


def test_single_aggregate_has_no_order() -> None:
    assert frappe.get_all("Q Lead", fields=["sum(n) as s"]) == [{"s": 10}]


def test_rows_as_lists_and_update() -> None:
    assert frappe.get_all("Q Lead", {"n": 5}, ["name", "n"], as_list=True) == (("A", 5),)
    assert frappe.get_all("Q Lead", {"n": 5}, update={"x": 1}) == [{"name": "A", "x": 1}]
    assert frappe.get_all("Q Lead", {"n": 5}, ["title", "name"], pluck="name") == ["A"]


# ---- frappe.db -----------------------------------------------------------------------------------


def test_get_value_forms() -> None:
    db = frappe.db
    assert db.get_value("Q Lead", "A", "title") == "Alpha"
    assert db.get_value("Q Lead", "a", ["title", "n"]) == ("Alpha", 5)
    assert db.get_value("Q Lead", {"n": 5}, ["title", "n"], as_dict=True) == {"title": "Alpha", "n": 5}
    assert db.get_value("Q Lead", {"n": [">", 0]}, "name") == "D"
    assert db.get_value("Q Lead", {"n": [">", 0]}, "name", order_by="name asc") == "A"
    assert db.get_value("Q Lead", {"n": 77}, "title") is None
    assert db.get_value("Q Lead", "none", ["title", "n"]) is None
    assert db.get_value("Q Lead", "none", "title", as_dict=True) is None
    assert db.get_values("Q Lead", {"n": [">", 0]}, "name", order_by="name asc", pluck=True) == ["A", "D"]
    with pytest.raises(DataError):
        db.get_value("Q Lead", "A", "nope")


def test_exists_forms() -> None:
    db = frappe.db
    assert db.exists("Q Lead", "A") == "A"
    assert db.exists("Q Lead", {"n": 5}) == "A"
    assert db.exists({"doctype": "Q Lead", "n": 5}) == "A"
    assert db.exists("Q Lead", "none") is None
    assert db.exists("Q Lead", None) is None
    assert db.exists("No Such DocType", "A") is None
    assert db.exists("No Such DocType", {"a": 1}) is None
    assert db.exists("System Settings", "System Settings") == "System Settings"


def test_set_value_by_name_and_filters() -> None:
    db = frappe.db
    db.set_value("Q Lead", "A", "title", "Beta")
    db.set_value("Q Lead", {"n": ["<", 1]}, {"title": "Low", "price": "2.5"}, update_modified=False)
    assert db.get_value("Q Lead", "A", ["title", "modified_by"]) == ("Beta", "Administrator")
    assert db.get_value("Q Lead", "B", ["title", "price", "modified"]) == (
        "Low",
        2.5,
        datetime.datetime(2026, 1, 2, 10),
    )
    db.delete("Q Lead", {"title": "low"})
    assert names() == "AD"


def test_deleting_what_is_before_a_day_spares_what_has_none() -> None:
    """Lists count no day as before every other; a bench deletes by comparing alone."""
    rows = [{"name": "Y", "day": "2026-01-01", "n": 77}, {"name": "Z", "day": None, "n": 77}]
    frappe.db.insert_rows("Q Lead", rows)
    for filters in ({"n": 77, "day": ["<", "2026-02-01"]}, [["n", "=", 77], ["Q Lead", "day", "<=", "2026-02-01"]]):
        frappe.db.delete("Q Lead", filters)
        assert names({"n": 77}) == "Z"


def test_builder_query_runs_as_a_list() -> None:
    query = frappe.qb.get_query(
        "Q Lead", fields=["name", "link.colour as c", {"rows": ["item"]}], filters={"n": 5}, limit=3
    )
    assert query.run(as_dict=True) == [{"name": "A", "c": "#1", "rows": [{"item": "i1"}, {"item": "i2"}]}]
    assert frappe.db.sql(frappe.qb.get_query("Q Lead", filters={"title": "O'Neil"}).get_sql()) == ()
    table = frappe.qb.DocType("Q Lead")
    made = (
        frappe.qb.from_(table)
        .select(table.name)
        .where(table.title.isin(["Alpha", "O'Neil"]))
        .where(table.day >= datetime.date(2026, 1, 1))
    )
    assert made.run() == (("A",),)
    assert made.run(pluck=True) == ["A"]


def test_values_written_into_sql_keep_their_quotes() -> None:
    assert inline("a = ? and b = '?' and `c?` = ?", ["O'N", 5]) == "a = 'O''N' and b = '?' and `c?` = 5"


def test_single_and_virtual_doctypes_cannot_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="without a table"):
        frappe.get_all("System Settings")
    monkeypatch.setattr(frappe.get_meta("Q Node"), "is_virtual", 1)
    with pytest.raises(NotInStandaloneError):
        frappe.get_all("Q Node")


# ---- permission ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def users(doctypes: None, make_user: Callable[..., str]) -> None:
    make_user("q-user@example.com", "Q User")
    make_user("q-other@example.com")


def as_user(user: str, **more: Any) -> str:
    more.setdefault("order_by", "name asc")
    return "".join(row.name for row in DatabaseQuery("Q Lead", user).execute(**more))


def test_list_needs_a_right_and_get_all_none(users: None) -> None:
    assert as_user("q-user@example.com") == "ABCD"
    with pytest.raises(PermissionError):
        as_user("q-other@example.com")
    frappe.set_user("q-other@example.com")
    assert names() == "ABCD"
    with pytest.raises(PermissionError):
        DatabaseQuery("Q Lead").count()


def test_share_opens_one_record_to_a_user_without_rights(users: None) -> None:
    share = {"share_doctype": "Q Lead", "share_name": "B", "user": "q-other@example.com", "read": 1}
    frappe.db.insert_row("DocShare", {"name": "s1", **share})
    assert as_user("q-other@example.com") == "B"
    assert DatabaseQuery("Q Lead", "q-other@example.com").count() == 1


def test_user_permission_on_a_link_lets_blanks_pass(users: None) -> None:
    permission = {"user": "q-user@example.com", "allow": "Q Node", "for_value": "Leaf", "hide_descendants": 1}
    frappe.db.insert_row("User Permission", {"name": "up1", **permission})
    from frappe.utils.caching import bump_derived

    bump_derived()
    assert as_user("q-user@example.com") == "BCD"
    assert DatabaseQuery("Q Lead", "q-user@example.com").build_match_conditions().count("`link` IN ('Leaf')") == 1
    share = {"share_doctype": "Q Lead", "share_name": "A", "user": "q-user@example.com", "read": 1}
    frappe.db.insert_row("DocShare", {"name": "s2", **share})
    assert as_user("q-user@example.com") == "ABCD"
    frappe.db.rollback()
    assert as_user("q-user@example.com") == "ABCD"


def test_only_own_records_where_the_right_is_the_owners(users: None) -> None:
    frappe.db.sql("update `tabDocPerm` set if_owner = 1 where parent = 'Q Lead' and role = 'Q User'")
    frappe.db.set_value("Q Lead", "C", "owner", "q-user@example.com")
    from frappe.utils.caching import bump_derived

    bump_derived()
    assert as_user("q-user@example.com") == "C"


def test_query_conditions_of_apps_are_added(users: None, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = {"permission_query_conditions": {"Q Lead": ["frappe.tests.conditions"]}}
    monkeypatch.setattr(
        frappe, "get_hooks", lambda key=None, default=None, app_name=None: hooks.get(key, default or {})
    )
    monkeypatch.setattr(frappe, "get_attr", lambda path: lambda user, doctype: f"`tab{doctype}`.n > 0 or '{user}' = ''")
    assert as_user("q-user@example.com") == "AD"
    assert as_user("q-user@example.com", filters={"n": ["<", 0]}) == ""
    assert names() == "ABCD"


def test_fields_of_a_closed_level_are_left_out_and_cannot_be_asked_about(users: None) -> None:
    user = DatabaseQuery("Q Lead", "q-user@example.com")
    assert user.execute(fields=["name", "secret", "max(secret)"], filters={"name": "A"}) == [{"name": "A"}]
    star = DatabaseQuery("Q Lead", "q-user@example.com").execute(fields=["*"], limit=1)[0]
    assert "secret" not in star and "title" in star and "_assign" not in star
    for question in (
        {"filters": {"secret": "x"}},
        {"order_by": "secret"},
        {"fields": ["count(name)"], "group_by": "secret"},
    ):
        with pytest.raises(PermissionError):
            DatabaseQuery("Q Lead", "q-user@example.com").execute(**question)
    assert DatabaseQuery("Q Lead", "q-user@example.com").execute(
        fields=["rows.secret", "name"], filters={"name": "A"}
    ) == [
        {"name": "A"},
        {"name": "A"},
    ]


def test_link_field_needs_a_right_on_the_target(users: None) -> None:
    with pytest.raises(PermissionError):
        as_user("q-user@example.com", fields=["name", "link.colour"])
    with pytest.raises(PermissionError):
        as_user("q-user@example.com", filters={"link.colour": "#1"})


def test_child_list_needs_its_parent_and_the_parents_rights(users: None) -> None:
    query = DatabaseQuery("Q Row", "q-user@example.com")
    with pytest.raises(PermissionError, match="not a valid parent"):
        query.execute()
    assert len(query.execute(parent_doctype="Q Lead")) == 3
    frappe.db.sql("update `tabDocPerm` set if_owner = 1 where parent = 'Q Lead' and role = 'Q User'")
    frappe.db.set_value("Q Lead", "B", "owner", "q-user@example.com")
    from frappe.utils.caching import bump_derived

    bump_derived()
    rows = DatabaseQuery("Q Row", "q-user@example.com").execute(parent_doctype="Q Lead", pluck="name")
    assert rows == ["r3"]


# ---- hostile input -------------------------------------------------------------------------------

_SIGNS = st.text(
    alphabet="abnrt_`'\"().,*;%-/+ =\\\x00é\ud800 select from tab union where name title as desc limit 1", max_size=40
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | _SIGNS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=6) | st.sampled_from(["n", "title", "COUNT", "as"]), inner, max_size=3)
    ),
    max_leaves=12,
)
_NAMES = (
    st.sampled_from(
        ["n", "title", "day", "at", "hour", "status", "link", "link.colour", "rows.item", "_assign", "nope"]
    )
    | _SIGNS
)
_OPERATORS = st.sampled_from(
    ["=", "!=", ">", "<", "in", "not in", "like", "not like", "between", "is", "timespan", "ancestors of", "OR 1"]
)
_HOSTILE = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def refuses_or_answers(**request: Any) -> None:
    try:
        frappe.get_all("Q Lead", **request)
    except (ValidationError, PermissionError):
        pass
    assert frappe.db.read("select count(*) from `tabQ Lead`") == [(4,)]


@_HOSTILE
@given(
    filters=_VALUES
    | st.lists(st.tuples(_NAMES, _OPERATORS, _VALUES), max_size=3)
    | st.dictionaries(_NAMES, _VALUES, max_size=3)
)
def test_no_filter_breaks_the_engine(filters: Any) -> None:
    refuses_or_answers(filters=filters)
    refuses_or_answers(or_filters=filters)


@_HOSTILE
@given(fields=st.lists(_NAMES | _VALUES, max_size=3) | _VALUES)
def test_no_field_breaks_the_engine(fields: Any) -> None:
    refuses_or_answers(fields=fields)


@_HOSTILE
@given(text=_NAMES | _VALUES)
def test_no_order_or_group_breaks_the_engine(text: Any) -> None:
    refuses_or_answers(order_by=text)
    refuses_or_answers(group_by=text)
    refuses_or_answers(limit=text)


@_HOSTILE
@given(text=st.text(max_size=30))
def test_any_json_text_is_read_or_refused(text: str) -> None:
    refuses_or_answers(filters=text)
    refuses_or_answers(filters=json.dumps({"title": text}))


# ---- plans of big tables -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def big(doctypes: None, make_doctype: Callable[..., str]) -> None:
    make_doctype(
        "Q Big",
        [
            field("title", search_index=1),
            field("kind", "Select", options="\na\nb\nc", search_index=1),
            field("area", search_index=1),
            field("day", "Date", search_index=1),
            field("note"),
            field("code", search_index=1),
        ],
        title_field="title",
        search_fields="note",
    )
    start = datetime.date(2020, 1, 1)
    rows = []
    for i in range(6_000):
        area = "Forlì" if i % 50 == 3 else f"Area {i % 4}"
        kind = "c" if i % 4 == 1 else "ab"[i % 2]
        day = None if i % 11 == 0 else start + datetime.timedelta(days=i * 7 % 900)
        code, modified = f"{'cC'[i % 2]}{i * 7919 % 6000:04d}", f"2026-01-01 00:00:00.{i:06d}"
        title = f"Title {i % 3000:05d}"
        rows.append((f"N{i:05d}", title, kind, area, day, f"note number {i}", modified, code))
    fields = ["name", "title", "kind", "area", "day", "note", "modified", "code"]
    frappe.local.db.bulk_insert("Q Big", fields, rows)
    frappe.local.db.commit()


BIG_FILTERS = [
    {"kind": "a", "area": "area 1"},
    {"kind": "c", "area": "Area 1"},
    {"kind": "c", "area": "Area 2"},
    {"area": "FORLI"},
    {"area": ["in", ["forli", "Area 3"]], "kind": "b"},
    {"title": "title 00077"},
    {"title": ["like", "title 0007%"]},
    {"area": ["like", "for%"], "kind": ["!=", "a"]},
    {"note": ["like", "%number 77%"]},
    {"note": ["like", "%number%"], "kind": "c"},
    [["note", "like", "%number 77%"], ["title", "like", "%title 000%"]],
    {"day": [">=", "2022-01-01"], "kind": "a"},
    {"day": ["<", "2020-02-01"], "kind": "a"},
    {"day": ["between", ["2020-03-01", "2020-03-20"]]},
    {"name": ["in", ["n00007", "N00009", "none"]]},
    [["day", ">=", "2020-03-01"], ["day", "<", "2020-04-01"], ["area", "!=", "Area 1"]],
    [["title", "like", "%0007%"], "or", ["note", "like", "%number 5999%"]],
    [["title", "like", "title 0007%"], "or", ["name", "like", "n0000%"], "or", ["area", "like", "for%"]],
    {"kind": ["in", ["a", "b"]], "area": "Area 0", "day": ["is", "set"]},
]


@pytest.mark.parametrize("filters", BIG_FILTERS)
@pytest.mark.parametrize(
    "order_by",
    ["modified desc", "day asc, name asc", "title desc, name asc", "area asc, name asc", "note desc", "code asc"],
)
@pytest.mark.parametrize(("steps", "bound"), [(planner.WALK_STEPS, 60_000), (100, 60_000), (100, 1_200)])
def test_every_plan_gives_the_rows_that_sqlite_alone_gives(
    big: None, filters: Any, order_by: str, steps: int, bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = {"filters": filters, "order_by": order_by, "fields": ["name", "day"], "as_list": True}
    monkeypatch.setattr(planner, "WALK_STEPS", steps)
    monkeypatch.setattr(planner, "COUNT_BOUND", bound)
    planned = [
        frappe.get_all("Q Big", **request, limit=20),
        frappe.get_all("Q Big", **request, limit=20, start=15),
        frappe.get_all("Q Big", **request),
    ]
    counted = frappe.db.count("Q Big", filters)
    monkeypatch.setattr(planner, "BIG_TABLE", 10**9)
    alone = [
        frappe.get_all("Q Big", **request, limit=20),
        frappe.get_all("Q Big", **request, limit=20, start=15),
        frappe.get_all("Q Big", **request),
    ]
    assert planned == alone
    assert counted == len(alone[2]) == frappe.db.count("Q Big", filters)


def test_filters_of_the_plans_find_something(big: None) -> None:
    never_meet = [{"kind": "a", "area": "area 1"}, {"kind": "c", "area": "Area 2"}]
    assert [filters for filters in BIG_FILTERS if not frappe.db.count("Q Big", filters)] == never_meet


def test_walk_that_was_cheap_once_is_never_stopped(big: None) -> None:
    log = frappe.db.query_log = []
    for _ in range(150):
        frappe.get_all("Q Big", {"kind": "c"}, order_by="modified desc", limit=20)
        assert "__w INDEXED BY" in log[-1]
    frappe.db.query_log = None


def test_order_without_folds_is_used_only_while_all_values_are_ascii(big: None) -> None:
    log = frappe.db.query_log = []
    frappe.get_all("Q Big", {"kind": "c"}, order_by="code asc", limit=5)
    assert "ORDER BY __w.`code` ASC" in log[-1]
    frappe.db.update_row("Q Big", "N00004", {"code": "ç0000"})
    rows = frappe.get_all("Q Big", {"name": ["!=", "x"]}, order_by="code asc", limit=3, pluck="code")
    assert "fold(`tabQ Big`.`code`) ASC" in log[-1]
    frappe.db.query_log = None
    assert rows == ["c0000", "ç0000", "C0001"]


def test_counting_field_is_counted_like_count(big: None) -> None:
    for fields in (["count(name) as c"], ["count(*)"], [{"COUNT": "name"}]):
        rows = frappe.get_all("Q Big", fields=fields, filters={"kind": "c", "area": "Area 1"}, as_list=True, limit=1)
        assert rows == ((frappe.db.count("Q Big", {"kind": "c", "area": "Area 1"}),),)


def test_limited_count_stops(big: None) -> None:
    assert DatabaseQuery("Q Big").count({"kind": "a"}, limit=101) == 101
    assert DatabaseQuery("Q Big").count({"kind": "none"}, limit=101) == 0


def test_composite_index_counts_alone(big: None) -> None:
    frappe.db.add_index("Q Big", ["kind", "area"])
    log = frappe.db.query_log = []
    counted = frappe.db.count("Q Big", {"kind": "c", "area": "Area 1"})
    frappe.db.query_log = None
    assert "INDEXED BY `tabQ Big:+kind,area`" in log[-1]
    assert counted == frappe.db.sql("select count(*) from `tabQ Big` where kind = 'c' and area = 'Area 1'")[0][0]

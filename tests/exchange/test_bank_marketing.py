"""Telephone contacts of a bank: a party with its profile and one event for each row, in one import; its known totals.

The file names no year: its rows stand in the order of time from May 2008, and the year rises when the month falls back.
"""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

RELCRM = Path(sys.executable).with_name("relcrm")

FILE = "events/uci_bank_marketing_bank-full.csv"
KIND = "Bank call"
PROFILE = {
    "age": "Age", "job": "Job", "marital": "Marital status", "education": "Education", "default": "In default",
    "balance": "Balance", "housing": "Housing loan", "loan": "Personal loan", "poutcome": "Earlier outcome",
}  # fmt: skip
OWN = {
    "duration": "event_values[field_key=duration].number",
    "campaign": "event_values[field_key=campaign].number",
    "poutcome": "event_values[field_key=earlier].choice",
    "contact": "event_values[field_key=contact].text",
}
FIXED = {
    "subject": "Call {#}",
    "event_type": KIND,
    "status": "Done",
    "party:party_name": "Client {#}",
    "party:party_type": "Person",
}
DATES = {"day": "starts_on#day", "month": "starts_on#month"}
CHOSEN = [
    ["profile:Job", "=", "management"],
    ["profile:Marital status", "=", "married"],
    ["profile:Housing loan", "=", 1],
    ["profile:Balance", ">=", 1000],
    ["profile:Earlier outcome", "!=", "success"],
]
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def get_columns() -> list[dict]:
    own = OWN | DATES | {"y": "outcome"}
    columns = [{"source_column": header, "target": target} for header, target in own.items()]
    columns += [
        {"source_column": header, "target": f"party:profile:{name}", "make_missing": 1}
        for header, name in PROFILE.items()
    ]
    return columns + [{"target": target, "fixed": text} for target, text in FIXED.items()]


@pytest.fixture
def bank(data):
    if not (data / FILE).exists():
        pytest.skip(f"{FILE} is not among the open registers")
    return (data / FILE).read_text()


@pytest.fixture
def prepare_bank(site):
    """Make an import of rows of the bank's file that has not begun; returns its name."""
    from relcrm.exchange import starting

    def prepare(text: str, **settings) -> str:
        if not site.db.exists("Relation Event Type", KIND):
            fields = [
                {"label": "Duration", "field_key": "duration", "value_type": "Number"},
                {"label": "Campaign", "field_key": "campaign", "value_type": "Number"},
                {"label": "Contact", "field_key": "contact", "value_type": "Text"},
                {"label": "Earlier", "field_key": "earlier", "value_type": "Choice",
                 "choices": "failure\nother\nsuccess\nunknown"},
            ]  # fmt: skip
            kind = {"type_name": KIND, "channel": "Call", "outcomes": "yes\nno", "fields_of_type": fields}
            site.get_doc({"doctype": "Relation Event Type", **kind}).insert()
        doc = starting.make_run("Relation Event", "bank.csv", text.encode())
        starting.prepare_run(doc, get_columns(), **{"first_year": 2008, **settings})
        site.db.commit()
        return doc.name

    return prepare


@pytest.fixture
def import_bank(site, prepare_bank):
    """Import rows of the bank's file to their end; returns the run."""
    from relcrm.exchange import running

    def run(text: str, **settings):
        name = prepare_bank(text, **settings)
        running.run_import(name)
        return site.get_doc("Import Run", name)

    return run


def read_rows(text: str) -> list[dict]:
    """The rows of the file with their year, reckoned without any of our code."""
    rows, year, month = list(csv.DictReader(io.StringIO(text))), 2008, 0
    for row in rows:
        number = MONTHS.index(row["month"]) + 1
        year += number < month
        month = number
        row["on"] = f"{year}-{month:02d}-{int(row['day']):02d}"
    return rows


def count(rows: list[dict], column: str) -> dict[str, tuple[int, int]]:
    """All rows and those with the answer yes, by the value of a column."""
    agreed = Counter(row[column] for row in rows if row["y"] == "yes")
    return {value: (number, agreed[value]) for value, number in Counter(row[column] for row in rows).items()}


def ask(doctype: str, conditions: list | None = None, *group_by: str) -> int | dict:
    """The list of events or parties, as the desk asks it: its count, or the counts of its groups."""
    from relcrm.workplace.lists.query import ListQuery

    query = ListQuery(doctype, conditions=conditions or [], group_by=list(group_by))
    if not group_by:
        return query.get_count()["count"]
    return {group["value"]: group["count"] for group in query.get_groups([])["groups"]}


def check_totals(site, rows: list[dict]) -> None:
    """Lists, their conditions, totals and groups, and the report of events say what the file says."""
    from relcrm.workplace.lists.query import ListQuery

    assert ask("Relation Event") == ask("Party") == len(rows)
    for column, groups in (("job", "Job"), ("poutcome", "Earlier outcome"), ("marital", "Marital status")):
        expected = count(rows, column)
        assert ask("Party", [], f"profile:{groups}") == {value: pair[0] for value, pair in expected.items()}
    earlier = count(rows, "poutcome")
    assert ask("Relation Event", [], "event:earlier") == {value: pair[0] for value, pair in earlier.items()}
    assert ask("Relation Event", [["outcome", "=", "yes"]], "event:earlier") == {
        value: pair[1] for value, pair in earlier.items() if pair[1]
    }
    by_month = Counter(row["on"][:7] for row in rows)
    assert ask("Relation Event", [], "month") == by_month
    query = ListQuery("Relation Event", totals=[["sum", "event:campaign"], ["sum", "event:duration"]])
    totals = {path: sum(int(row[path]) for row in rows) for path in ("campaign", "duration")}
    assert query.get_totals()["totals"] == {f"sum:event:{path}": total for path, total in totals.items()}
    inside = [
        row for row in rows
        if (row["job"], row["marital"], row["housing"]) == ("management", "married", "yes")
        and int(row["balance"]) >= 1000 and row["poutcome"] != "success"
    ]  # fmt: skip
    assert ask("Party", CHOSEN) == len(inside)


def test_a_slice_of_the_contacts(site, import_bank, bank):
    lines = bank.splitlines(keepends=True)
    text = "".join([lines[0], *lines[1:-1:150], lines[-1]])
    rows = read_rows(text)
    assert (rows[0]["on"][:4], rows[-1]["on"][:4]) == ("2008", "2010")
    trial = import_bank(text, dry_run=True)
    assert (trial.created_rows, site.db.count("Party"), site.db.count("Profile Attribute", {"name": "Job"})) == (
        len(rows), 0, 0,
    )  # fmt: skip
    run = import_bank(text)
    assert (run.created_rows, run.refused_rows, run.check_rows, run.duplicate_rows) == (len(rows), 0, 0, 0)
    stored = site.get_all("Relation Event", fields=["subject", "starts_on"], order_by="name asc", limit_page_length=0)
    assert [f"{row.starts_on:%Y-%m-%d}" for row in stored] == [row["on"] for row in rows]
    check_totals(site, rows)
    check_report(site, rows)
    again = import_bank(text)
    assert (again.unchanged_rows, again.created_rows) == (len(rows), 0)


def check_report(site, rows: list[dict]) -> None:
    """The report of events counts every month."""
    from relcrm.analysis.event_figures import get_event_rows

    told = get_event_rows({"event_type": KIND, "from_date": "2008-01-01", "to_date": "2011-01-01"})
    found: Counter = Counter()
    for row in told:
        found[row["month"]] += row["done"]
    assert found == Counter(row["on"][:7] for row in rows)


def test_an_undone_import_leaves_nothing_not_even_a_characteristic(site, import_bank, bank):
    from relcrm.exchange.undoing import undo_import

    text = "".join(bank.splitlines(keepends=True)[:300])
    run = import_bank(text)
    assert run.created_rows == 299
    undo_import(run.name)
    for doctype in ("Relation Event", "Party", "Party Profile", "Profile Value"):
        assert site.db.count(doctype) == 0, doctype
    assert not site.db.exists("Profile Attribute", "Job")


def test_a_stopped_import_goes_on_with_the_right_year(site, import_bank, bank, monkeypatch):
    from relcrm.exchange import running

    lines = bank.splitlines(keepends=True)
    text = "".join([lines[0], *lines[1::80]])
    insert, calls = running.insert_rows, []

    def break_down(rows):
        calls.append(rows)
        if len(calls) == 3:
            raise OSError("disk full")
        insert(rows)

    monkeypatch.setattr(running, "insert_rows", break_down)
    with pytest.raises(OSError, match="disk full"):
        import_bank(text)
    monkeypatch.setattr(running, "insert_rows", insert)
    assert 0 < site.db.count("Relation Event") < len(lines[1::80])
    name = site.get_all("Import Run", pluck="name", order_by="creation desc")[0]
    running.run_import(name)
    stored = site.get_all("Relation Event", fields=["starts_on"], order_by="name asc", limit_page_length=0)
    assert [f"{row.starts_on:%Y-%m-%d}" for row in stored] == [row["on"] for row in read_rows(text)]


def test_a_killed_import_takes_every_row_and_its_party_once(relcrm, site, prepare_bank, bank):
    """SIGKILL between two batches of rows that make a party, its profile and an event each."""
    lines = bank.splitlines(keepends=True)
    text = "".join([lines[0], *lines[1::60]])
    name = prepare_bank(text)
    path = site.local.site_path
    site.destroy()
    command = [str(RELCRM), "--site", path, "resume-import", name]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    next(line for line in process.stdout if line.startswith("Rows: "))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(60)
    process.stdout.close()

    def count() -> dict[str, int]:
        site.init(path, force=True)
        site.connect()
        site.set_user("Administrator")
        return {doctype: site.db.count(doctype) for doctype in ("Relation Event", "Party", "Party Profile")}

    killed = set(count().values())
    assert len(killed) == 1 and 0 < killed.pop() < len(lines[1::60]), "whole rows, not all of them"
    site.destroy()
    relcrm("--site", path, "resume-import", name, "--quiet")
    assert set(count().values()) == {len(lines[1::60])}
    check_totals(site, read_rows(text))


def test_a_changed_party_survives_the_undo(site, import_bank, bank):
    from relcrm.exchange.undoing import undo_import

    run = import_bank("".join(bank.splitlines(keepends=True)[:4]))
    name = site.get_all("Party", pluck="name", order_by="name asc")[0]
    party = site.get_doc("Party", name)
    party.notes = "kept"
    party.save()
    site.db.commit()
    undo_import(run.name)
    assert site.get_all("Party", pluck="name") == [name]
    told = site.get_all("Import Run Row", filters={"import_run": run.name, "message": ["like", "Not undone%"]})
    assert told


@pytest.mark.parametrize(
    ("columns", "settings", "sentence"),
    [
        ([{"source_column": "day", "target": "starts_on#day"}], {}, "from its parts"),
        ([{"target": "subject", "fixed": "{nonsense}"}, {"source_column": "y", "target": "outcome"}], {}, "nonsense"),
        ([{"target": "subject", "fixed": "always"}], {}, "No column is tied"),
        ([{"target": "subject", "fixed": ""}, {"source_column": "y", "target": "outcome"}], {}, "no fixed value"),
        ([{"source_column": "job", "target": "party:profile:Unknown"}], {}, "has no field"),
        ([{"source_column": "job", "target": "party:starts_on"}], {}, "has no field"),
        ([{"source_column": "job", "target": "party:party:party_name"}], {}, "is not the name of a field"),
        ([{"source_column": "job", "target": "subject#day"}], {}, "has no field"),
        ([{"source_column": h, "target": t} for h, t in DATES.items()], {"first_year": 0}, "have no year"),
        ([{"source_column": h, "target": t} for h, t in DATES.items()], {"first_year": 99}, "have no year"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_with_a_sentence(site, bank, columns, settings, sentence):
    from relcrm.exchange import starting

    doc = starting.make_run("Relation Event", "bank.csv", "".join(bank.splitlines(keepends=True)[:4]).encode())
    with pytest.raises(site.ValidationError, match=sentence):
        starting.prepare_run(doc, columns, **{"first_year": 2008, **settings})


@pytest.mark.heavy
def test_all_contacts(site, import_bank, bank, heavy):
    """Every figure of the file, as it was counted from it in other ways."""
    if not heavy:
        pytest.skip("all 45,211 contacts run with make test-heavy; a slice of them has run above")
    rows = read_rows(bank)
    assert len(rows) == 45_211
    run = import_bank(bank)
    assert (run.created_rows, run.refused_rows, run.check_rows) == (45_211, 0, 0)
    check_totals(site, rows)
    check_report(site, rows)
    yes = [["outcome", "=", "yes"]]
    years, agreed = Counter(), Counter()
    for month, number in ask("Relation Event", [], "month").items():
        years[month[:4]] += number
    for month, number in ask("Relation Event", yes, "month").items():
        agreed[month[:4]] += number
    assert (years, agreed) == (
        {"2008": 27_729, "2009": 14_862, "2010": 2_620}, {"2008": 1_401, "2009": 2_536, "2010": 1_352},
    )  # fmt: skip
    earlier = ask("Relation Event", [], "event:earlier")
    assert earlier == {"failure": 4_901, "other": 1_840, "success": 1_511, "unknown": 36_959}
    assert ask("Relation Event", yes, "event:earlier") == {
        "failure": 618, "other": 307, "success": 978, "unknown": 3_386,
    }  # fmt: skip
    assert ask("Party", [], "profile:Job") == {
        "admin.": 5_171, "blue-collar": 9_732, "entrepreneur": 1_487, "housemaid": 1_240, "management": 9_458,
        "retired": 2_264, "self-employed": 1_579, "services": 4_154, "student": 938, "technician": 7_597,
        "unemployed": 1_303, "unknown": 288,
    }  # fmt: skip
    may = [["month", "in", ["2008-05", "2009-05", "2010-05"]]]
    assert ask("Relation Event", may, "event:earlier") == {
        "failure": 1_687, "other": 591, "success": 236, "unknown": 11_252,
    }  # fmt: skip
    assert ask("Relation Event", [*may, *yes], "event:earlier") == {
        "failure": 131, "other": 54, "success": 120, "unknown": 620,
    }  # fmt: skip
    assert ask("Party", CHOSEN) == 956
    assert ask("Party", [*CHOSEN, {"has": "events", "of": yes}]) == 87

"""The register of schools, two years running: created, updated, unchanged, absent, undone, each value as before."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from register_support import write_csv

KEY = "tax_ids[kind=School code].number"
COLUMNS = {
    "REGIONE": "addresses[kind=Main].region",
    "PROVINCIA": "addresses[kind=Main].province",
    "CODICESCUOLA": KEY,
    "DENOMINAZIONESCUOLA": "party_name",
    "INDIRIZZOSCUOLA": "addresses[kind=Main].street",
    "CAPSCUOLA": "addresses[kind=Main].cap",
    "CODICECOMUNESCUOLA": "addresses[kind=Main].town_code",
    "DESCRIZIONECOMUNE": "addresses[kind=Main].town",
    "DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA": "sector",
    "INDIRIZZOEMAILSCUOLA": "emails[kind=Work].email",
    "INDIRIZZOPECSCUOLA": "pec",
    "SITOWEBSCUOLA": "website",
}
SETTINGS = {"match_by": KEY, "make_missing": ("sector",)}
COUNTS = ("created_rows", "updated_rows", "unchanged_rows", "refused_rows", "absent_records")
NURSERY = "SCUOLA INFANZIA NON STATALE"


def get_counts(run) -> tuple[int, ...]:
    return tuple(run.get(field) for field in COUNTS)


def take_slice(first: list[dict], second: list[dict]) -> tuple[list[dict], list[dict]]:
    """A part of both years that has some of everything: changed, unchanged, new and absent schools."""
    before = {row["CODICESCUOLA"]: row for row in first}
    after = {row["CODICESCUOLA"]: row for row in second}
    both = [code for code in before if code in after]
    changed = [code for code in both if differs(before[code], after[code])][:60]
    same = [code for code in both if not differs(before[code], after[code])][:120]
    absent = [code for code in before if code not in after][:30]
    new = [code for code in after if code not in before][:15]
    kept = {*changed, *same}
    return (
        [row for row in first if row["CODICESCUOLA"] in kept | set(absent)],
        [row for row in second if row["CODICESCUOLA"] in kept | set(new)],
    )


def differs(before: dict, after: dict) -> bool:
    return any(before[name] != after[name] for name in COLUMNS)


def get_content(frappe) -> list[str]:
    """Everything the parties hold, but for who changed them when."""
    rows = frappe.get_all(
        "Party", fields=["name", "party_name", "pec", "website", "sector", "main_town"], order_by="name"
    )
    for table in ("Party Address", "Party Email", "Party Tax Id"):
        fields = [df.fieldname for df in frappe.get_meta(table).fields if "Break" not in df.fieldtype]
        rows += frappe.get_all(table, fields=["parent", "idx", *fields], order_by="parent asc, idx asc")
    return [json.dumps(row, default=str) for row in rows]


def run_two_years(site, import_file, first: list[dict], second: list[dict]) -> tuple:
    """Import both years, the second twice, and take the first reading of the second back."""
    from relcrm.exchange.undoing import undo_import

    one = import_file("scuole-22.csv", write_csv(first), COLUMNS, **SETTINGS)
    before = get_content(site)
    two = import_file("scuole-23.csv", write_csv(second), COLUMNS, **SETTINGS)
    parties = site.db.count("Party")
    three = import_file("scuole-23.csv", write_csv(second), COLUMNS, **SETTINGS)
    undo_import(two.name)
    return one, two, three, parties, before


def test_a_slice_of_both_years(site, import_file, get_rows, schools):
    first, second = take_slice(*schools)
    one, two, three, parties, before = run_two_years(site, import_file, first, second)

    assert get_counts(one) == (210, 0, 0, 0, 0)
    assert get_counts(two) == (15, 60, 120, 0, 30)
    assert get_counts(three) == (0, 0, 195, 0, 30)
    assert parties == 225
    assert site.db.count("Party") == 210
    assert get_content(site) == before
    listed = site.get_all(
        "Import Run Row", filters={"import_run": two.name, "outcome": "Absent"}, pluck="reference_name"
    )
    codes = site.get_all("Party Tax Id", filters={"parent": ["in", listed]}, pluck="number")
    assert set(codes) == {r["CODICESCUOLA"] for r in first} - {r["CODICESCUOLA"] for r in second}
    assert json.loads(two.tally)["changed"] == count_changes(first, second)
    empty = Counter(COLUMNS[name] for row in first for name in COLUMNS if row[name] == "Non Disponibile")
    assert json.loads(one.tally)["left_empty"] == empty


def count_changes(first: list[dict], second: list[dict]) -> dict[str, int]:
    before = {row["CODICESCUOLA"]: row for row in first}
    changed: Counter = Counter()
    for row in second:
        old = before.get(row["CODICESCUOLA"])
        changed.update(COLUMNS[name] for name in COLUMNS if old and old[name] != row[name])
    return dict(changed)


@pytest.mark.heavy
def test_both_years_whole(site, import_file, get_rows, schools, heavy):
    if not heavy:
        pytest.skip("the whole register runs with make test-heavy; a slice of it has run above")
    one, two, three, parties, before = run_two_years(site, import_file, *schools)

    assert get_counts(one) == (11992, 0, 0, 0, 0)
    assert get_counts(two) == (20, 365, 11485, 0, 142)
    assert get_counts(three) == (0, 0, 11870, 0, 142)
    assert (parties, site.db.count("Party")) == (12012, 11992)
    assert get_content(site) == before
    assert json.loads(two.tally)["changed"] == {
        "pec": 141,
        "website": 132,
        "emails[kind=Work].email": 71,
        "party_name": 60,
        "addresses[kind=Main].street": 36,
        "addresses[kind=Main].cap": 11,
        "addresses[kind=Main].town": 2,
        "addresses[kind=Main].town_code": 1,
    }
    left_empty = {"emails[kind=Work].email": 2872, "pec": 6330, "website": 7307}
    assert json.loads(one.tally)["left_empty"] == left_empty

    absent = site.get_all(
        "Import Run Row", filters={"import_run": two.name, "outcome": "Absent"}, pluck="reference_name"
    )
    regions = site.get_all("Party Address", filters={"parent": ["in", absent]}, pluck="region")
    assert Counter(regions) == {"Lazio": 111, "Campania": 17, "Sicilia": 8, "Toscana": 5, "Calabria": 1}

    addresses = site.get_all("Party Address", fields=["parent", "region", "province", "cap"], limit_page_length=0)
    regions = Counter(row.region for row in addresses)
    assert [regions[name] for name in ("Lombardia", "Campania", "Lazio", "Veneto")] == [2474, 1689, 1401, 1318]
    veneto = Counter(row.province for row in addresses if row.region == "Veneto")
    assert veneto == {"VR": 285, "TV": 274, "PD": 264, "VI": 210, "VE": 179, "RO": 60, "BL": 46}
    assert sum(row.cap.startswith("0") for row in addresses) == 1739
    assert sum(row.cap == "-----" for row in addresses) == 3
    inside = {row.parent for row in addresses if row.region == "Veneto"}
    nurseries = site.get_all("Party", filters={"sector": NURSERY}, fields=["name", "pec"], limit_page_length=0)
    nurseries = [row for row in nurseries if row.name in inside]
    assert (len(nurseries), sum(bool(row.pec) for row in nurseries)) == (1069, 986)
    caps = [row for row in get_rows(one, to_check=1) if "-----" in row.message]
    assert len(caps) == 3
    shared = Counter(r["INDIRIZZOEMAILSCUOLA"].casefold() for r in schools[0] if "@" in r["INDIRIZZOEMAILSCUOLA"])
    assert sum(count for count in shared.values() if count > 1) >= 4218
    assert one.duplicate_rows == 3621

"""One customer list in the three forms in which offices send it; fixtures/make_fixtures.py has made them."""

from __future__ import annotations

from pathlib import Path

import pytest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CODE = "tax_ids[kind=Customer code].number"
GUESSED = {
    "Ragione sociale": "party_name",
    "Partita IVA": "vat_number",
    "Indirizzo": "addresses[kind=Main].street",
    "CAP": "addresses[kind=Main].cap",
    "Località": "addresses[kind=Main].town",
    "Prov.": "addresses[kind=Main].province",
    "Telefono": "phones[kind=Office].number",
    "E-mail": "emails[kind=Work].email",
    "Fatturato": "turnover",
    "Note": "notes",
    "Codice cliente": CODE,
}


def get_preview(name: str) -> dict:
    from relcrm.exchange import starting

    return starting.get_preview(starting.make_run("Party", name, (FIXTURES / name).read_bytes()))


@pytest.mark.parametrize("name", ["customers-excel-it.csv", "customers-utf16.txt", "customers.xlsx"])
def test_the_columns_of_an_italian_list_are_recognised(site, name):
    preview = get_preview(name)
    assert {c["source_column"]: c["target"] for c in preview["columns"]} == GUESSED
    assert (preview["total_rows"], preview["headers"][5]) == (40, "Località")


def test_the_same_list_in_another_form_changes_nothing(site, import_file, get_rows):
    columns = GUESSED | {"Cliente dal": "customer_since"}
    read = {
        name: (FIXTURES / name).read_bytes()
        for name in ("customers-excel-it.csv", "customers-utf16.txt", "customers.xlsx")
    }
    excel = import_file("a.csv", read["customers-excel-it.csv"], columns, match_by=CODE)
    assert (excel.created_rows, excel.refused_rows) == (39, 1)
    refused = get_rows(excel, outcome="Refused")
    assert [row.row_no for row in refused] == [17]
    to_check = {row.row_no: row.message for row in get_rows(excel, to_check=1)}
    assert sorted(to_check) == [5, 7, 13]
    assert "leading zeros" in to_check[5] or "not valid" in to_check[5]
    assert "12345678901" in to_check[7]
    assert "primavera 2019" in to_check[13]
    party = site.get_doc("Party", get_rows(excel)[0].reference_name)
    assert party.turnover == int(party.turnover) > 1000
    assert party.phones[0].e164.startswith("+390")
    notes = site.get_all("Party", filters={"notes": ["is", "set"]}, pluck="notes")
    assert notes == ["prima riga\nseconda riga; con punto e virgola"]
    assert site.db.exists("Party", {"party_name": "=CONCATENA"})

    utf16 = import_file("b.txt", read["customers-utf16.txt"], columns, match_by=CODE)
    assert (utf16.unchanged_rows, utf16.updated_rows, utf16.created_rows) == (39, 0, 0)

    xlsx = import_file("c.xlsx", read["customers.xlsx"], columns, match_by=CODE)
    assert (xlsx.unchanged_rows + xlsx.updated_rows, xlsx.created_rows) == (39, 0)
    changed = get_rows(xlsx, outcome="Updated")
    assert [row.row_no for row in changed] == [7]  # Excel's format shows the zero that the CSV has lost
    turnovers = {row.turnover for row in site.get_all("Party", fields=["turnover"])}
    assert min(turnovers) >= 10_000
    formula = get_rows(xlsx, row_no=5)[0]
    assert "Fatturato: holds a formula" in formula.message

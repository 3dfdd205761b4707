"""The list of the five per thousand and the public bodies of IPA: codes that begin with 0, namesakes, one bad key."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter

import pytest
from register_support import read_csv, write_csv

FIVE = "organisations/it_enti_cinque_per_mille_2022_codice_fiscale.zip"
IPA = "organisations/it_enti_ipa_pec_codice_fiscale.csv"
FIVE_COLUMNS = {
    "codice_fiscale": "fiscal_code",
    "denominazione": "party_name",
    "regione": "addresses[kind=Main].region",
    "pr": "addresses[kind=Main].province",
    "nome_comune": "addresses[kind=Main].town",
    "asd": "is_club",
    "importo_totale_erogabile": "amount_due",
}
IPA_COLUMNS = {
    "cf_piva_soggetto_attuatore": "fiscal_code",
    "cod_ipa": "tax_ids[kind=IPA office].number",
    "denominazione_ipa": "party_name",
    "pec": "pec",
}
RISKY = ("=", "+", "-", "@")


@pytest.fixture(scope="session")
def five(data) -> list[dict]:
    with zipfile.ZipFile(data / FIVE) as archive:
        return read_csv(archive.read("cinque_per_mille.csv"))


@pytest.fixture(scope="session")
def bodies(data) -> list[dict]:
    return read_csv((data / IPA).read_bytes())


@pytest.fixture
def fields(site) -> None:
    """Two fields that a user has added to Party: what is imported need not be known to us."""
    from frappe.custom.doctype.custom_field.custom_field import create_custom_field

    create_custom_field("Party", {"fieldname": "is_club", "label": "Club", "fieldtype": "Check"})
    create_custom_field("Party", {"fieldname": "amount_due", "label": "Amount Due", "fieldtype": "Currency"})
    site.db.commit()
    site.clear_cache()


def take_slice(five: list[dict], bodies: list[dict]) -> list[dict]:
    """The names that look like formulas, the namesakes in one town, and the bodies that IPA has too."""
    codes = {row["cf_piva_soggetto_attuatore"] for row in bodies}
    places = Counter((row["denominazione"], row["nome_comune"]) for row in five)
    return [
        row
        for row in five
        if row["denominazione"].startswith(RISKY)
        or places[row["denominazione"], row["nome_comune"]] > 1
        or row["codice_fiscale"] in codes
    ]


def check_imports(site, import_file, get_rows, five: list[dict], bodies: list[dict]) -> dict[str, int]:
    """Import both registers; what is true of any part of them is asserted here."""
    from relcrm.exchange.exporting import write_csv as export

    one = import_file("cinque.csv", write_csv(five), FIVE_COLUMNS, match_by="fiscal_code")
    assert (one.created_rows, one.refused_rows, one.check_rows, one.duplicate_rows) == (len(five), 0, 0, 0)
    parties = site.get_all("Party", fields=["fiscal_code", "party_name", "amount_due"], limit_page_length=0)
    total = round(sum(float(row["importo_totale_erogabile"]) for row in five), 2)
    assert round(sum(row.amount_due for row in parties), 2) == total

    names = [row.party_name for row in parties if row.party_name.startswith(RISKY)]
    assert len(names) == 11
    lines = export(["codice_fiscale", "denominazione"], ((row.fiscal_code, row.party_name) for row in parties))
    content = "".join(lines)
    cells = [row[1] for row in csv.reader(io.StringIO(content, newline=""), delimiter=";")]
    assert not [cell for cell in cells if cell.startswith(RISKY)]
    columns = {"codice_fiscale": "fiscal_code", "denominazione": "party_name"}
    again = import_file("export.csv", content, columns, match_by="fiscal_code")
    assert (again.unchanged_rows, again.updated_rows, again.created_rows) == (len(five), 0, 0)

    two = import_file("ipa.csv", write_csv(bodies), IPA_COLUMNS, match_by="fiscal_code")
    recognised = two.updated_rows + two.unchanged_rows
    assert recognised == 312
    assert two.created_rows == 357 - 312
    private = [row for row in get_rows(two, to_check=1) if "privato" in row.message]
    assert [row.outcome for row in private] == ["Created"]
    assert site.db.get_value("Party", private[0].reference_name, "fiscal_code") == "privato"
    three = import_file("ipa.csv", write_csv(bodies), IPA_COLUMNS, match_by="fiscal_code")
    assert (three.created_rows, three.updated_rows, three.unchanged_rows) == (0, 0, 357)
    return {row.fiscal_code: row.amount_due for row in parties}


def test_a_slice_of_both_registers(site, fields, import_file, get_rows, five, bodies):
    part = take_slice(five, bodies)
    codes = check_imports(site, import_file, get_rows, part, bodies)
    assert set(codes) == {row["codice_fiscale"] for row in part}


@pytest.mark.heavy
def test_both_registers_whole(site, fields, import_file, get_rows, five, bodies, heavy):
    if not heavy:
        pytest.skip("the whole registers run with make test-heavy; a slice of them has run above")
    codes = check_imports(site, import_file, get_rows, five, bodies)
    assert len(codes) == 71498
    assert sum(code.startswith("0") for code in codes) == 18893
    assert sum(code.startswith(("8", "9")) for code in codes) == 51789
    assert round(sum(codes.values()), 2) == 510_493_631.58
    fields = ["parent", "region", "province"]
    addresses = site.get_all("Party Address", fields=fields, limit_page_length=0)
    regions = Counter(row.region for row in addresses)
    assert (regions["Lombardia"], regions["Veneto"]) == (12083, 6270)
    assert sum(row.province == "TV" for row in addresses) == 1091
    clubs = set(site.get_all("Party", filters={"is_club": 1}, pluck="name", limit_page_length=0))
    assert sum(row.parent in clubs and row.region == "Veneto" for row in addresses) == 1505


def test_a_code_that_lost_its_zeros_is_proposed_not_accepted(site, import_file, get_rows):
    import_file("a.csv", "cf;nome\n00033120437;Comune di Matelica\n", {"cf": "fiscal_code", "nome": "party_name"})
    run = import_file(
        "b.csv", "cf;nome\n33120437;Matelica\n", {"cf": "fiscal_code", "nome": "party_name"}, match_by="fiscal_code"
    )
    row = get_rows(run)[0]
    assert (row.outcome, row.to_check) == ("Created", 1)
    assert "00033120437" in row.message
    assert site.db.get_value("Party", row.reference_name, "fiscal_code") == "33120437"

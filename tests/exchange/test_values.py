"""Cells as people type them, and what becomes of those that do not fit."""

from __future__ import annotations

import csv
from collections import Counter
from types import SimpleNamespace

import pytest

pytestmark = pytest.mark.usefixtures("shared_site")


def parse(text: str, fieldtype: str, decimal_sign: str = ",", fieldname: str = "x", **df):
    from relcrm.exchange.values import parse_value

    field = SimpleNamespace(fieldtype=fieldtype, fieldname=fieldname, label="Field", options=None, length=0)
    field.__dict__.update(df)
    return parse_value(text, field, decimal_sign)


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("1.240,00", ",", 1240.0),
        ("1,240.00", ".", 1240.0),
        ("1.240", ",", 1240.0),
        ("1.240", ".", 1.24),
        ("69848811.36", ".", 69848811.36),
        ("12.5", ",", 12.5),
        ("€ 3,5", ",", 3.5),
        ("-7", ",", -7.0),
        ("1 000 000", ",", 1000000.0),
    ],
)
def test_numbers_are_read_as_the_column_writes_them(text, sign, value):
    assert parse(text, "Currency", sign) == (value, None)


def test_the_decimal_sign_of_a_column_is_told_from_its_numbers():
    from relcrm.exchange.values import guess_decimal_sign

    assert guess_decimal_sign(["48202677.43", "1574993", "100"]) == "."
    assert guess_decimal_sign(["1.240,00", "3,5"]) == ","
    assert guess_decimal_sign(["1240", ""]) == ","


@pytest.mark.parametrize("text", ["2026-11-22", "22/11/2026", "22-11-2026", "22.11.2026", "22/11/26", "20261122"])
def test_dates_of_every_habit_are_one_date(text):
    assert parse(text, "Date") == ("2026-11-22", None)


@pytest.mark.parametrize(
    ("text", "fieldtype", "df"),
    [
        ("31/02/2026", "Date", {}),
        ("presto", "Datetime", {}),
        ("dodici", "Int", {}),
        ("1,5", "Int", {}),
        ("forse", "Check", {}),
        ("Boh", "Select", {"options": "\nMain\nLegal"}),
        ("x" * 141, "Data", {}),
        ("Atlantide", "Data", {"fieldname": "region"}),
    ],
)
def test_what_does_not_fit_is_kept_aside_with_field_and_value(text, fieldtype, df):
    value, remark = parse(text, fieldtype, **df)
    assert value is None
    assert remark.startswith("Field: ")
    assert text[:20] in remark


def test_yes_and_no_in_two_languages():
    assert [parse(t, "Check")[0] for t in ("X", "sì", "Yes", "1", "vero")] == [1] * 5
    assert [parse(t, "Check")[0] for t in ("no", "0", "Falso")] == [0] * 3


def test_a_choice_is_found_whatever_its_case():
    assert parse("legal", "Select", options="Main\nLegal") == ("Legal", None)


def test_control_signs_are_taken_out_and_line_ends_become_blanks():
    assert parse("A\x00B\x07\nC", "Data") == ("AB C", None)
    assert parse("A\nB", "Small Text") == ("A\nB", None)


def test_regions_are_known_under_their_aliases():
    from relcrm.relations.provinces import get_region

    spellings = {
        "FRIULI-VENEZIA G.": "Friuli-Venezia Giulia",
        "FRIULI VENEZIA GIULIA": "Friuli-Venezia Giulia",
        "TRENTINO ALTO ADIGE (BOLZANO)": "Trentino-Alto Adige",
        "EMILIA ROMAGNA": "Emilia-Romagna",
        "VALLE D'AOSTA": "Valle d'Aosta",
        "Lombardy": "Lombardia",
        "veneto": "Veneto",
        "VEN": None,
        "Atlantide": None,
        "": None,
    }
    assert {text: get_region(text) for text in spellings} == spellings


def test_na_is_naples_and_names_are_provinces():
    from relcrm.relations.provinces import get_province, get_region_of

    spellings = {"NA": "NA", "na": "NA", "FORLI'-CESENA": "FC", "REGGIO EMILIA": "RE", "MONZA E DELLA BRIANZA": "MB"}
    assert {text: get_province(text) for text in spellings} == spellings
    assert get_region_of("NA") == "Campania"
    assert get_province("Narnia") is None


def test_na_is_no_empty_word():
    from relcrm.exchange.values import get_empty_words

    assert "na" not in get_empty_words()
    assert {"non disponibile", "null"} <= get_empty_words()
    assert get_empty_words("boh\n") == {"boh"}


def test_provinces_and_regions_are_those_of_the_register(data):
    from relcrm.relations.provinces import PROVINCES, get_province, get_region, get_region_of

    path = data / "geo-it/it_comuni_cap_provincia_regione_coordinate_2025.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    codes = {row["sigla_provincia"] for row in rows}
    assert codes == {code for provinces in PROVINCES.values() for code in provinces}
    for row in rows[::50]:
        code = row["sigla_provincia"]
        assert get_province(row["denominazione_provincia"].split("/")[0]) == code
        assert get_region(row["denominazione_regione"].split("/")[0]) == get_region_of(code)


def test_postal_codes_of_schools_that_are_not_of_their_town_are_told(site, schools):
    from relcrm.relations.party_card import check_address
    from relcrm.relations.provinces import get_province

    told = Counter()
    for row in schools[0]:
        address = {"cap": row["CAPSCUOLA"], "town": row["DESCRIZIONECOMUNE"]}
        address["province"] = get_province(row["PROVINCIA"])
        told.update("form" if "not valid" in one else "town" for one in check_address(site._dict(address), "Scuola"))
    assert told == {"town": 1323, "form": 3}

"""Italian keys on random input: whatever is typed is judged, never refused; mistyped codes are told."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.it import codicefiscale, iva

from relcrm.relations import keys
from relcrm.relations.duplicates.keys import get_number_key, is_same_number

MONTHS, HOMOCODY = "ABCDEHLMPRST", dict(zip("0123456789", "LMNPQRSTUV", strict=True))
PLACES_OF_DIGITS = (6, 7, 9, 10, 12, 13, 14)
CHECKS = (keys.check_vat, keys.check_fiscal_code, keys.check_sdi, keys.check_ateco, keys.check_rea, keys.check_cap)
LETTERS = st.text("BCDFGHLMNPRSTVZAEIOU", min_size=6, max_size=6)
WORDS = st.sampled_from(["", "REA ", "rea-"])
SEPARATORS = st.sampled_from(["", " ", ".", "-", "/"])
SUPPRESSED, ABROAD = ("A002", "C836"), ("Z100", "Z112", "Z404")
PLACES = ("A562", "L407", *SUPPRESSED, *ABROAD)


def close(body):
    """Return 15 signs with their check letter."""
    return body + codicefiscale.calc_check_digit(body)


@st.composite
def people(draw):
    """Return the fiscal code of a person as the tax office makes it."""
    born = draw(st.dates(date(1920, 1, 1), date(2019, 12, 31)))
    day = born.day + (40 if draw(st.booleans()) else 0)
    return close(f"{draw(LETTERS)}{born:%y}{MONTHS[born.month - 1]}{day:02}{draw(st.sampled_from(PLACES))}")


@st.composite
def bodies(draw):
    """Return an eleven-digit code with its check digit; many begin with zeros, those of associations with 8 or 9."""
    first = draw(st.integers(1, 9_999_999))
    body = f"{first:07}{draw(st.integers(1, 100)):03}"
    return body + next(str(n) for n in range(10) if iva.is_valid(body + str(n)))


@given(people())
def test_codes_of_people_are_valid_also_of_women_and_of_those_born_abroad(code):
    assert keys.is_valid_fiscal_code(code)
    assert keys.check_fiscal_code(code.lower(), "Anna") == []
    assert not keys.is_valid_vat(code)


@given(people(), st.sets(st.sampled_from(PLACES_OF_DIGITS), min_size=1))
def test_codes_with_letters_for_digits_are_valid_and_of_somebody_else(code, places):
    body = "".join(HOMOCODY[sign] if at in places else sign for at, sign in enumerate(code[:15]))
    assert keys.is_valid_fiscal_code(close(body))
    assert not is_same_number("fiscal_code", code, close(body))


@given(people(), st.integers(0, 15), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
def test_one_wrong_sign_in_a_code_of_a_person_is_told(code, at, sign):
    assume(code[at] != sign)
    found = keys.check_fiscal_code(code[:at] + sign + code[at + 1 :], "Anna")
    assert len(found) == 1
    assert "Anna" in found[0]


@given(people(), st.sampled_from([0, 32, 40, *range(72, 100)]))
def test_a_day_that_no_month_has_is_told(code, day):
    assert not keys.is_valid_fiscal_code(close(code[:9] + f"{day:02}" + code[11:15]))


@pytest.mark.parametrize("code", ["RSSMRA85T10A562S", "RSSMRA85T10A56NH", "RSSMRA85T50A562W", "80007580279"])
def test_known_fiscal_codes_are_valid(code):
    assert keys.is_valid_fiscal_code(code)


@given(bodies(), SEPARATORS, st.sampled_from(["", "IT", "it "]))
def test_vat_numbers_are_valid_however_they_are_written(code, sign, country):
    written = country + sign.join([code[:3], code[3:7], code[7:]])
    assert keys.check_vat(written, "Casale") == []
    assert keys.check_fiscal_code(code, "Casale") == []
    assert is_same_number("vat_number", written, code)
    assert get_number_key("vat_number", written) == get_number_key("vat_number", code)
    assert not is_same_number("vat_number", "DE" + code, code)


@given(bodies(), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_in_a_vat_number_is_told(code, at, more):
    wrong = code[:at] + str((int(code[at]) + more) % 10) + code[at + 1 :]
    assert len(keys.check_vat(wrong, "Casale")) == 1
    assert len(keys.check_fiscal_code(wrong, "Casale")) == 1


@given(bodies(), st.sampled_from(["", "IT"]))
def test_lost_zeros_are_proposed_and_never_accepted(code, country):
    short = code.lstrip("0")
    assume(short != code)
    found = keys.check_vat(country + short, "Casale")
    assert len(found) == 1
    assert country + code in found[0]
    assert not keys.is_valid_vat(country + short)
    assert code in keys.check_fiscal_code(short, "Casale")[0]


def test_a_spreadsheet_s_number_is_proposed_with_its_zeros():
    assert "00033120437" in keys.check_vat("33120437", "Casale")[0]
    assert "IT00033120437" in keys.check_vat("IT33120437", "Casale")[0]
    assert keys.check_vat("DE33120437", "Casale") != []


@given(st.one_of(st.text(max_size=20), st.text("0123456789²٣IT.- ", max_size=16), st.none()))
def test_whatever_is_typed_gets_one_sentence_at_most(value):
    for check in CHECKS:
        found = check(value, "Casale")
        assert len(found) <= 1
        assert all(isinstance(sentence, str) and sentence for sentence in found)


@given(st.text("ABCXYZ0189", min_size=1, max_size=9), st.booleans())
def test_sdi_codes_have_seven_signs_and_those_of_public_bodies_six(code, public):
    right = len(code) == (6 if public else 7) or code in ("0000000", "XXXXXXX")
    assert (keys.check_sdi(code, "Casale", public) == []) is right
    assert (keys.check_sdi(code.lower(), "Casale", public) == []) is right


@pytest.mark.parametrize("public", [False, True])
def test_sdi_codes_for_pec_and_abroad_are_free(public):
    assert keys.check_sdi("0000000", "Casale", public) == keys.check_sdi("XXXXXXX", "Casale", public) == []


@given(st.integers(1, 99), st.lists(st.integers(0, 99), max_size=2), st.sampled_from(["", "."]))
def test_ateco_codes_are_pairs_of_digits(division, rest, dot):
    assert keys.check_ateco(dot.join(f"{part:02}" for part in (division, *rest)), "Casale") == []


@pytest.mark.parametrize(("code", "right"), [("62", 1), ("62.0", 1), ("62.01.0", 1), ("J62.01.00", 1), ("620100", 1),
    ("00.11", 0), ("6", 0), ("62.01.00.00", 0), ("software", 0), ("62..01", 0)])  # fmt: skip
def test_known_ateco_codes(code, right):
    assert (keys.check_ateco(code, "Casale") == []) is bool(right)


def test_the_lost_zero_of_an_ateco_code_is_proposed():
    assert "01.11.00" in keys.check_ateco("1.11.00", "Casale")[0]


@given(st.sampled_from(["TV", "na", "BZ"]), st.integers(1, 9_999_999), SEPARATORS, WORDS)
def test_rea_numbers_have_a_province_and_digits(province, number, sign, word):
    assert keys.check_rea(f"{word}{province}{sign}{number}", "Casale") == []
    assert len(keys.check_rea(str(number), "Casale")) == 1
    assert len(keys.check_rea(f"{province}{number}0000000", "Casale")) == 1

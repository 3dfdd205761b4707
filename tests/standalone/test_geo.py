"""Every new site knows the world: countries, currencies, languages."""

import pytest
from frappe.geo import setup
from frappe.geo.country_info import get_country_info


def test_every_country_of_iso_3166_is_there_once(frappe_site):
    rows = frappe_site.get_all("Country", fields=["name", "code"])
    assert len(rows) == 249 == len({row.code for row in rows})
    assert {row.code: row.name for row in rows}["it"] == "Italy"


@pytest.mark.parametrize(("country", "zone"), [("Italy", "Europe/Rome"), ("Japan", "Asia/Tokyo")])
def test_country_knows_its_time_zones(frappe_site, country, zone):
    assert zone in get_country_info(country).timezones
    assert get_country_info("Atlantis") == {}


@pytest.mark.parametrize(
    ("code", "symbol", "fraction", "units", "least"),
    [
        ("EUR", "€", "Cent", 100, 0.01),
        ("USD", "$", "Cent", 100, 0.01),
        ("CHF", "CHF", "Centime", 100, 0.05),
        ("JPY", "¥", "Sen", 1, 1.0),
    ],
)
def test_currency_knows_its_sign_and_smaller_unit(frappe_site, code, symbol, fraction, units, least):
    doc = frappe_site.get_doc("Currency", code)
    assert (doc.symbol, doc.fraction, doc.fraction_units) == (symbol, fraction, units)
    assert doc.smallest_currency_fraction_value == least


def test_records_changed_on_the_site_stay(frappe_site):
    frappe_site.db.set_value("Country", "Italy", "date_format", "yyyy-mm-dd")
    frappe_site.delete_doc("Country", "Tuvalu")
    setup.make_records()
    assert frappe_site.db.get_value("Country", "Italy", "date_format") == "yyyy-mm-dd"
    assert frappe_site.db.exists("Country", "Tuvalu")

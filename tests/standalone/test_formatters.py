"""Field values as people read them."""

import datetime

import frappe
import pytest
from frappe.utils.formatters import format_value, get_field_currency

CASES = [
    (10, {"fieldtype": "Percent"}, "10.0%"),
    (1, {"fieldtype": "Check"}, 1),
    (7, {"fieldtype": "Int"}, 7),
    (1234.5, {"fieldtype": "Float"}, "1,234.500"),
    (1234.0, {"fieldtype": "Float"}, "1,234"),
    (1234.567, {"fieldtype": "Float", "precision": "1"}, "1,234.6"),
    (1240, {"fieldtype": "Currency", "options": "USD"}, "$ 1,240.00"),
    (None, {"fieldtype": "Currency", "options": "USD"}, "$ 0.00"),
    (None, {"fieldtype": "Date"}, ""),
    ("2026-11-22", {"fieldtype": "Date"}, "22-11-2026"),
    (datetime.date(2026, 11, 22), None, "22-11-2026"),
    (datetime.datetime(2026, 11, 22, 9, 5), None, "22-11-2026 09:05:00"),
    (datetime.timedelta(hours=9, minutes=5), {"fieldtype": "Time"}, "09:05:00"),
    (3661, {"fieldtype": "Duration"}, "1h 1m 1s"),
    ("a\nb", {"fieldtype": "Small Text"}, "a<br>b"),
    ("<p>a</p>\n", {"fieldtype": "Text"}, "<p>a</p>\n"),
    ("<p>a</p>", {"fieldtype": "Text Editor"}, "<div class='ql-snow'><p>a</p></div>"),
    ("**a**", {"fieldtype": "Markdown Editor"}, "<p><strong>a</strong></p>\n"),
    ("plain", {"fieldtype": "Data"}, "plain"),
    ("plain", "Data", "plain"),
]


@pytest.mark.parametrize(("value", "df", "expected"), CASES, ids=[f"{c[0]!r}-{c[1]}" for c in CASES])
def test_value_is_formatted_by_its_field(frappe_site, value, df, expected):
    frappe_site.db.set_single_value("System Settings", "date_format", "dd-mm-yyyy")
    frappe_site.clear_cache()
    assert format_value(value, df, doc=frappe._dict(USD="USD")) == expected


def test_settings_and_currency_decide_the_signs(frappe_site):
    settings = frappe_site.get_doc("System Settings")
    settings.update({"number_format": "#.###,##", "date_format": "dd.mm.yyyy", "time_format": "HH:mm"})
    settings.save()
    assert format_value(-1240.5, {"fieldtype": "Currency"}, currency="EUR") == "€ -1.240,50"
    assert format_value("2026-11-22 09:05:10", {"fieldtype": "Datetime"}) == "22.11.2026 09:05"
    frappe_site.db.set_value("Currency", "EUR", "symbol_on_right", 1)
    frappe_site.clear_cache()
    assert format_value(5, {"fieldtype": "Currency"}, currency="EUR") == "5,00 €"


def test_field_currency_comes_from_document_link_or_site(frappe_site):
    doc = frappe._dict(currency="CHF", country="Italy")
    assert get_field_currency({"options": "currency"}, doc) == "CHF"
    assert get_field_currency({"options": "Country:country:code"}, doc) == "it"
    assert get_field_currency({"options": None}, doc) is None


def test_document_formats_its_own_field(frappe_site):
    doc = frappe_site.get_doc("Currency", "CHF")
    assert doc.get_formatted("smallest_currency_fraction_value") == "0.05"
    assert doc.get_formatted("enabled") == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"time_zone": "Mars/Base"}, "time zone"),
        ({"session_expiry": "soon"}, "Session Expiry"),
        ({"enable_two_factor_auth": 1, "two_factor_method": "SMS"}, "SMS"),
    ],
)
def test_wrong_setting_is_refused_in_words(frappe_site, values, message):
    settings = frappe_site.get_doc("System Settings")
    settings.update(values)
    with pytest.raises(frappe_site.ValidationError, match=message):
        settings.save()

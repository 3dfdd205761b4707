"""Countries, currencies and languages of a new site, from the Unicode data that Babel carries."""

from __future__ import annotations

from typing import Any

import frappe

# Codes of the Unicode data that ISO 3166-1 does not assign to a country.
NO_COUNTRIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())
COUNTRY_NAMES = {"HK": "Hong Kong", "MO": "Macao", "MM": "Myanmar", "PS": "Palestine", "CI": "Côte d'Ivoire"}
DATE_FORMATS = {
    "dd/mm/yyyy": "AR AU BE BR CL CO ES FR GB GR IE IL IN IT LU MA MC MT MX MY NZ PE PT SG SM TH TN UY VA VE VN ZA",
    "dd.mm.yyyy": "AL AT BA BG BY CH CZ DE DK EE FI GE HR IS KZ LI LV MD ME MK NO PL RO RS RU SI SK TR UA",
    "mm/dd/yyyy": "AS GU MP PH PR UM US VI",
    "yyyy-mm-dd": "BT CA CN HU JP KP KR LT MN SE TW",
}
FRACTIONS = {
    "Centime": "CHF DZD GNF HTG KMF MAD RWF XAF XOF XPF",
    "Penny": "FKP GBP GIP SHP",
    "Øre": "DKK NOK",
    "Öre": "SEK",
    "Paisa": "BDT INR NPR PKR",
    "Centavo": "ARS BOB BRL CLP COP CUP CVE DOP GTQ HNL MXN MZN NIO PHP",
    "Kopek": "BYN RUB UAH",
    "Fils": "AED BHD IQD JOD KWD YER",
    "Piastre": "EGP LBP SDG SYP",
    "Halala": "SAR",
    "Dirham": "LYD QAR",
    "Grosz": "PLN",
    "Haléř": "CZK",
    "Fillér": "HUF",
    "Ban": "MDL RON",
    "Stotinka": "BGN",
    "Kuruş": "TRY",
    "Jiao": "CNY",
    "Sen": "IDR JPY KHR MYR",
    "Satang": "THB",
    "Cent": "AUD BBD BND BSD BWP BZD CAD ERN ETB EUR FJD GYD HKD JMD KES KYD LKR LRD MUR NAD NZD SBD SCR SGD SLE SRD "
    "SZL TTD TWD TZS UGX USD XCD ZAR",
}
ENABLED_CURRENCIES = frozenset("AUD CAD CHF CNY EUR GBP INR JPY SEK USD".split())
REGIONAL_LANGUAGES = ("de-AT", "de-CH", "en-GB", "en-US", "es-MX", "fr-CA", "fr-CH", "it-CH", "pt-BR", "zh-TW")


def make_records() -> None:
    """Add the countries, currencies and languages that the site lacks; what is there stays as it is."""
    _add("Language", get_languages())
    _add("Currency", get_currencies())
    _add("Country", get_countries())


def _add(doctype: str, records: list[dict[str, Any]]) -> None:
    there = set(frappe.db.sql(f"select name from `tab{doctype}`", pluck=True))
    moment = frappe.utils.now_datetime()
    stamp = {
        "creation": moment,
        "modified": moment,
        "owner": "Administrator",
        "modified_by": "Administrator",
        "docstatus": 0,
        "idx": 0,
    }
    frappe.db.insert_rows(doctype, [{**stamp, **record} for record in records if record["name"] not in there])
    frappe.utils.caching.bump_derived()


# ---- countries -----------------------------------------------------------------------------------


def get_countries() -> list[dict[str, Any]]:
    """The 249 countries of ISO 3166-1 by their English names."""
    from babel import Locale

    zones = _time_zones()
    formats = {code: form for form, codes in DATE_FORMATS.items() for code in codes.split()}
    out = []
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES:
            name = COUNTRY_NAMES.get(code, name.replace("\u2019", "'"))
            out.append(
                {
                    "name": name,
                    "country_name": name,
                    "code": code.lower(),
                    "date_format": formats.get(code, "dd-mm-yyyy"),
                    "time_format": "HH:mm:ss",
                    "time_zones": "\n".join(sorted(zones.get(code, []))),
                }
            )
    return sorted(out, key=lambda country: country["name"])


def _time_zones() -> dict[str, list[str]]:
    from babel.core import get_global

    zones: dict[str, list[str]] = {}
    for zone, territory in get_global("zone_territories").items():
        if "/" in zone and not zone.startswith("Etc/"):
            zones.setdefault(territory, []).append(zone)
    return zones


# ---- currencies ----------------------------------------------------------------------------------


def get_currencies() -> list[dict[str, Any]]:
    """The currencies that are legal tender somewhere today."""
    from babel.core import get_global
    from babel.numbers import get_currency_symbol

    fractions = {code: name for name, codes in FRACTIONS.items() for code in codes.split()}
    in_use = {
        code
        for uses in get_global("territory_currencies").values()
        for code, _start, end, tender in uses
        if end is None and tender
    }
    default = get_global("currency_fractions")["DEFAULT"]
    out = []
    for code in sorted(in_use):
        digits, _rounding, _cash_digits, cash_rounding = get_global("currency_fractions").get(code, default)
        out.append(
            {
                "name": code,
                "currency_name": code,
                "enabled": int(code in ENABLED_CURRENCIES),
                "symbol": get_currency_symbol(code, "en"),
                "symbol_on_right": 0,
                "fraction": fractions.get(code),
                "fraction_units": 10**digits,
                "smallest_currency_fraction_value": (cash_rounding or 1) / 10**digits,
                "number_format": {0: "#,###", 3: "#,###.###"}.get(digits, "#,###.##"),
            }
        )
    return out


# ---- languages -----------------------------------------------------------------------------------


def get_languages() -> list[dict[str, Any]]:
    """Every language of two letters that Babel knows, and some with a region, each by its own name."""
    from babel.localedata import locale_identifiers

    codes = sorted({code for code in locale_identifiers() if len(code) == 2} | set(REGIONAL_LANGUAGES))
    return [
        {
            "name": code,
            "language_code": code,
            "language_name": _own_name(code),
            "based_on": code.partition("-")[0] if "-" in code else None,
            "enabled": 1,
        }
        for code in codes
    ]


def _own_name(code: str) -> str:
    from babel import Locale, localedata

    locale = Locale.parse(code, sep="-")
    name = locale.get_display_name(locale) or locale.english_name or code
    if code not in ("en", "it"):
        localedata._cache.pop(str(locale), None)  # each holds a megabyte that nothing else here needs
    return name[:1].upper() + name[1:]

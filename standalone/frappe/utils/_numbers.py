"""Numbers, rounding and money. Public names are those of `frappe.utils.data`."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any

import frappe
from frappe.utils._settings import get_setting

NUMBER_FORMATS = {  # format -> decimal sign, thousands sign, decimals
    "#,###.##": (".", ",", 2),
    "#.###,##": (",", ".", 2),
    "# ###.##": (".", " ", 2),
    "# ###,##": (",", " ", 2),
    "#'###.##": (".", "'", 2),
    "#, ###.##": (".", ", ", 2),
    "#,##,###.##": (".", ",", 2),
    "#,###.###": (".", ",", 3),
    "#.###": ("", ".", 0),
    "#,###": ("", ",", 0),
    "#.########": (".", "", 8),
}
LEGACY, BANKERS, COMMERCIAL = "Banker's Rounding (legacy)", "Banker's Rounding", "Commercial Rounding"


def cint(s: Any, default: int = 0) -> int:
    """A whole number from anything; what is none becomes `default`."""
    if type(s) is int:
        return s
    try:
        return int(s) if isinstance(s, str) and s.isdecimal() else int(float(s))
    except (TypeError, ValueError, OverflowError):
        return default


def flt(s: Any, precision: int | str | None = None, rounding_method: str | None = None) -> float:
    """A float from anything ("1,234.5" too); what is none becomes 0. Rounded, to a whole number at `precision` 0."""
    if isinstance(s, str):
        s = s.replace(",", "")
    try:
        number = float(s)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    if precision is None or not math.isfinite(number):
        return number
    return rounded(number, precision, rounding_method)


def rounded(num: Any, precision: int | str = 0, rounding_method: str | None = None) -> float | int:
    """Round as System Settings say: by default half to even for whole numbers, half up with decimals."""
    method = rounding_method or get_setting("rounding_method") or LEGACY
    number, places = flt(num), cint(precision)
    scaled = round(number * 10**places, 8 if method == LEGACY else 12)
    whole = math.floor(scaled)
    tie = scaled - whole == 0.5
    if tie and method == COMMERCIAL:
        result = whole + 1 if number > 0 else whole
    elif tie and method == LEGACY and places:
        result = whole + 1
    elif tie:
        result = whole + whole % 2
    else:
        result = round(scaled)
    return result / 10**places if places else result


def ceil(s: Any) -> int:
    return cint(math.ceil(flt(s)))


def floor(s: Any) -> int:
    return cint(math.floor(flt(s)))


def remainder(numerator: Any, denominator: Any, precision: int = 2) -> float:
    return flt(flt(numerator) % flt(denominator), precision)


def safe_div(numerator: Any, denominator: Any, precision: int = 2) -> float:
    """A quotient, or 0 where the divisor is 0."""
    return flt(flt(numerator) / flt(denominator), precision) if flt(denominator) else 0.0


def sbool(x: Any) -> Any:
    """True or False from the texts true, false, 1 and 0; anything else comes back as it is."""
    return {"true": True, "1": True, "false": False, "0": False}.get(x.lower(), x) if isinstance(x, str) else x


def cast(fieldtype: str, value: Any = None) -> Any:
    """A stored text as the Python value of a field type."""
    from frappe.utils import _dates

    if fieldtype in ("Currency", "Float", "Percent", "Duration"):
        return flt(value)
    if fieldtype in ("Int", "Check", "Long Int"):
        return cint(value)
    if fieldtype in (
        "Data",
        "Text",
        "Small Text",
        "Long Text",
        "Text Editor",
        "Select",
        "Link",
        "Dynamic Link",
    ):
        return "" if value is None else str(value)
    if fieldtype == "Date":
        return _dates.getdate(value) if value else datetime.date(1, 1, 1)
    if fieldtype == "Datetime":
        return _dates.get_datetime(value) if value else datetime.datetime(1, 1, 1)
    return _dates.to_timedelta(value or "00:00:00") if fieldtype == "Time" else value


def cast_fieldtype(fieldtype: str, value: Any, show_warning: bool = True) -> Any:
    """Like cast, but nothing stays None for dates, times and texts."""
    if value is None and fieldtype not in ("Currency", "Float", "Percent", "Int", "Check"):
        return None
    return cast(fieldtype, value)


# ---- money ---------------------------------------------------------------------------------------


def get_number_format() -> str:
    """The number format of System Settings."""
    found = get_setting("number_format")
    return found if found in NUMBER_FORMATS else "#,###.##"


def get_number_format_info(number_format: str) -> tuple[str, str, int]:
    """Decimal sign, thousands sign and decimals of a number format."""
    return NUMBER_FORMATS.get(number_format, NUMBER_FORMATS["#,###.##"])


def format_number(amount: Any, precision: int | None = None, number_format: str | None = None) -> str:
    """A number with the site's signs: -1,234.50."""
    number_format = number_format or get_number_format()
    decimal_sign, thousands, decimals = get_number_format_info(number_format)
    places = decimals if precision is None else cint(precision)
    number = round(flt(amount), places) if math.isfinite(flt(amount)) else 0.0
    whole, _dot, fraction = f"{abs(number):.{places}f}".partition(".")
    whole = _group(whole, thousands, indian=number_format == "#,##,###.##")
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}{(decimal_sign or '.') + fraction if fraction else ''}"


def _group(digits: str, sign: str, indian: bool) -> str:
    if not sign or len(digits) <= 3:
        return digits
    head, last, size = digits[:-3], digits[-3:], 2 if indian else 3
    groups = [head[max(end - size, 0) : end] for end in range(len(head), 0, -size)]
    return sign.join([*reversed(groups), last])


def fmt_money(amount: Any, precision: Any = None, currency: str | None = None, format: str | None = None) -> str:
    """A sum with the currency's sign: $ 1,234,567.89."""
    if precision in (None, ""):
        precision = cint(get_setting("currency_precision")) or None
    info = _currency(currency) if currency else None
    if info and not format and info.get("number_format") and cint(get_setting("use_number_format_from_currency")):
        format = info["number_format"]
    text = format_number(amount, precision, format)
    if not currency or cint(get_setting("hide_currency_symbol")) or get_setting("hide_currency_symbol") == "Yes":
        return text
    symbol = frappe._((info or {}).get("symbol") or currency, context="Currency")
    if cint((info or {}).get("symbol_on_right")):
        return f"{text} {symbol}"
    return f"{symbol} {text}"


def _currency(name: str) -> dict[str, Any] | None:
    from frappe.utils.caching import derived

    if getattr(frappe.local, "db", None) is None:
        return None
    fields = ["symbol", "symbol_on_right", "number_format", "fraction", "fraction_units"]
    return derived(("currency", name), lambda: frappe.local.db.get_value("Currency", name, fields, as_dict=True))


def in_words(integer: Any, in_million: bool = True) -> str:
    """A whole number in words of the reader's language, English where it is unknown."""
    from num2words import num2words

    lang = (getattr(frappe.local, "lang", None) or "en").replace("-", "_")
    for code in (lang if in_million else "en_IN", "en"):
        try:
            return num2words(cint(integer), lang=code).replace("-", " ")
        except (NotImplementedError, OverflowError):
            continue
    return str(cint(integer))


def money_in_words(number: Any, main_currency: str | None = None, fraction_currency: str | None = None) -> str:
    """A sum in words: USD Twelve and Fifty Cent only. Nothing for a sum below zero or what is no number."""
    try:
        if float(number) < 0:
            return ""
    except (TypeError, ValueError):
        return ""
    main_currency = main_currency or get_setting("currency") or "EUR"
    info = _currency(main_currency) or {}
    fraction_currency = fraction_currency or info.get("fraction") or frappe._("Cent")
    amount, places = abs(flt(number, 2)), len(str(cint(info.get("fraction_units")) or 100)) - 1
    main, _dot, fraction = f"{amount:.{places}f}".partition(".")
    name = frappe._(main_currency, context="Currency")
    if not int(main) and not int(fraction or 0):
        out = f"{name} {frappe._('Zero')}"
    elif not int(main):
        out = f"{in_words(fraction).title()} {fraction_currency}"
    else:
        out = f"{name} {in_words(main).title()}"
        if int(fraction or 0):
            out += f" {frappe._('and')} {in_words(fraction).title()} {fraction_currency}"
    return frappe._("{0} only.", context="Money in words").format(out)


def parse_number(text: str, number_format: str | None = None) -> float | None:
    """A number typed in the site's format, or None where it is none."""
    decimal_sign, thousands, _places = get_number_format_info(number_format or get_number_format())
    plain = text.strip().replace(thousands.strip() or " ", "").replace(" ", "")
    plain = plain.replace(decimal_sign, ".") if decimal_sign else plain
    return float(plain) if re.fullmatch(r"-?\d*\.?\d+", plain) else None

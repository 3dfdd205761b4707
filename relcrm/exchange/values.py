"""Turning the text of a cell into the value of a field, or into a remark that it is to be checked.

A value that does not fit never refuses its row: it is kept aside with a sentence that says why.
"""

import re
from collections.abc import Iterable
from datetime import datetime

import frappe
from frappe import _

from relcrm.relations.provinces import get_province, get_region

EMPTY_WORDS = ("Non Disponibile", "Non disponibile", "NULL", "N.D.", "N/D", "#N/D", "N/A", "#N/A")
YES_WORDS = {"1", "x", "yes", "y", "true", "si", "sì", "s", "vero"}
NO_WORDS = {"0", "no", "n", "false", "falso"}
NUMERIC = ("Int", "Long Int", "Float", "Currency", "Percent", "Rating")
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y/%m/%d", "%Y%m%d")
TIME_FORMATS = ("%H:%M:%S.%f", "%H:%M:%S", "%H:%M", "%H.%M")
PLACE_FIELDS = {"province": get_province, "region": get_region}
_SHORT_LENGTH = 140


def get_empty_words(extra: str | None = None) -> set[str]:
    """Return, case-folded, the words that mean "no value"; a mapping may name more, one a line."""
    words = EMPTY_WORDS if not extra else extra.splitlines()
    return {word.strip().casefold() for word in words if word.strip()}


def parse_value(text: str, df, decimal_sign: str = ",") -> tuple[object, str | None]:
    """Return the value for a field and, when the text does not fit, a sentence saying what is wrong."""
    if df.fieldname in PLACE_FIELDS and df.fieldtype in ("Data", "Select", "Autocomplete"):
        value = PLACE_FIELDS[df.fieldname](text)
        return (value, None) if value else (None, _make_remark(df, text, _("is not known")))
    parser = _PARSERS.get(df.fieldtype)
    if df.fieldtype in NUMERIC:
        return _parse_number(text, df, decimal_sign)
    if parser:
        return parser(text, df)
    return _parse_text(text, df)


def guess_decimal_sign(texts: Iterable[str]) -> str:
    """Tell whether a column of numbers writes decimals with a comma or a point; a comma when it never shows."""
    points = commas = 0
    for text in texts:
        if re.search(r",\d{3}\.\d|^[^,]*\.(\d{1,2}|\d{4,})$", text):
            points += 1
        elif re.search(r"\.\d{3},\d|^[^.]*,(\d{1,2}|\d{4,})$", text):
            commas += 1
    return "." if points > commas else ","


def is_column_of_fractions(texts: Iterable[str], decimal_sign: str) -> bool:
    """Tell whether a column of percentages holds shares of one, as spreadsheets keep them: 0.15 for 15 %."""
    found = False
    for text in texts:
        plain = text.strip().replace(decimal_sign, ".")
        if not plain or not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", plain):
            if "%" in text:
                return False
            continue
        number = abs(float(plain))
        if number > 1:
            return False
        found = found or not number.is_integer()
    return found


def _make_remark(df, text: str, reason: str) -> str:
    return _('{0}: "{1}" {2}').format(_(df.label or df.fieldname), text[:80], reason)


def _parse_number(text: str, df, decimal_sign: str) -> tuple[object, str | None]:
    plain = re.sub(r"[\s\u00a0'€$]|EUR", "", text)
    thousands = "." if decimal_sign == "," else ","
    if plain.count(thousands) == 1 and decimal_sign not in plain and not re.search(r"\d{3}$", plain):
        thousands, decimal_sign = decimal_sign, thousands
    plain = plain.replace(thousands, "").replace(decimal_sign, ".").removesuffix("%")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", plain):
        return None, _make_remark(df, text, _("is not a number"))
    number = float(plain)
    if df.fieldtype in ("Int", "Long Int"):
        if not number.is_integer() or abs(number) > 2**53:
            return None, _make_remark(df, text, _("is not a whole number"))
        return int(number), None
    return number, None


def _parse_date(text: str, df) -> tuple[object, str | None]:
    moment = _read_moment(text)
    if not moment:
        return None, _make_remark(df, text, _("is not a date"))
    return moment.date().isoformat(), None


def _parse_datetime(text: str, df) -> tuple[object, str | None]:
    moment = _read_moment(text)
    if not moment:
        return None, _make_remark(df, text, _("is not a date and time"))
    return moment.isoformat(sep=" "), None


def _read_moment(text: str) -> datetime | None:
    day, _sign, hour = text.strip().replace("T", " ").partition(" ")
    for day_format in DATE_FORMATS:
        for hour_format in TIME_FORMATS if hour else ("",):
            try:
                moment = datetime.strptime(f"{day} {hour.strip()}".strip(), f"{day_format} {hour_format}".strip())
            except ValueError:
                continue
            return moment if moment.year >= 1000 else None
    return None


def _parse_time(text: str, df) -> tuple[object, str | None]:
    for hour_format in TIME_FORMATS:
        try:
            return datetime.strptime(text, hour_format).time().isoformat(), None
        except ValueError:
            continue
    return None, _make_remark(df, text, _("is not a time"))


def _parse_check(text: str, df) -> tuple[object, str | None]:
    word = text.casefold()
    if word in YES_WORDS:
        return 1, None
    return (0, None) if word in NO_WORDS else (None, _make_remark(df, text, _("is neither yes nor no")))


def _parse_select(text: str, df) -> tuple[object, str | None]:
    options = [option.strip() for option in (df.options or "").split("\n")]
    wanted = text.casefold()
    for option in options:
        if option and wanted in (option.casefold(), _(option).casefold()):
            return option, None
    return None, _make_remark(df, text, _("is not one of: {0}").format(", ".join(_(o) for o in options if o)))


def _parse_text(text: str, df) -> tuple[object, str | None]:
    text = "".join(sign for sign in text if sign >= " " or sign in "\n\t")
    if df.fieldtype in ("Small Text", "Text", "Long Text", "Code", "Text Editor", "Markdown Editor"):
        return text, None
    limit = frappe.utils.cint(df.length) or _SHORT_LENGTH
    if len(text) > limit:
        return None, _make_remark(df, text, _("is longer than {0} characters").format(limit))
    return " ".join(text.split()) if "\n" in text or "\t" in text else text, None


_PARSERS = {
    "Date": _parse_date,
    "Datetime": _parse_datetime,
    "Time": _parse_time,
    "Check": _parse_check,
    "Select": _parse_select,
}

"""Checks of Italian and foreign keys. Each returns sentences; nothing is changed and nothing refused."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from frappe import _
from stdnum import get_cc_module
from stdnum.it import codicefiscale, iva

ITALY = ("", "IT")
HOMOCODY_DIGITS = str.maketrans("LMNPQRSTUV", "0123456789")
SDI_FREE = ("0000000", "XXXXXXX")


def get_compact(value: str | None) -> str:
    """Return a key without spaces, dots and dashes, in capitals."""
    return re.sub(r"[\s.\-/]", "", value or "").upper()


def parse_phone(number: str | None, region: str = "IT") -> str:
    """Return the E.164 form of a number as it was typed, or an empty string."""
    try:
        parsed = phonenumbers.parse(number or "", region or "IT")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def format_phone(e164: str, region: str = "IT") -> str:
    """Return a stored number as it is shown: national within the region, else international."""
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    home = phonenumbers.country_code_for_region(region or "IT") == parsed.country_code
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if home else form.INTERNATIONAL)


def split_vat(value: str) -> tuple[str, str]:
    """Return country letters (empty when none are written) and the rest of a VAT number."""
    compact = get_compact(value)
    if re.match(r"[A-Z]{2}[0-9A-Z]", compact):
        return compact[:2], compact[2:]
    return "", compact


def get_vat_variants(value: str) -> list[str]:
    """Return the spellings under which the same VAT number may have been kept."""
    country, rest = split_vat(value)
    variants = [value, country + rest]
    if country in ITALY:
        variants += [rest, "IT" + rest]
    return list(dict.fromkeys(v for v in variants if v))


def is_valid_vat(value: str) -> bool:
    """Return whether a VAT number passes the check of its country, Italy when none is written.

    A person's fiscal code is none, though its first letters look like a country without a check.
    """
    country, rest = split_vat(value)
    if country in ITALY:
        return iva.is_valid(rest)
    if codicefiscale.is_valid(country + rest):
        return False
    module = get_cc_module(country.lower(), "vat")
    return bool(module is None or module.is_valid(rest) or module.is_valid(country + rest))


def is_valid_fiscal_code(value: str) -> bool:
    """Return whether a fiscal code is valid: 16 signs (homocody too) or 11 digits."""
    compact = get_compact(value)
    if compact.isdigit() or len(compact) != 16:
        return iva.is_valid(compact)
    return codicefiscale.is_valid(compact) and _is_day_of_birth(compact[9:11])


def _is_day_of_birth(signs: str) -> bool:
    """Tell whether the day in a fiscal code is one: 1 to 31, for women 41 to 71, with letters for digits or not."""
    day = int(signs.translate(HOMOCODY_DIGITS))
    return 1 <= day <= 31 or 41 <= day <= 71


def is_valid_email(value: str) -> bool:
    """Return whether an address is well formed; its server is not asked."""
    try:
        validate_email(value, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def get_padded(value: str, length: int) -> str:
    """Return digits with the zeros that a spreadsheet took away, or an empty string."""
    compact = get_compact(value)
    is_digits = compact.isascii() and compact.isdigit()
    return compact.zfill(length) if is_digits and len(compact) < length else ""


def _not_valid(label: str, value: str, name: str) -> str:
    return _('{0} "{1}" of {2} is not valid: check it, or leave it as it is.').format(label, value, name)


def _proposed(label: str, value: str, name: str, proposal: str) -> str:
    return _('{0} "{1}" of {2} lacks leading zeros: {3} is proposed.').format(label, value, name, proposal)


def check_vat(value: str | None, name: str) -> list[str]:
    """Return what is to check in a VAT number."""
    if not value or is_valid_vat(value):
        return []
    country, rest = split_vat(value)
    padded = get_padded(rest, 11) if country in ITALY else ""
    if padded and iva.is_valid(padded):
        return [_proposed(_("VAT number"), value, name, country + padded)]
    return [_not_valid(_("VAT number"), value, name)]


def check_fiscal_code(value: str | None, name: str) -> list[str]:
    """Return what is to check in a fiscal code."""
    if not value or is_valid_fiscal_code(value):
        return []
    padded = get_padded(value, 11)
    if padded and iva.is_valid(padded):
        return [_proposed(_("Fiscal code"), value, name, padded)]
    return [_not_valid(_("Fiscal code"), value, name)]


def check_sdi(value: str | None, name: str, is_public: bool = False) -> list[str]:
    """Return what is to check in an SDI code: 7 signs for firms, 6 for public bodies."""
    compact = get_compact(value)
    length = 6 if is_public else 7
    if not compact or compact in SDI_FREE or re.fullmatch(rf"[0-9A-Z]{{{length}}}", compact):
        return []
    text = _('{0} "{1}" of {2} should have {3} letters or digits: check it, or leave it as it is.')
    return [text.format(_("SDI code"), value, name, length)]


def check_ateco(value: str | None, name: str) -> list[str]:
    """Return what is to check in an ATECO code: two to six digits in pairs, like 62.01.00, after its section or not."""
    compact = re.sub(r"[\s\-]", "", value or "").upper()
    found = re.fullmatch(r"[A-V]?(\d{2})(\.?\d{1,2}(\.?\d{1,2})?)?", compact, re.ASCII)
    if not compact or (found and found[1] != "00"):
        return []
    if re.fullmatch(r"[1-9]\.\d{1,2}(\.\d{1,2})?", compact, re.ASCII):
        return [_proposed(_("ATECO code"), value, name, f"0{compact}")]
    return [_not_valid(_("ATECO code"), value, name)]


def check_rea(value: str | None, name: str) -> list[str]:
    """Return what is to check in a REA number: two letters of the province and up to seven digits, like TV-123456."""
    compact = get_compact(value).removeprefix("REA")
    if not get_compact(value) or re.fullmatch(r"[A-Z]{2}[0-9]{1,7}", compact):
        return []
    text = _('{0} "{1}" of {2} should have two letters of the province and up to 7 digits, like TV-123456.')
    return [text.format(_("REA number"), value, name)]


def check_cap(value: str | None, name: str) -> list[str]:
    """Return what is to check in an Italian postal code."""
    if not value or re.fullmatch(r"[0-9]{5}", value.strip()):
        return []
    padded = get_padded(value, 5)
    if padded and len(get_compact(value)) >= 3:
        return [_proposed(_("Postal code"), value, name, padded)]
    return [_not_valid(_("Postal code"), value, name)]


def check_email(value: str | None, name: str, label: str | None = None) -> list[str]:
    """Return what is to check in an e-mail address."""
    return [] if not value or is_valid_email(value) else [_not_valid(label or _("E-mail"), value, name)]


def check_phone(value: str | None, name: str, region: str = "IT") -> list[str]:
    """Return what is to check in a telephone number."""
    if not value or parse_phone(value, region):
        return []
    return [_not_valid(_("Telephone"), value, name)]

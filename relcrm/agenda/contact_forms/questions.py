"""What a form asks, as its page shows it, and what was typed, read strictly: bad input gives a sentence, no error."""

import hashlib
import math
import re
import unicodedata
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from relcrm.relations import keys, party_card
from relcrm.workplace.days import show_day

MOST_LINKS = 2
ADDRESS = re.compile(r"(?:https?://|www\.|\bhref\b)", re.IGNORECASE)
ONE_LINE, LINES = 140, 4000
LONGEST_EMAIL, LONGEST_PHONE = 254, 40
# What is asked: (column of the answer, kind of control, longest text, what a browser may fill in)
ASKED = {
    "Name": ("person_name", "text", ONE_LINE, "name"),
    "Company": ("company", "text", ONE_LINE, "organization"),
    "E-mail": ("email", "email", LONGEST_EMAIL, "email"),
    "Phone": ("phone", "tel", LONGEST_PHONE, "tel"),
    "Town": ("town", "text", ONE_LINE, "address-level2"),
    "Message": ("message", "lines", LINES, ""),
}
CONTROLS = {
    "Choice": "choice", "Choices": "choices", "Number": "number", "Amount": "number", "Date": "date",
    "Yes/No": "yes", "Text": "lines",
}  # fmt: skip


@dataclass
class Question:
    """One question: its words, its control, what was typed, and what is wrong with that."""

    key: str
    control: str
    label: str
    required: bool
    hint: str = ""
    longest: int = ONE_LINE
    fills: str = ""
    attribute: str | None = None
    options: list[tuple[str, str]] = field(default_factory=list)
    value: str | list[str] = ""
    problem: str = ""


def get_usual_label(ask: str) -> str:
    """Return how a question is called where the form says nothing else."""
    return {
        "Name": _("Name and surname"),
        "Company": _("Company"),
        "E-mail": _("E-mail"),
        "Phone": _("Phone"),
        "Town": _("Town"),
        "Message": _("Message"),
    }[ask]


def get_questions(form: Document) -> list[Question]:
    """Return the questions of a form in their order, empty; characteristics that are no longer used are left out."""
    return [one for row in form.questions if (one := _get_question(row))]


def _get_question(row: Document) -> Question | None:
    if row.ask != "Characteristic":
        key, control, longest, fills = ASKED[row.ask]
        label = row.label or get_usual_label(row.ask)
        return Question(key, control, label, bool(row.required), row.hint or "", longest, fills)
    attribute = frappe.get_cached_doc("Profile Attribute", row.attribute)
    if attribute.disabled:
        return None
    control = CONTROLS[attribute.value_type]
    options = [(option.option, _(option.option)) for option in attribute.options]
    options = [("1", _("Yes")), ("0", _("No"))] if control == "yes" else options
    label = row.label or _(attribute.attribute_name)
    unit = f" ({attribute.unit})" if attribute.unit and control == "number" else ""
    key, hint = make_key("c", attribute.name), row.hint or attribute.help or ""
    return Question(key, control, label + unit, bool(row.required), hint, 500, "", attribute.name, options)


def make_key(prefix: str, text: str) -> str:
    """Return the name of a control that stays with its words, wherever they stand in the form."""
    return prefix + hashlib.sha256(text.encode()).hexdigest()[:10]


def read_answers(questions: list[Question], typed) -> None:
    """Take what was typed (a mapping with `getlist`) into the questions, with a sentence for each that does not fit."""
    for one in questions:
        one.value = _clean_all(one, typed.getlist(one.key))
        one.problem = _check(one)


def _clean_all(one: Question, given: list[str]) -> str | list[str]:
    if one.control == "choices":
        return list(dict.fromkeys(clean(value) for value in given[:100]))
    return clean(given[0] if given else "", one.control == "lines")


def clean(text: str, lines: bool = False) -> str:
    """Return a text without what cannot be seen or stored; in one line unless several are meant."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return kept.strip() if lines else " ".join(kept.split())


def _check(one: Question) -> str:
    if not one.value:
        return _("Fill in: {0}.").format(one.label) if one.required else ""
    if one.control in ("choice", "choices", "yes"):
        return _check_choice(one)
    if len(one.value) > one.longest:
        text = _("{0}: at most {1} characters, these are {2}. Shorten the text.")
        return text.format(one.label, one.longest, len(one.value))
    return CHECKS[one.control](one)


def _check_choice(one: Question) -> str:
    offered = {value for value, _title in one.options}
    chosen = one.value if isinstance(one.value, list) else [one.value]
    return "" if set(chosen) <= offered else _("{0}: choose among what is offered.").format(one.label)


def _check_text(one: Question) -> str:
    if ADDRESS.search(one.value):
        return _("{0}: an address of a web page does not belong here. Take it away.").format(one.label)
    return ""


def _check_lines(one: Question) -> str:
    if len(ADDRESS.findall(one.value)) > MOST_LINKS:
        text = _("{0}: at most {1} addresses of web pages. Take the others away.")
        return text.format(one.label, MOST_LINKS)
    return ""


def _check_email(one: Question) -> str:
    if keys.is_valid_email(one.value):
        one.value = one.value.lower()
        return ""
    text = _('{0}: "{1}" is not an e-mail address. Write it like name@example.it.')
    return text.format(one.label, one.value[:80])


def _check_phone(one: Question) -> str:
    if keys.parse_phone(one.value, party_card.get_region()):
        return ""
    text = _('{0}: "{1}" is not a telephone number. Write it with its prefix, from abroad with +.')
    return text.format(one.label, one.value)


def _check_number(one: Question) -> str:
    digits = one.value.replace(" ", "")
    digits = digits.replace(".", "").replace(",", ".") if "," in digits else digits
    number = float(digits) if re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,6})?", digits, re.ASCII) else math.nan
    if math.isnan(number):
        return _('{0}: "{1}" is not a number. Write it like 12 or 12,5.').format(one.label, one.value[:40])
    one.value = f"{number:.6f}".rstrip("0").rstrip(".")
    return ""


def _check_date(one: Question) -> str:
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", one.value, re.ASCII)
    written = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else one.value
    try:
        day = getdate(written) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII) else None
    except Exception:
        day = None
    if not day or not 1900 <= day.year <= 2200:
        return _('{0}: "{1}" is not a day. Write it like 22/11/2026.').format(one.label, one.value[:40])
    one.value = str(day)
    return ""


CHECKS = {
    "text": _check_text,
    "lines": _check_lines,
    "email": _check_email,
    "tel": _check_phone,
    "number": _check_number,
    "date": _check_date,
}


# ---- a stored answer


def store(one: Question) -> str:
    """Return the text under which the answer to a question about a characteristic is kept."""
    return "\n".join(one.value) if isinstance(one.value, list) else one.value


def get_stored(row: Document) -> str | list[str]:
    """Return the value of a kept answer as the profile takes it."""
    kind = frappe.get_cached_doc("Profile Attribute", row.attribute).value_type
    return row.value.split("\n") if kind == "Choices" else row.value


def show_stored(row: Document) -> str:
    """Return a kept answer as people read it."""
    kind = frappe.get_cached_doc("Profile Attribute", row.attribute).value_type
    if kind == "Yes/No":
        return _("Yes") if row.value == "1" else _("No")
    if kind == "Date":
        return show_day(row.value)
    if kind in ("Choice", "Choices"):
        return ", ".join(_(value) for value in row.value.split("\n"))
    return row.value.replace(".", ",") if kind in ("Number", "Amount") and frappe.local.lang == "it" else row.value

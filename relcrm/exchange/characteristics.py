"""Characteristics of a party's profile as targets of an import: their fields, and those that a file brings with it."""

from collections.abc import Iterator

import frappe
from frappe import _

from relcrm.exchange.exceptions import ImportMappingError
from relcrm.exchange.values import NO_WORDS, YES_WORDS, parse_value
from relcrm.relations.profile import COLUMNS, get_attributes

MOST_OPTIONS = 200
GUESSED_OPTIONS = 40
PREFIX = "profile:"
FIELDTYPES = {
    "Choice": "Select",
    "Choices": "Select",
    "Number": "Float",
    "Amount": "Currency",
    "Date": "Date",
    "Yes/No": "Check",
    "Text": "Data",
}


def get_characteristic_targets() -> list[dict]:
    """List the characteristics in use as targets of a column."""
    return [
        {
            "target": PREFIX + attribute.name,
            "label": " › ".join((_("Profile"), _(attribute.attribute_name))),
            "fieldtype": FIELDTYPES[attribute.value_type],
        }
        for attribute in get_attributes()
    ]


def get_characteristic_field(name: str, make_missing: bool = False):
    """Return a characteristic as if it were a field; None when there is none and it may not be made."""
    if not frappe.db.exists("Profile Attribute", name):
        return _make_field(name, "Text", []) if make_missing else None
    attribute = frappe.get_cached_doc("Profile Attribute", name)
    return _make_field(name, attribute.value_type, [row.option for row in attribute.options])


def _make_field(name: str, value_type: str, options: list[str]):
    return frappe._dict(
        fieldname=PREFIX + name,
        label=name,
        fieldtype=FIELDTYPES[value_type],
        options="\n".join(options),
        length=500 if value_type == "Text" else 0,
        parent="Party Profile",
        value_type=value_type,
    )


# --- making what a file brings with it -----------------------------------------------------------------------


class NewCharacteristics:
    """The characteristics and choices that the columns of a file need and the profile does not have yet."""

    def __init__(self, columns: list, table):
        self.wanted = [column for column in columns if column.target.attribute and column.make_missing]
        self.values: dict[str, dict[str, None]] = {column.target.attribute: {} for column in self.wanted}
        if self.wanted:
            for row in table.rows():
                for column in self.wanted:
                    self.values[column.target.attribute][column.get_text(row)] = None

    def add(self, empty_words: set[str]) -> list[tuple[str, str]]:
        """Make what is missing; return the characteristics that were made. The user's right to do so is checked."""
        made = []
        for column in self.wanted:
            name = column.target.attribute
            found = [text for text in self.values[name] if text and text.casefold() not in empty_words]
            if not frappe.db.exists("Profile Attribute", name):
                self._make(name, found)
                made.append(("Profile Attribute", name))
            else:
                self._add_options(name, found)
            column.df = get_characteristic_field(name)
        return made

    def _make(self, name: str, texts: list[str]) -> None:
        kind = guess_kind(texts)
        options = [{"option": text} for text in sorted(texts)] if kind == "Choice" else []
        values = {"attribute_name": name, "value_type": kind, "options": options, "expected": 0}
        frappe.get_doc({"doctype": "Profile Attribute", **values}).insert()

    def _add_options(self, name: str, texts: list[str]) -> None:
        attribute = frappe.get_doc("Profile Attribute", name)
        if attribute.value_type not in ("Choice", "Choices"):
            return
        known = {word.casefold() for row in attribute.options for word in (row.option, _(row.option))}
        new = sorted({text.casefold(): text for text in texts if text.casefold() not in known}.values())
        if len(attribute.options) + len(new) > MOST_OPTIONS:
            text = _('"{0}" would have {1} choices, more than {2}. Make it a text, or tie another column to it.')
            raise ImportMappingError(text.format(_(name), len(attribute.options) + len(new), MOST_OPTIONS))
        if new:
            for option in new:
                attribute.append("options", {"option": option})
            attribute.save()

    def forget(self) -> None:
        """Clear what is kept of characteristics whose making was taken back."""
        for column in self.wanted:
            frappe.clear_document_cache("Profile Attribute", column.target.attribute)


def guess_kind(texts: list[str]) -> str:
    """Say which type of value holds these texts: yes or no, number, date, choice of a few, or text."""
    def fit(fieldtype: str) -> bool:
        field = frappe._dict(fieldname="value", label="", fieldtype=fieldtype, options="")
        return all(parse_value(text, field)[1] is None for text in texts)

    words = {text.casefold() for text in texts}
    if words and words <= YES_WORDS | NO_WORDS and not words <= {"0", "1"}:
        return "Yes/No"
    if texts and fit("Float"):
        return "Number"
    if texts and fit("Date"):
        return "Date"
    short = all(len(text) <= 140 and not set(text) & set(";\n") for text in texts)
    return "Choice" if texts and short and len(texts) <= GUESSED_OPTIONS else "Text"


# --- values in a profile --------------------------------------------------------------------------------------


def split_values(values: dict[str, list]) -> tuple[dict[str, list], dict[str, list]]:
    """Part the values of a draft, by target, into those of the record itself and those of its profile."""
    profile = {text.removeprefix(PREFIX): found for text, found in values.items() if text.startswith(PREFIX)}
    return {text: found for text, found in values.items() if not text.startswith(PREFIX)}, profile


def get_profile_values(party: str, attributes: list[str]) -> dict[str, list]:
    """Return what a party's profile holds for these characteristics, as lists."""
    return dict(fetch_profile_values([party], attributes)).get(party) or {name: [] for name in attributes}


def fetch_profile_values(parties: list[str], attributes: list[str]) -> Iterator[tuple[str, dict[str, list]]]:
    """Yield (party, {attribute: values}) for the parties that have a profile, with two queries."""
    if not parties or not attributes:
        return
    filters = {"party": ["in", parties]}
    profiles = frappe.get_all("Party Profile", filters=filters, fields=["name", "party"])
    owners = {row.name: row.party for row in profiles}
    found: dict[str, dict[str, list]] = {party: {name: [] for name in attributes} for party in owners.values()}
    filters = {"parenttype": "Party Profile", "parent": ["in", list(owners)], "attribute": ["in", attributes]}
    fields = ["parent", "attribute", *sorted(set(COLUMNS.values()))]
    rows = frappe.get_all("Profile Value", filters=filters, fields=fields, order_by="idx asc") if owners else []
    for row in rows:
        kind = frappe.get_cached_doc("Profile Attribute", row.attribute).value_type
        value = row.get(COLUMNS[kind])
        found[owners[row.parent]][row.attribute].append(value if kind != "Date" or not value else str(value))
    yield from found.items()


def as_stored(values: dict[str, list]) -> dict[str, object]:
    """Return lists of values as `set_profile_values` takes them."""
    return {name: (found if len(found) != 1 else found[0]) for name, found in values.items()}

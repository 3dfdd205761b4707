"""Typed profile values: reading, writing and completeness."""

from math import isfinite

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate, nowdate

from relcrm.exceptions import ProfileValueError

COLUMNS = {
    "Choice": "choice",
    "Choices": "choice",
    "Number": "number",
    "Amount": "amount",
    "Date": "date",
    "Yes/No": "yes_no",
    "Text": "text",
}


def get_attributes(party_type: str | None = None, party: str | None = None) -> list:
    """Return the attributes in use for a kind of party, and for the roles of a party, in the order of the card."""
    attributes = frappe.get_all(
        "Profile Attribute", filters={"disabled": 0}, fields=["*"], order_by="position asc, name asc"
    )
    filters = {"parent": ["in", [a.name for a in attributes]], "parenttype": "Profile Attribute"}
    options = frappe.get_all(
        "Profile Attribute Option", filters=filters, fields=["parent", "option"], order_by="idx asc"
    )
    for attribute in attributes:
        attribute.options = [row for row in options if row.parent == attribute.name]
    fitting = [a for a in attributes if not (a.party_type and party_type and a.party_type != party_type)]
    if not party or not any(a.role for a in fitting):
        return fitting
    roles = set(frappe.get_all("Party Role Row", filters={"parent": party, "parenttype": "Party"}, pluck="role"))
    return [a for a in fitting if not a.role or a.role in roles]


def get_profile(party: str, party_type: str | None = None) -> dict:
    """Return every attribute of a party with its value; the empty ones too."""
    name = frappe.db.get_value("Party Profile", {"party": party}, "name")
    doc = frappe.get_doc("Party Profile", name) if name else None
    rows = doc.profile_values if doc else []
    refused = {row.attribute: row.refused_on for row in doc.refusals} if doc else {}
    completeness = doc.completeness if doc else 0
    attributes = [
        _describe(a, [r for r in rows if r.attribute == a.name]) | {"refused_on": refused.get(a.name)}
        for a in get_attributes(party_type, party)
    ]
    return {"name": name, "completeness": completeness, "attributes": attributes}


def _describe(attribute, rows: list) -> dict:
    column = COLUMNS[attribute.value_type]
    values = [row.get(column) for row in rows]
    value = values if attribute.value_type == "Choices" else (values[0] if values else None)
    return {
        "attribute": attribute.name,
        "title": _(attribute.attribute_name),
        "section": _(attribute.section) if attribute.section else None,
        "value_type": attribute.value_type,
        "unit": attribute.unit,
        "expected": attribute.expected,
        "options": [{"value": row.option, "title": _(row.option)} for row in attribute.options],
        "value": value,
    }


def set_profile_values(party: str, values: dict):
    """Write attribute values of a party, {attribute: value, list or None}; the others stay."""
    name = frappe.db.get_value("Party Profile", {"party": party}, "name")
    profile = frappe.get_doc("Party Profile", name) if name else frappe.new_doc("Party Profile", party=party)
    kept = [row for row in profile.profile_values if row.attribute not in values]
    profile.set("profile_values", [])
    for row in kept:
        profile.append("profile_values", row.as_dict() | {"idx": None})
    for attribute, value in values.items():
        for row in make_rows(attribute, value):
            profile.append("profile_values", row)
    return profile.save()


def make_rows(attribute: str, value) -> list[dict]:
    """Return the table rows that hold a value; none for an empty one."""
    if not frappe.db.exists("Profile Attribute", attribute):
        text = _('There is no characteristic "{0}". Choose one of the list, or have it added.')
        frappe.throw(text.format(attribute), ProfileValueError)
    kind = frappe.get_cached_doc("Profile Attribute", attribute).value_type
    values = [one.strip() if isinstance(one, str) else one for one in (value if isinstance(value, list) else [value])]
    return [{"attribute": attribute, COLUMNS[kind]: one} for one in values if one not in (None, "")]


def validate_rows(profile) -> None:
    """Refuse values that do not fit their attribute, and a second value where one is meant."""
    seen = set()
    for row in profile.profile_values:
        attribute = frappe.get_cached_doc("Profile Attribute", row.attribute)
        key = (row.attribute, row.choice if attribute.value_type == "Choices" else None)
        if key in seen:
            text = _('{0} has two values for "{1}". Remove one of them.')
            name = frappe.db.get_value("Party", profile.party, "party_name") or profile.party
            frappe.throw(text.format(name, _(attribute.attribute_name)), ProfileValueError)
        seen.add(key)
        _validate_row(attribute, row)


def _validate_row(attribute, row) -> None:
    column, label = COLUMNS[attribute.value_type], _(attribute.attribute_name)
    for other in set(COLUMNS.values()) - {column}:
        row.set(other, 0 if other in ("number", "amount", "yes_no") else None)
    value = row.get(column)
    if column == "choice" and value not in [option.option for option in attribute.options]:
        text = _('"{0}" is not a choice of "{1}". Choose one of: {2}.')
        options = ", ".join(_(option.option) for option in attribute.options)
        frappe.throw(text.format(value, label, options), ProfileValueError)
    if column in ("number", "amount"):
        _validate_number(label, value)
        row.set(column, flt(value))
    if column == "date":
        row.date = getdate(value)
    if column == "yes_no":
        _validate_yes_no(label, value)
        row.yes_no = cint(value)


def _validate_number(label: str, value) -> None:
    try:
        is_number = isfinite(float(value or 0))
    except (TypeError, ValueError, OverflowError):
        is_number = False
    if not is_number:
        text = _('"{0}" of "{1}" is not a number. Enter digits, with a point before the decimals.')
        frappe.throw(text.format(value, label), ProfileValueError)


def _validate_yes_no(label: str, value) -> None:
    if str(value) not in ("0", "1", "True", "False"):
        text = _('"{0}" of "{1}" is neither yes nor no. Write 1 for yes, 0 for no.')
        frappe.throw(text.format(value, label), ProfileValueError)


def get_completeness(profile) -> float:
    """Return the share of expected attributes that have a value, in percent."""
    party_type = frappe.db.get_value("Party", profile.party, "party_type")
    expected = {a.name for a in get_attributes(party_type, profile.party) if a.expected}
    if not expected:
        return 100.0
    given = {row.attribute for row in profile.profile_values}
    return round(100.0 * len(expected & given) / len(expected), 1)


def note_refusals(profile, refused: list[str], contact_person: str | None = None) -> None:
    """Keep on an unsaved profile what somebody did not want to tell; what has a value meanwhile is no refusal."""
    known = {row.attribute for row in profile.profile_values}
    kept = [row for row in profile.refusals if row.attribute not in {*known, *refused}]
    profile.set("refusals", [])
    for row in kept:
        profile.append("refusals", row.as_dict() | {"idx": None})
    for attribute in dict.fromkeys(refused):
        if attribute not in known:
            values = {"attribute": attribute, "refused_on": nowdate(), "contact_person": contact_person}
            profile.append("refusals", values)


def recount_changed(party) -> None:
    """Reckon the completeness of a saved party's profile again where other characteristics are expected of it now."""
    before = party.get_doc_before_save()
    if before and not party.flags.merging and _get_kinds(before) != _get_kinds(party):
        recount({"party": party.name})


def _get_kinds(party) -> tuple[str, set[str]]:
    return party.party_type, {row.role for row in party.roles}


def recount(filters: dict | None = None) -> int:
    """Reckon the completeness of profiles again, after what is expected has changed; answers how many differ."""
    changed = 0
    for name in frappe.get_all("Party Profile", filters=filters, pluck="name", order_by="name asc", limit=0):
        doc = frappe.get_doc("Party Profile", name)
        completeness = get_completeness(doc)
        if flt(doc.completeness) != completeness:
            changed += 1
            frappe.db.set_value("Party Profile", name, "completeness", completeness, update_modified=False)
    return changed

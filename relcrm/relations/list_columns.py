"""Answers to the lists of module Workplace: characteristics of a party's profile as columns, words to look for."""

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.relations.profile import COLUMNS, get_attributes, set_profile_values
from relcrm.workplace.lists.rights import can_read, get_read_condition
from relcrm.workplace.rules import quote

PREFIX = "profile:"
TYPES = {
    "Choice": "Select",
    "Choices": "Select",
    "Number": "Float",
    "Amount": "Currency",
    "Date": "Date",
    "Yes/No": "Check",
    "Text": "Data",
}


def get_profile_columns(doctype: str) -> list[dict]:
    """Hook `relcrm_list_fields`: the characteristics in use as columns of a list of parties."""
    if doctype != "Party" or not can_read("Party Profile"):
        return []
    condition = get_read_condition("Party Profile")
    editable = all(frappe.has_permission(doctype, "write") for doctype in ("Party", "Party Profile"))
    return [_describe(attribute, condition, editable) for attribute in get_attributes()]


def write_characteristic(party: Document, path: str, value: object) -> None:
    """Set a characteristic of a party from its list."""
    set_profile_values(party.name, {path.removeprefix(PREFIX): value})


def _describe(attribute, condition: str, editable: bool) -> dict:
    options = "\n".join(row.option for row in attribute.options) if TYPES[attribute.value_type] == "Select" else ""
    unit = f" ({attribute.unit})" if attribute.unit else ""
    return {
        "path": f"{PREFIX}{attribute.name}",
        "label": _(attribute.attribute_name) + unit,
        "fieldtype": TYPES[attribute.value_type],
        "options": options,
        "group": _("Profile"),
        "source": _get_source(attribute, condition),
        "key": "`tabParty Profile`.`party`",
        "many": attribute.value_type == "Choices",
        "editable": editable,
        "writer": "relcrm.relations.list_columns.write_characteristic",
    }


def _get_source(attribute, condition: str) -> str:
    """Return the SQL of the parties that have a value of a characteristic."""
    profile, value = "`tabParty Profile`", "`tabProfile Value`"
    own = f"{value}.`attribute` = {quote(attribute.name)} and {value}.`parenttype` = 'Party Profile'"
    return (
        f"select {profile}.`party` as `parent`, {value}.`{COLUMNS[attribute.value_type]}` as `value`, {value}.`idx`"
        f" from {value} join {profile} on {profile}.`name` = {value}.`parent`"
        f" where {own}" + (f" and ({condition})" if condition else "")
    )

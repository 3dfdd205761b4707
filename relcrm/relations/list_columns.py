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
    return [_get_completeness(condition), *(_describe(one, condition, editable) for one in get_attributes())]


def write_characteristic(party: Document, path: str, value: object) -> None:
    """Set a characteristic of a party from its list."""
    set_profile_values(party.name, {path.removeprefix(PREFIX): value})


def _get_completeness(condition: str) -> dict:
    """How much of what is expected is known, in percent; nothing where there is no profile yet."""
    profile = "`tabParty Profile`"
    columns = f"{profile}.`party` as `parent`, {profile}.`completeness` as `value`, 0 as `idx`"
    where = f"{profile}.`party` is not null" + (f" and ({condition})" if condition else "")
    rows = f"select {columns} from {profile} where {where}"
    return {
        "path": "card:completeness",
        "label": _("Profile filled"),
        "fieldtype": "Percent",
        "group": _("Profile"),
        "source": rows,
        "key": f"{profile}.`party`",
        "column": "coalesce(`filled`.`value`, 0)",
        "join": f"left join ({rows}) as `filled` on `filled`.`parent` = `tabParty`.`name`",
    }


def _describe(attribute, condition: str, editable: bool) -> dict:
    options = "\n".join(row.option for row in attribute.options) if TYPES[attribute.value_type] == "Select" else ""
    unit = f" ({attribute.unit})" if attribute.unit else ""
    return {
        "path": f"{PREFIX}{attribute.name}",
        "label": _(attribute.attribute_name) + unit,
        "fieldtype": TYPES[attribute.value_type],
        "options": options,
        "group": _("Profile"),
        **_get_source(attribute, condition),
        "key": "`tabProfile Value`.`party`",
        "many": attribute.value_type == "Choices",
        "editable": editable,
        "writer": "relcrm.relations.list_columns.write_characteristic",
    }


def _get_source(attribute, condition: str) -> dict:
    """Return the SQL of the parties that have a value of a characteristic.

    That a row is one of a profile is said by its party, so that an index holds all that is asked of the row.
    """
    profile, values = "`tabParty Profile`", "`tabProfile Value`"
    value = f"{values}.`{COLUMNS[attribute.value_type]}`"
    join = f" join {profile} on {profile}.`name` = {values}.`parent`" if condition else ""
    rights = f" and ({condition})" if condition else ""
    where = f"{values}.`attribute` = {quote(attribute.name)} and {values}.`party` is not null"
    origin = f"from {values}{join} where {where}{rights}"
    source = f"select {values}.`party` as `parent`, {value} as `value`, {values}.`idx` {origin}"
    return {"source": source, "origin": origin, "value": value}

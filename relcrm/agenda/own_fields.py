"""The own fields of event types wherever fields are offered: in the list of events, and for a column of an import."""

import re
from collections.abc import Iterator

import frappe
from frappe import _

from relcrm.agenda.event_type import VALUE_COLUMNS, get_lines, get_type
from relcrm.workplace.rules import quote

FIELDTYPES = {
    "Text": "Small Text",
    "Choice": "Select",
    "Number": "Float",
    "Amount": "Currency",
    "Date": "Date",
    "Yes/No": "Check",
}
UNFIT_KEY = re.compile(r"[\[\],=@]")


def get_list_columns(doctype: str) -> list[dict]:
    """Hook `relcrm_list_fields`: a column `event:<key>` of the list of events for each own field of a type in use."""
    return [_describe_column(*found) for found in _get_own_fields()] if doctype == "Relation Event" else []


def get_import_targets(doctype: str) -> list[dict]:
    """Hook `relcrm_import_targets`: the row of the event's values that a column fills."""
    if doctype != "Relation Event":
        return []
    return [
        {
            "target": f"event_values[field_key={row.field_key}].{VALUE_COLUMNS[row.value_type]}",
            "label": _(row.label),
            "fieldtype": FIELDTYPES[row.value_type],
        }
        for _kind, row in _get_own_fields()
    ]


def _get_own_fields() -> Iterator[tuple]:
    """Yield (type, own field); a key that several types have is yielded once, with the first one's type of value."""
    filters = {"parenttype": "Relation Event Type", "parentfield": "fields_of_type"}
    having = set(frappe.get_all("Relation Event Field", filters=filters, pluck="parent"))
    if not having:
        return
    order = "position asc, name asc"
    seen = set()
    for name in frappe.get_all("Relation Event Type", filters={"disabled": 0}, order_by=order, pluck="name"):
        kind = get_type(name) if name in having else None
        for row in kind.fields_of_type if kind else ():
            if row.field_key not in seen and not UNFIT_KEY.search(row.field_key):
                seen.add(row.field_key)
                yield kind, row


def _describe_column(kind, row) -> dict:
    where = f"`parenttype` = 'Relation Event' and `field_key` = {quote(row.field_key)}"
    value = VALUE_COLUMNS[row.value_type]
    return {
        "path": f"event:{row.field_key}",
        "label": _(row.label),
        "fieldtype": FIELDTYPES[row.value_type],
        "options": "\n".join(get_lines(row.choices)) if row.value_type == "Choice" else "",
        "group": _(kind.type_name),
        "source": f"select `parent`, `{value}` as `value`, `idx` from `tabRelation Event Value` where {where}",
    }

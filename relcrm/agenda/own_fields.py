"""The own fields of event types: in the list of events, for a column of an import, and whether a value fits them."""

import re
from collections.abc import Iterator

import frappe
from frappe import _

from relcrm.agenda.event_type import VALUE_COLUMNS, get_lines, get_type
from relcrm.exceptions import OwnFieldError
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


def validate_values(event) -> None:
    """Refuse a value that its own field does not offer; what is stored already stays, whatever became of the type."""
    for row, own in _get_unfit_rows(event):
        if own:
            text = _('{0}: {1} cannot be "{2}". Choose one of: {3}.')
            offered = ", ".join(_(choice) for choice in get_lines(own.choices))
            frappe.throw(text.format(event.subject, _(own.label), row.choice, offered), OwnFieldError)
        text = _('{0}: "{1}" has no own field "{2}" for "{3}". Take the value away, or choose another kind.')
        label = _(row.label or row.field_key)
        frappe.throw(text.format(event.subject, _(event.event_type), label, _get_said(row)), OwnFieldError)


def fit_imported(event) -> list[str]:
    """Hook `relcrm_import_fitting`: set aside what an own field does not offer, with a remark for each value."""
    if event.doctype != "Relation Event":
        return []
    remarks = []
    for row, own in _get_unfit_rows(event):
        offered = get_lines(own.choices) if own else []
        meant = [one for one in offered if row.choice.casefold() in (one.casefold(), _(one).casefold())]
        if meant:
            row.choice = meant[0]
            continue
        if own:
            reason = _("is not one of: {0}").format(", ".join(_(choice) for choice in offered))
        else:
            reason = _('is no own field of "{0}"').format(_(event.event_type))
        label = _(own.label if own else row.label or row.field_key)
        remarks.append(_('{0}: "{1}" {2}').format(label, str(_get_said(row))[:80], reason))
        stored = row.name and frappe.db.get_value(row.doctype, row.name, "choice")
        if stored:
            row.choice = stored
        else:
            event.remove(row)
    return remarks


def _get_unfit_rows(event) -> list[tuple]:
    """Return (row, own field) of new values that the type does not offer; the own field is None for an unknown key."""
    kind = get_type(event.event_type)
    if not kind:
        return []
    fields = {own.field_key: own for own in kind.fields_of_type}
    pairs = [(row, fields.get(row.field_key)) for row in event.event_values]
    unfit = [(row, own) for row, own in pairs if not _fits(row, own)]
    if not unfit or event.is_new():
        return unfit
    filters = {"parenttype": event.doctype, "parent": event.name}
    stored = frappe.get_all("Relation Event Value", filters=filters, fields=["field_key", "choice"])
    keys = {row.field_key for row in stored}
    choices = {(row.field_key, row.choice) for row in stored}
    return [
        (row, own)
        for row, own in unfit
        if ((row.field_key, row.choice) not in choices if own else row.field_key not in keys)
    ]


def _fits(row, own) -> bool:
    if not own:
        return False
    return own.value_type != "Choice" or not row.choice or row.choice in get_lines(own.choices)


def _get_said(row) -> object:
    return next((row.get(column) for column in VALUE_COLUMNS.values() if row.get(column)), "")


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

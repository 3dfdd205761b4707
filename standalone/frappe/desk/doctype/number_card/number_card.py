"""One figure on a workspace."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.query_args import read_json
from frappe.utils import add_to_date, cint, flt, now_datetime

FUNCTIONS = {"Count": "count", "Sum": "sum", "Average": "avg", "Minimum": "min", "Maximum": "max"}
INTERVALS = {"Daily": {"days": -1}, "Weekly": {"weeks": -1}, "Monthly": {"months": -1}, "Yearly": {"years": -1}}


class NumberCard(Document):
    """A count, sum or mean of records, as the reader may see them."""

    def validate(self) -> None:
        if not self.type or self.type == "Document Type":
            self.validate_document_card()
        elif self.type == "Report" and not self.report_name:
            frappe.throw(_("Number Card {0} needs a report.").format(frappe.bold(self.label)))
        elif self.type == "Custom" and not self.method:
            frappe.throw(_("Number Card {0} needs a method.").format(frappe.bold(self.label)))
        read_json(self.filters_json, "filters_json", (list, dict))

    def validate_document_card(self) -> None:
        if not (self.document_type and self.function):
            message = _("Number Card {0} needs a document type and a function.")
            frappe.throw(message.format(frappe.bold(self.label)))
        if self.function != "Count" and not self.aggregate_function_based_on:
            message = _("Number Card {0} needs the field that {1} is taken of.")
            frappe.throw(message.format(frappe.bold(self.label), _(self.function)))


@frappe.whitelist(methods=["GET", "POST"])
def get_result(doc: Any, filters: Any = None, to_date: Any = None) -> float:
    """The figure of a card, counting only what the session user may read."""
    card = frappe._dict(read_json(doc, "doc", (dict,)) or {})
    filters = read_json(filters, "filters", (list, dict))
    if card.type == "Report":
        return _get_report_figure(card, filters)
    if not card.document_type or card.function not in FUNCTIONS:
        frappe.throw(_("A number card needs a document type and a function."))
    frappe.has_permission(card.document_type, "read", throw=True)
    conditions = read_conditions(card.document_type, filters)
    if to_date:
        conditions.append([card.document_type, "creation", "<", to_date])
    field = "name" if card.function == "Count" else check_field(card.document_type, card.aggregate_function_based_on)
    rows = frappe.get_list(
        card.document_type,
        fields=[f"{FUNCTIONS[card.function]}(`{field}`) as result"],
        filters=conditions,
        order_by=None,
    )
    return flt(rows[0].result) if rows else 0.0


@frappe.whitelist(methods=["GET", "POST"])
def get_percentage_difference(doc: Any, filters: Any, result: Any) -> float | None:
    """How far the figure moved, in percent, since the card's interval began; None where there was nothing."""
    card = frappe._dict(read_json(doc, "doc", (dict,)) or {})
    if not cint(card.show_percentage_stats) or card.type in ("Report", "Custom"):
        return None
    step = INTERVALS.get(card.stats_time_interval or "Daily", INTERVALS["Daily"])
    before = get_result(dict(card), filters, to_date=add_to_date(now_datetime(), **step))
    return (flt(result) / before - 1) * 100 if before else None


def _get_report_figure(card: Any, filters: Any) -> float:
    from frappe.desk.query_report import generate_report_result, get_report_doc, read_report_filters

    rows = generate_report_result(get_report_doc(card.report_name), read_report_filters(filters))["result"]
    values = [flt(row.get(card.report_field)) for row in rows if isinstance(row, dict)]
    if not values:
        return 0.0
    functions = {
        "Average": lambda: sum(values) / len(values),
        "Minimum": lambda: min(values),
        "Maximum": lambda: max(values),
    }
    return functions.get(card.report_function, lambda: sum(values))()


def read_conditions(doctype: str, filters: Any) -> list:
    """Filters of a card or chart as a list; the fifth element that older clients send is dropped."""
    if isinstance(filters, dict):
        return [
            [doctype, field, *(value if isinstance(value, list) else ["=", value])] for field, value in filters.items()
        ]
    return [list(one[:4]) if isinstance(one, (list, tuple)) else one for one in filters or []]


def check_field(doctype: str, fieldname: str | None) -> str:
    """The field's name. Raises DataError where the DocType has none of that name."""
    if not fieldname or fieldname not in frappe.get_meta(doctype).get_valid_columns():
        message = _("{0} has no field {1}.").format(_(doctype), frappe.utils.escape_html(str(fieldname)))
        frappe.throw(message, frappe.DataError)
    return fieldname

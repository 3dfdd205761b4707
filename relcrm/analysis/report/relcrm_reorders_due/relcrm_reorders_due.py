"""RelCRM Reorders Due: who should have ordered again, by the median of its own gaps."""

import frappe
from frappe import _

from relcrm.analysis.customer_figures import get_days_back, get_order_conditions, get_reorder_rows


def execute(filters=None):
    """Return columns, rows, and how the next order is reckoned."""
    message = _(
        "The next order is expected when half of this customer's earlier gaps between orders were over. Whoever is late"
        " by the least of such gaps comes first."
    )
    return get_columns(), get_reorder_rows(frappe._dict(filters or {})), message


def get_columns() -> list[dict]:
    """Return who, since when, how late, and how to reach them."""
    days = {"fieldtype": "Float", "precision": 1, "disable_total": 1, "width": 110}
    return [
        {"fieldname": "party", "label": _("Name"), "fieldtype": "Link", "options": "Party", "width": 240},
        {"fieldname": "late", "label": _("Days late"), **days},
        {"fieldname": "expected_on", "label": _("Expected on"), "fieldtype": "Date", "width": 110},
        {"fieldname": "last_order", "label": _("Last order"), "fieldtype": "Date", "width": 110},
        {"fieldname": "gap", "label": _("Orders every (days)"), **days},
        {"fieldname": "times", "label": _("Days of ordering"), "fieldtype": "Int", "disable_total": 1, "width": 90},
        {"fieldname": "mean", "label": _("Mean order"), "fieldtype": "Currency", "disable_total": 1, "width": 120},
        {"fieldname": "main_phone", "label": _("Telephone"), "fieldtype": "Data", "options": "Phone"},
        {"fieldname": "lifecycle_stage", "label": _("Stage"), "fieldtype": "Select", "width": 120},
        {"fieldname": "territory", "label": _("Territory"), "fieldtype": "Link", "options": "Party Territory"},
    ]


def get_records(filters, row: dict, fieldname: str | None = None) -> dict:
    """Return which list, under which conditions, holds the orders behind a figure."""
    return {"doctype": "Party Order", "conditions": get_order_conditions(filters, row, get_days_back(filters))}

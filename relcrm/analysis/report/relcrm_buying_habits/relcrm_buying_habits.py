"""RelCRM Buying Habits: when last, how often and for how much each customer bought, with marks from 1 to 5."""

import frappe
from frappe import _

from relcrm.analysis.customer_figures import get_days_back, get_habit_rows, get_order_conditions

MONTHS = 24


def execute(filters=None):
    """Return columns, rows, and what the marks mean."""
    message = _(
        "Marks go by fifths of the customers, 5 is the best: how lately, how often, for how much. 555 are the best;"
        " 155 bought often and for much, but not for long."
    )
    return get_columns(), get_habit_rows(frappe._dict(filters or {})), message


def get_columns() -> list[dict]:
    """Return who, the three figures, and the three marks."""
    mark = {"fieldtype": "Int", "disable_total": 1, "width": 90}
    return [
        {"fieldname": "party", "label": _("Name"), "fieldtype": "Link", "options": "Party", "width": 240},
        {"fieldname": "marks", "label": _("Marks"), "fieldtype": "Data", "width": 80},
        {"fieldname": "last_order", "label": _("Last order"), "fieldtype": "Date", "width": 110},
        {"fieldname": "days_since", "label": _("Days since"), **mark},
        {"fieldname": "times", "label": _("Days of ordering"), **mark},
        {"fieldname": "repeats", "label": _("Came back"), "fieldtype": "Int", "width": 90},
        {"fieldname": "total", "label": _("Bought"), "fieldtype": "Currency", "width": 130},
        {"fieldname": "recency", "label": _("How lately"), **mark},
        {"fieldname": "frequency", "label": _("How often"), **mark},
        {"fieldname": "monetary", "label": _("For how much"), **mark},
        {"fieldname": "lifecycle_stage", "label": _("Stage"), "fieldtype": "Select", "width": 120},
        {"fieldname": "territory", "label": _("Territory"), "fieldtype": "Link", "options": "Party Territory"},
        {"fieldname": "sector", "label": _("Sector"), "fieldtype": "Link", "options": "Party Sector"},
    ]


def get_records(filters, row: dict, fieldname: str | None = None) -> dict:
    """Return which list, under which conditions, holds the orders behind a figure."""
    days = get_days_back(filters, MONTHS)
    return {"doctype": "Party Order", "conditions": get_order_conditions(filters, row, days)}

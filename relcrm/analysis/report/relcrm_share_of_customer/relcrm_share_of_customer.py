"""RelCRM Share of Customer: what of their yearly need customers buy from us, and what the market still holds."""

import frappe
from frappe import _
from frappe.utils import flt

from relcrm.analysis.customer_figures import get_as_of, get_days_until, get_order_conditions, get_potential_rows


def execute(filters=None):
    """Return columns, rows, what is counted, no chart, and the market of all of them."""
    rows = get_potential_rows(frappe._dict(filters or {}))
    message = _(
        "Companies with a value in Could buy in a year, beside what they bought from us in the last twelve months."
        " Group by territory or sector to see the market."
    )
    return get_columns(), rows, message, None, get_summary(rows)


def get_columns() -> list[dict]:
    """Return who, the potential, our part of it, and the rest."""
    money = {"fieldtype": "Currency", "width": 130}
    return [
        {"fieldname": "party", "label": _("Name"), "fieldtype": "Link", "options": "Party", "width": 240},
        {"fieldname": "potential", "label": _("Could buy in a year"), **money},
        {"fieldname": "bought", "label": _("Bought in 12 months"), **money},
        {"fieldname": "share", "label": _("Our share"), "fieldtype": "Percent", "width": 110},
        {"fieldname": "open", "label": _("Still open"), **money},
        {"fieldname": "lifecycle_stage", "label": _("Stage"), "fieldtype": "Select", "width": 120},
        {"fieldname": "territory", "label": _("Territory"), "fieldtype": "Link", "options": "Party Territory"},
        {"fieldname": "sector", "label": _("Sector"), "fieldtype": "Link", "options": "Party Sector"},
    ]


def get_summary(rows: list[dict]) -> list[dict]:
    """Return the potential of all, and our share of it."""
    potential, bought = (sum(row[key] for row in rows) for key in ("potential", "bought"))
    if not potential:
        return []
    return [
        {"label": _("Potential of all"), "value": flt(potential, 2), "datatype": "Currency"},
        {"label": _("Our share"), "value": flt(100 * bought / potential, 1), "datatype": "Percent"},
    ]


def get_records(filters, row: dict, fieldname: str | None = None) -> dict:
    """Return which list, under which conditions, holds the orders behind a figure."""
    days = get_days_until(get_as_of(filters), 12)
    return {"doctype": "Party Order", "conditions": get_order_conditions(filters, row, days)}

"""RelCRM Deals by State: how many, how much, how long they have stood there, and the share that is won."""

import frappe
from frappe import _

from relcrm.analysis.deal_figures import get_deal_conditions, get_state_rows, get_summary


def execute(filters=None):
    """Return columns, rows, what the share is taken of, a chart and the figures above it."""
    rows = get_state_rows(frappe._dict(filters or {}))
    message = _("From and To are the days on which a deal was begun. Reviewed deals are in no share.")
    return get_columns(), rows, message, get_chart(rows), get_summary(rows)


def get_columns() -> list[dict]:
    """Return the state, count, sums and means."""
    money = {"fieldtype": "Currency", "width": 140}
    return [
        {"fieldname": "workflow_state", "label": _("State"), "fieldtype": "Link", "options": "Workflow State"},
        {"fieldname": "deals", "label": _("Deals"), "fieldtype": "Int", "width": 100},
        {"fieldname": "amount", "label": _("Expected value"), **money},
        {"fieldname": "average", "label": _("Mean value"), "disable_total": 1, **money},
        {"fieldname": "weighted", "label": _("Weighted by probability"), **money},
        {"fieldname": "days", "label": _("Mean days in this state"), "fieldtype": "Int", "disable_total": 1},
    ]


def get_chart(rows: list[dict]) -> dict:
    """Return the amounts by state."""
    datasets = [{"name": _("Expected value"), "values": [row["amount"] for row in rows]}]
    labels = [_(row["workflow_state"]) for row in rows]
    return {"data": {"labels": labels, "datasets": datasets}, "type": "bar", "fieldtype": "Currency"}


def get_records(filters, row: dict, fieldname: str | None = None) -> dict:
    """Return which list, under which conditions, holds the deals behind a figure."""
    return {"doctype": "Negotiation", "conditions": get_deal_conditions(filters, row)}

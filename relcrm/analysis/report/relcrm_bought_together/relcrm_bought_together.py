"""RelCRM Bought Together: which products, or groups of them, stand in the same orders."""

import frappe
from frappe import _

from relcrm.analysis.customer_figures import get_together_rows


def execute(filters=None):
    """Return columns, rows, and what the figures mean."""
    filters = frappe._dict(filters or {})
    message = _(
        "Of the orders with the first, so many hold the second, and the other way round. Above 1, they stand together"
        " more often than chance would have it."
    )
    return get_columns(filters), get_together_rows(filters), message


def get_columns(filters) -> list[dict]:
    """Return the two, how often, and how sure."""
    kind = "Party Product Group" if filters.get("by") == "Product group" else "Party Product"
    percent = {"fieldtype": "Percent", "width": 120}
    return [
        {"fieldname": "first", "label": _("First"), "fieldtype": "Link", "options": kind, "width": 220},
        {"fieldname": "second", "label": _("Second"), "fieldtype": "Link", "options": kind, "width": 220},
        {"fieldname": "count", "label": _("Orders with both"), "fieldtype": "Int", "disable_total": 1},
        {"fieldname": "confidence", "label": _("Of those with the first"), **percent},
        {"fieldname": "back", "label": _("Of those with the second"), **percent},
        {"fieldname": "lift", "label": _("Times by chance"), "fieldtype": "Float", "precision": 2, "disable_total": 1},
    ]

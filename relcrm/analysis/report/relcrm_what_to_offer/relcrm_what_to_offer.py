"""RelCRM What to Offer: what a customer has not bought, and others who buy the same have."""

import frappe
from frappe import _

from relcrm.analysis.customer_figures import get_offer_rows


def execute(filters=None):
    """Return columns, rows, and how an offer is chosen."""
    filters = frappe._dict(filters or {})
    message = _("At most three for each customer, those first that most of the others who bought the same have too.")
    return get_columns(filters), get_offer_rows(filters), message


def get_columns(filters) -> list[dict]:
    """Return to whom, what, and because of what."""
    kind = "Party Product Group" if filters.get("by") == "Product group" else "Party Product"
    return [
        {"fieldname": "party", "label": _("Name"), "fieldtype": "Link", "options": "Party", "width": 240},
        {"fieldname": "offer", "label": _("Offer them"), "fieldtype": "Link", "options": kind, "width": 220},
        {"fieldname": "because", "label": _("Because they have"), "fieldtype": "Link", "options": kind, "width": 220},
        {"fieldname": "percent", "label": _("Of those who have it"), "fieldtype": "Percent", "width": 120},
        {"fieldname": "others", "label": _("Customers with both"), "fieldtype": "Int", "disable_total": 1},
        {"fieldname": "lifecycle_stage", "label": _("Stage"), "fieldtype": "Select", "width": 120},
        {"fieldname": "territory", "label": _("Territory"), "fieldtype": "Link", "options": "Party Territory"},
        {"fieldname": "sector", "label": _("Sector"), "fieldtype": "Link", "options": "Party Sector"},
    ]

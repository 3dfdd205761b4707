"""RelCRM Data to Check: every number, address or code that was saved and does not pass its check."""

import frappe
from frappe import _

from relcrm.analysis.contact_care import get_rows_to_check


def execute(filters=None):
    """Return columns and one row for each finding."""
    return get_columns(), get_rows_to_check(frappe._dict(filters or {}))


def get_columns() -> list[dict]:
    """Return whose datum it is and what is wrong with it."""
    return [
        {"fieldname": "party", "label": _("Company or person"), "fieldtype": "Link", "options": "Party"},
        # A link to DocType would close the report on a Frappe bench to all who may not read that.
        {"fieldname": "kind", "label": _("Kind"), "fieldtype": "Data", "hidden": 1},
        {"fieldname": "kind_title", "label": _("Kind"), "fieldtype": "Data", "width": 120},
        {"fieldname": "record", "label": _("Whose"), "fieldtype": "Dynamic Link", "options": "kind"},
        {"fieldname": "finding", "label": _("To check"), "fieldtype": "Data", "width": 480},
        {"fieldname": "changed", "label": _("Last changed"), "fieldtype": "Date", "width": 120},
    ]

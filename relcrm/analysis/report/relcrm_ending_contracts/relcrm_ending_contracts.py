"""RelCRM Ending Contracts: those whose end, or whose last day for a notice, comes within so many days."""

import frappe
from frappe import _

from relcrm.analysis.contract_days import get_days, get_ending_rows


def execute(filters=None):
    """Return columns, rows, and in words what is shown."""
    filters = frappe._dict(filters or {})
    message = _("Contracts that end, or for which notice has to be given, within {0} days; the nearest day first.")
    return get_columns(), get_ending_rows(filters), message.format(get_days(filters))


def get_columns() -> list[dict]:
    """Return what ends, with whom, when, and who looks after it."""
    return [
        {"fieldname": "contract", "label": _("Contract"), "fieldtype": "Link", "options": "Party Contract"},
        {"fieldname": "party", "label": _("Party"), "fieldtype": "Link", "options": "Party", "width": 220},
        {"fieldname": "next_on", "label": _("Next day"), "fieldtype": "Date", "width": 110},
        {"fieldname": "days_left", "label": _("Days left"), "fieldtype": "Int", "disable_total": 1},
        {"fieldname": "notice_on", "label": _("Notice by"), "fieldtype": "Date", "width": 110},
        {"fieldname": "ends_on", "label": _("To"), "fieldtype": "Date", "width": 110},
        {"fieldname": "renewal", "label": _("At the end"), "fieldtype": "Select", "width": 160},
        {"fieldname": "value", "label": _("Value"), "fieldtype": "Currency", "width": 120},
        {"fieldname": "responsible", "label": _("Looked after by"), "fieldtype": "Link", "options": "User"},
    ]

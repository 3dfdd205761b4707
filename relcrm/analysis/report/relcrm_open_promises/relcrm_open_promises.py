"""RelCRM Open Promises: what we promised and what was promised to us, those due first first."""

import frappe
from frappe import _

from relcrm.agenda.promises import get_open
from relcrm.analysis.scope import add_segment

MOST = 5000


def execute(filters=None):
    """Return columns and rows."""
    filters = frappe._dict(filters or {})
    users = [filters.user] if filters.user else None
    within = [], {}
    add_segment(*within, "Relation Event", filters, counts=False)
    rows = get_open(party=filters.party, users=users, side=filters.side, limit=MOST, within=within)
    return get_columns(), [{**row, "who": row.user_name or row.contact_name or _(row.side)} for row in rows]


def get_columns() -> list[dict]:
    """Return by when, who, what, to whom, and in which event it was said."""
    return [
        {"fieldname": "due_on", "label": _("By when"), "fieldtype": "Date", "width": 110},
        {"fieldname": "promise", "label": _("What"), "fieldtype": "Data", "width": 320},
        {"fieldname": "who", "label": _("Who promised"), "fieldtype": "Data", "width": 160},
        {"fieldname": "party", "label": _("Party"), "fieldtype": "Link", "options": "Party", "width": 220},
        {"fieldname": "kind", "label": _("It is"), "fieldtype": "Select", "width": 90},
        {"fieldname": "value", "label": _("How much"), "fieldtype": "Float", "disable_total": 1, "width": 90},
        {"fieldname": "made_on", "label": _("Said on"), "fieldtype": "Date", "width": 110},
        {"fieldname": "event", "label": _("Event"), "fieldtype": "Link", "options": "Relation Event", "width": 120},
    ]

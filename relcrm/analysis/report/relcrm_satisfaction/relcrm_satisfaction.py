"""RelCRM Satisfaction: the marks that customers gave us, whoever asked, and what they want done better."""

import frappe
from frappe import _

from relcrm.analysis.satisfaction import get_rows, get_summary


def execute(filters=None):
    """Return columns, rows, where the marks come from, no chart, and mean and score of all."""
    rows = get_rows(frappe._dict(filters or {}))
    message = _(
        "Marks from 0 to 10 of satisfaction calls, and of any kind of event with a number called satisfaction. The"
        " score is the percent of 9 and 10 less that of 0 to 6; beside it how far chance alone could move it."
    )
    return get_columns(), rows, message, None, get_summary(rows)


def get_columns() -> list[dict]:
    """Return who, when, the mark, and why."""
    return [
        {"fieldname": "party", "label": _("Party"), "fieldtype": "Link", "options": "Party", "width": 240},
        {"fieldname": "mark", "label": _("Mark"), "fieldtype": "Float", "precision": 0, "disable_total": 1},
        {"fieldname": "said", "label": _("They are"), "fieldtype": "Data", "width": 140},
        {"fieldname": "reason", "label": _("What to do better"), "fieldtype": "Data", "width": 300},
        {"fieldname": "day", "label": _("Day"), "fieldtype": "Date", "width": 110},
        {"fieldname": "event", "label": _("Event"), "fieldtype": "Link", "options": "Relation Event", "width": 180},
        {"fieldname": "territory", "label": _("Territory"), "fieldtype": "Link", "options": "Party Territory"},
        {"fieldname": "sector", "label": _("Sector"), "fieldtype": "Link", "options": "Party Sector"},
    ]

"""RelCRM Different Terms: to whom two of us have an open offer or discount."""

from frappe import _

from relcrm.agenda.promises import get_conflicts

MOST = 5000


def execute(filters=None):
    """Return columns and rows, one for each offer, those of one company together."""
    rows = [{**offer, "kind": _(offer["kind"])} for one in get_conflicts(limit=MOST) for offer in one["offers"]]
    return get_columns(), rows


def get_columns() -> list[dict]:
    """Return to whom, who, what, and since when."""
    return [
        {"fieldname": "party", "label": _("Party"), "fieldtype": "Link", "options": "Party", "width": 240},
        {"fieldname": "user_name", "label": _("Colleague"), "fieldtype": "Data", "width": 160},
        {"fieldname": "kind", "label": _("It is"), "fieldtype": "Data", "width": 90},
        {"fieldname": "value", "label": _("How much"), "fieldtype": "Float", "disable_total": 1, "width": 100},
        {"fieldname": "promise", "label": _("What"), "fieldtype": "Data", "width": 320},
        {"fieldname": "made_on", "label": _("Said on"), "fieldtype": "Date", "width": 110},
    ]

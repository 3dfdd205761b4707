"""RelCRM Loyalty Matrix: true friends, butterflies, barnacles and strangers, by profit and loyalty."""

import frappe
from frappe import _

from relcrm.analysis.customer_figures import get_loyalty_rows
from relcrm.analysis.customer_measures import BARNACLE, BUTTERFLY, STRANGER, TRUE_FRIEND

KINDS = (TRUE_FRIEND, BUTTERFLY, BARNACLE, STRANGER)


def execute(filters=None):
    """Return columns, rows, what the classes mean, a chart of the margins, and how many are in each."""
    rows = get_loyalty_rows(frappe._dict(filters or {}))
    chart, summary = get_chart(rows), get_summary(rows)
    for row in rows:
        row["kind"] = _(row["kind"])
    return get_columns(), rows, get_message(), chart, summary


def get_message() -> str:
    """Return in words what to do with each class."""
    return _(
        "True friends bring profit and stay: care for them. Butterflies bring profit and go: sell while they are here."
        " Barnacles stay and bring little: sell more or spend less. Strangers: no effort. Without a limit of yours,"
        " profitable is the better half."
    )


def get_columns() -> list[dict]:
    """Return who, the class, and what it rests on."""
    return [
        {"fieldname": "party", "label": _("Name"), "fieldtype": "Link", "options": "Party", "width": 240},
        {"fieldname": "kind", "label": _("Class"), "fieldtype": "Data", "width": 120},
        {"fieldname": "margin", "label": _("Margin"), "fieldtype": "Currency", "width": 130},
        {"fieldname": "stay", "label": _("Still buys (probability)"), "fieldtype": "Percent", "width": 120},
        {"fieldname": "times", "label": _("Days of ordering"), "fieldtype": "Int", "disable_total": 1, "width": 90},
        {"fieldname": "first_order", "label": _("First order"), "fieldtype": "Date", "width": 110},
        {"fieldname": "last_order", "label": _("Last order"), "fieldtype": "Date", "width": 110},
        {"fieldname": "lifecycle_stage", "label": _("Stage"), "fieldtype": "Select", "width": 120},
        {"fieldname": "territory", "label": _("Territory"), "fieldtype": "Link", "options": "Party Territory"},
        {"fieldname": "sector", "label": _("Sector"), "fieldtype": "Link", "options": "Party Sector"},
    ]


def get_chart(rows: list[dict]) -> dict:
    """Return the margins by class."""
    values = [sum(row["margin"] for row in rows if row["kind"] == kind) for kind in KINDS]
    data = {"labels": [_(kind) for kind in KINDS], "datasets": [{"name": _("Margin"), "values": values}]}
    return {"data": data, "type": "bar", "fieldtype": "Currency"}


def get_summary(rows: list[dict]) -> list[dict]:
    """Return how many customers are in each class."""
    return [{"label": _(kind), "value": sum(row["kind"] == kind for row in rows), "datatype": "Int"} for kind in KINDS]

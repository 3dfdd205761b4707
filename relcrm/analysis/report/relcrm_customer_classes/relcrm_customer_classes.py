"""RelCRM Customer Classes: ABC by what customers bought, and whether the best of them are looked after."""

import frappe
from frappe import _

from relcrm.analysis.customer_figures import get_class_rows, get_order_conditions
from relcrm.analysis.scope import get_days


def execute(filters=None):
    """Return columns, rows, how a class is told, a chart of the amounts by class, and how many are in each."""
    rows = get_class_rows(frappe._dict(filters or {}))
    message = _(
        "A are those that bring most of what is bought, C the many that bring the least: the share of all the larger"
        " customers together decides. Cancelled orders do not count."
    )
    return get_columns(), rows, message, get_chart(rows), get_summary(rows)


def get_columns() -> list[dict]:
    """Return who, how much, the class, and when they were last in touch."""
    share = {"fieldtype": "Percent", "width": 110}
    return [
        {"fieldname": "party", "label": _("Name"), "fieldtype": "Link", "options": "Party", "width": 240},
        {"fieldname": "grade", "label": _("Class"), "fieldtype": "Data", "width": 80},
        {"fieldname": "total", "label": _("Bought"), "fieldtype": "Currency", "width": 130},
        {"fieldname": "share", "label": _("Share of all"), **share},
        {"fieldname": "cumulative", "label": _("With the larger ones"), **share},
        {"fieldname": "orders", "label": _("Orders"), "fieldtype": "Int", "width": 90},
        {"fieldname": "last_order", "label": _("Last order"), "fieldtype": "Date", "width": 110},
        {"fieldname": "last_contact", "label": _("Last contact"), "fieldtype": "Date", "width": 110},
        {"fieldname": "lifecycle_stage", "label": _("Stage"), "fieldtype": "Select", "width": 120},
        {"fieldname": "territory", "label": _("Territory"), "fieldtype": "Link", "options": "Party Territory"},
        {"fieldname": "sector", "label": _("Sector"), "fieldtype": "Link", "options": "Party Sector"},
    ]


def get_chart(rows: list[dict]) -> dict:
    """Return what each class bought."""
    grades = ["A", "B", "C"]
    values = [sum(row["total"] for row in rows if row["grade"] == grade) for grade in grades]
    data = {"labels": grades, "datasets": [{"name": _("Bought"), "values": values}]}
    return {"data": data, "type": "bar", "fieldtype": "Currency"}


def get_summary(rows: list[dict]) -> list[dict]:
    """Return how many customers are in each class."""
    return [
        {"label": grade, "value": sum(row["grade"] == grade for row in rows), "datatype": "Int"} for grade in "ABC"
    ]


def get_records(filters, row: dict, fieldname: str | None = None) -> dict:
    """Return which list, under which conditions, holds the orders behind a figure."""
    return {"doctype": "Party Order", "conditions": get_order_conditions(filters, row, get_days(filters))}

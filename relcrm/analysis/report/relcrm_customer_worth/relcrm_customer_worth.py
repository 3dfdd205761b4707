"""RelCRM Customer Worth: what each customer was and will be worth, net of what it cost to win; all: the equity."""

import frappe
from frappe import _
from frappe.utils import flt

from relcrm.analysis.customer_figures import get_worth_rows


def execute(filters=None):
    """Return columns, rows, what was reckoned with, no chart, and the sums of all customers."""
    rows, used = get_worth_rows(frappe._dict(filters or {}))
    return get_columns(), rows, get_message(used), None, get_summary(rows, used)


def get_message(used: dict) -> str:
    """Return in words how the years ahead are reckoned."""
    text = _(
        "Ahead: the margin of a year, times the probability that they still buy, times the years it goes on with {0} %"
        " of customers kept from year to year and money discounted at {1} %. Settings, worth of customers, has both"
        " and the margin of products without a cost."
    )
    return text.format(round(100 * used["retention"]), round(100 * used["discount"]))


def get_columns() -> list[dict]:
    """Return who, past and future margins, what it cost to win them, and the worth."""
    money = {"fieldtype": "Currency", "width": 130}
    return [
        {"fieldname": "party", "label": _("Name"), "fieldtype": "Link", "options": "Party", "width": 240},
        {"fieldname": "worth", "label": _("Worth"), **money},
        {"fieldname": "margin", "label": _("Margin so far"), **money},
        {"fieldname": "ahead", "label": _("Ahead"), **money},
        {"fieldname": "acquisition_cost", "label": _("Cost to win them"), **money},
        {"fieldname": "yearly", "label": _("Margin of a year"), **money},
        {"fieldname": "stay", "label": _("Still buys (probability)"), "fieldtype": "Percent", "width": 120},
        {"fieldname": "lifecycle_stage", "label": _("Stage"), "fieldtype": "Select", "width": 120},
        {"fieldname": "territory", "label": _("Territory"), "fieldtype": "Link", "options": "Party Territory"},
        {"fieldname": "sector", "label": _("Sector"), "fieldtype": "Link", "options": "Party Sector"},
    ]


def get_summary(rows: list[dict], used: dict) -> list[dict]:
    """Return the worth of all customers ahead, which is the equity, and how many are kept."""
    ahead = sum(row["ahead"] for row in rows)
    kept = _("Kept from year to year, from orders") if used["measured"] else _("Kept from year to year, as set")
    return [
        {"label": _("Customer equity"), "value": flt(ahead, 2), "datatype": "Currency"},
        {"label": kept, "value": flt(100 * used["retention"], 1), "datatype": "Percent"},
    ]

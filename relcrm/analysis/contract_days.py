"""Which contracts come to an end, or want a notice, in the days ahead."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, getdate, nowdate

from relcrm.analysis.scope import add_segment
from relcrm.exceptions import ReportChoiceError

DAYS, MOST_DAYS = 90, 3650
FIELDS = "name party notice_on ends_on renewal value responsible".split()


def get_days(filters) -> int:
    """Return how many days ahead are asked for; refuse what is no number of days."""
    given = filters.get("days")
    if given in (None, ""):
        return DAYS
    if not 0 < cint(given) <= MOST_DAYS:
        text = _('Days: "{0}" is no number of days. Write one from 1 to {1}.')
        frappe.throw(text.format(frappe.utils.escape_html(str(given)), MOST_DAYS), ReportChoiceError)
    return cint(given)


def get_ending_rows(filters) -> list[dict]:
    """Return the contracts that the reader may see and whose next day comes in time, the nearest first."""
    today = getdate(nowdate())
    last = today + timedelta(days=get_days(filters))
    wanted = {key: filters[key] for key in ("renewal", "responsible") if filters.get(key)}
    rows = frappe.get_list(
        "Party Contract",
        filters={"state": ["!=", "Ended"], "ends_on": ["is", "set"], **wanted},
        fields=FIELDS,
        order_by="ends_on asc, name asc",
        limit=0,
    )
    rows = _leave_segment(rows, filters) if filters.get("segment") else rows
    found = [_make_row(row, today) for row in rows]
    return sorted((row for row in found if today <= row["next_on"] <= last), key=lambda row: row["next_on"])


def _leave_segment(rows: list[dict], filters) -> list[dict]:
    conditions, values = [], {}
    add_segment(conditions, values, "Party Contract", filters, counts=False)
    found = frappe.db.sql(f"select `name` from `tabParty Contract` where {conditions[0]}", values)
    names = {row[0] for row in found}
    return [row for row in rows if row.name in names]


def _make_row(row: dict, today) -> dict:
    days = [getdate(day) for day in (row.notice_on, row.ends_on) if day]
    next_on = min((day for day in days if day >= today), default=days[-1])
    return {"contract": row.name, **row, "next_on": next_on, "days_left": (next_on - today).days}

"""RelCRM Events by Area: how many events by month, area and status; private ones are left out."""

import frappe
from frappe import _
from frappe.utils import cint, getdate

from relcrm.agenda.reports import get_event_counts
from relcrm.analysis.scope import add_segment

STATUSES = ("Planned", "Open", "Done", "Cancelled")


def execute(filters=None):
    """Return columns, rows and a chart; row-level rules hold by the match conditions."""
    filters = frappe._dict(filters or {})
    within = [], {}
    add_segment(*within, "Relation Event", filters)
    counts = get_event_counts(_get_month(filters.from_date), _get_month(filters.to_date), filters.area, within)
    return get_columns(), get_rows(counts), None, get_chart(counts)


def _get_month(day) -> str | None:
    return getdate(day).strftime("%Y-%m") if day else None


def get_columns() -> list[dict]:
    """Return month, area, a column for each status, and the total."""
    columns = [
        {"fieldname": "month", "label": _("Month"), "fieldtype": "Data", "width": 100},
        {
            "fieldname": "area",
            "label": _("Area"),
            "fieldtype": "Link",
            "options": "Relation Area",
            "width": 160,
        },
    ]
    columns += [
        {"fieldname": status.lower(), "label": _(status), "fieldtype": "Int", "width": 110}
        for status in STATUSES
    ]
    return [*columns, {"fieldname": "total", "label": _("Total"), "fieldtype": "Int", "width": 110}]


def get_rows(counts: list[dict]) -> list[dict]:
    """Return one row for each month and area."""
    rows: dict[tuple, dict] = {}
    for count in counts:
        key = (count.month or "", count.area or "")
        row = rows.setdefault(key, {"month": count.month, "area": count.area, "total": 0})
        row[(count.status or "").lower()] = cint(count.events)
        row["total"] += cint(count.events)
    empty = {status.lower(): 0 for status in STATUSES}
    return [empty | rows[key] for key in sorted(rows)]


def get_chart(counts: list[dict]) -> dict:
    """Return the totals by month."""
    totals: dict[str, int] = {}
    for count in counts:
        totals[count.month or ""] = totals.get(count.month or "", 0) + cint(count.events)
    labels = sorted(totals)[-24:]
    datasets = [{"name": _("Events"), "values": [totals[label] for label in labels]}]
    return {"data": {"labels": labels, "datasets": datasets}, "type": "bar"}

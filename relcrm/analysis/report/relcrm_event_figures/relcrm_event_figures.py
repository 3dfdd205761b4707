"""RelCRM Event Figures: events by month, area, kind and colleague, to be grouped as one likes; no private ones."""

import frappe
from frappe import _

from relcrm.analysis.event_figures import STATUSES, get_event_conditions, get_event_rows


def execute(filters=None):
    """Return columns, rows and a chart of the months."""
    rows = get_event_rows(frappe._dict(filters or {}))
    return get_columns(), rows, None, get_chart(rows)


def get_columns() -> list[dict]:
    """Return the four headings and a column for each status."""
    link = {"fieldtype": "Link", "width": 160}
    columns = [
        {"fieldname": "month", "label": _("Month"), "fieldtype": "Data", "width": 120},
        {"fieldname": "area", "label": _("Area"), "options": "Relation Area", **link},
        {"fieldname": "event_type", "label": _("Type"), "options": "Relation Event Type", **link},
        {"fieldname": "colleague", "label": _("Colleague"), "fieldtype": "Data", "width": 180},
    ]
    columns += [
        {"fieldname": status.lower(), "label": _(status), "fieldtype": "Int", "width": 110} for status in STATUSES
    ]
    return [*columns, {"fieldname": "total", "label": _("Total"), "fieldtype": "Int", "width": 110}]


def get_chart(rows: list[dict]) -> dict:
    """Return the totals by month."""
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["month"] or ""] = totals.get(row["month"] or "", 0) + row["total"]
    labels = sorted(totals)[-24:]
    return {
        "data": {
            "labels": labels,
            "datasets": [{"name": _("Events"), "values": [totals[label] for label in labels]}],
        },
        "type": "bar",
    }


def get_records(filters, row: dict, fieldname: str | None = None) -> dict:
    """Return which list, under which conditions, holds the records behind a figure."""
    return {"doctype": "Relation Event", "conditions": get_event_conditions(filters, row, fieldname)}

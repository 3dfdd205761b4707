"""RelCRM Activity by Colleague: what was done, is planned, is late; by team while figures by name are off."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from relcrm.analysis.event_figures import get_activity_rows, get_heading_conditions
from relcrm.analysis.scope import get_day_conditions, get_equals, get_segment
from relcrm.relations.staff_figures import get_sentence, may_see_each

KIND = "kind_"


def execute(filters=None):
    """Return columns, rows, why colleagues are counted together, and a chart."""
    rows = get_activity_rows(frappe._dict(filters or {}))
    kinds = sorted({kind for row in rows for kind in row["kinds"] if kind})
    for row in rows:
        row.update({_get_column(kind): row["kinds"].get(kind, 0) for kind in kinds})
        del row["kinds"]
    return get_columns(kinds), rows, None if may_see_each() else get_sentence(), get_chart(rows)


def _get_column(kind: str) -> str:
    return KIND + frappe.scrub(kind)


def get_columns(kinds: list[str]) -> list[dict]:
    """Return the colleague, the sums, and what was done by kind."""
    number = {"fieldtype": "Int", "width": 110}
    return [
        {"fieldname": "colleague", "label": _("Colleague"), "fieldtype": "Data", "width": 200},
        {"fieldname": "done", "label": _("Done"), **number},
        *({"fieldname": _get_column(kind), "label": _(kind), "event_type": kind, **number} for kind in kinds),
        {"fieldname": "planned", "label": _("Planned"), **number},
        {"fieldname": "overdue", "label": _("Overdue"), **number},
        {"fieldname": "cancelled", "label": _("Cancelled"), **number},
    ]


def get_chart(rows: list[dict]) -> dict:
    """Return done, planned and overdue of each."""
    parts = {"done": _("Done"), "planned": _("Planned"), "overdue": _("Overdue")}
    datasets = [{"name": title, "values": [row[part] for row in rows]} for part, title in parts.items()]
    return {"data": {"labels": [row["colleague"] for row in rows], "datasets": datasets}, "type": "bar"}


def get_records(filters, row: dict, fieldname: str | None = None) -> dict:
    """Return which list, under which conditions, holds the records behind a figure."""
    conditions = [["private", "=", 0], *get_day_conditions("starts_on", filters), *get_equals(filters, area="area")]
    conditions += get_segment(filters)
    conditions += get_heading_conditions("assigned_to", row.get("heading"))
    if fieldname in ("planned", "overdue"):
        conditions.append(["status", "in", ["Planned", "Open"]])
    elif fieldname in ("done", "cancelled"):
        conditions.append(["status", "=", fieldname.capitalize()])
    elif (fieldname or "").startswith(KIND):
        kinds = [kind for kind in frappe.get_all("Relation Event Type", pluck="name") if _get_column(kind) == fieldname]
        conditions += [["status", "=", "Done"], ["event_type", "in", kinds]]
    if fieldname == "overdue":
        now = str(now_datetime())[:19]
        ended = [["ends_on", "<", now], {"op": "all", "of": [["ends_on", "is", "not set"], ["starts_on", "<", now]]}]
        conditions.append({"op": "any", "of": ended})
    return {"doctype": "Relation Event", "conditions": conditions}

"""Counts of events by month, area, kind and colleague, and what each colleague did; private ones are left out."""

import frappe
from frappe.utils import cint, now_datetime

from relcrm.agenda.reports import get_match_conditions
from relcrm.analysis.scope import (
    add_days_between,
    add_segment,
    get_day_conditions,
    get_days,
    get_equals,
    get_row_condition,
    get_segment,
)  # fmt: skip
from relcrm.relations.staff_figures import Headings

TABLE = "`tabRelation Event`"
STATUSES = ("Planned", "Open", "Done", "Cancelled")


def get_counts(filters, *columns: str) -> list[dict]:
    """Return counts by columns and status of the open events that the reader may see, late ones told apart."""
    frappe.has_permission("Relation Event", "read", throw=True)
    Headings().check_choice(filters.get("colleague"))
    conditions, values = [f"{TABLE}.`private` = 0"], {"now": now_datetime()}
    add_days_between(conditions, values, f"{TABLE}.`starts_on`", get_days(filters))
    for key, column in (("area", "area"), ("event_type", "event_type"), ("colleague", "assigned_to")):
        if filters.get(key):
            conditions.append(f"{TABLE}.`{column}` = %({key})s")
            values[key] = filters[key]
    add_segment(conditions, values, "Relation Event", filters)
    rules = get_match_conditions()
    if rules:
        conditions.append(f"({rules})")
    named = ", ".join(f"{TABLE}.`{column}`" for column in (*columns, "status"))
    late = f"sum(case when coalesce({TABLE}.`ends_on`, {TABLE}.`starts_on`) < %(now)s then 1 else 0 end)"
    return frappe.db.sql(
        f"select {named}, count(*) as `events`, {late} as `late` from {TABLE}"
        f" where {' and '.join(conditions)} group by {named}",
        values,
        as_dict=True,
    )


def get_event_rows(filters) -> list[dict]:
    """Return one row by month, area, kind and colleague (or their team), with a column for each status."""
    headings = Headings()
    rows: dict[tuple, dict] = {}
    for count in get_counts(filters, "month", "area", "event_type", "assigned_to"):
        heading = headings.get(count.assigned_to)
        key = (count.month or "", count.area or "", count.event_type or "", heading.title if heading else "")
        row = rows.get(key)
        if not row:
            row = rows[key] = {"month": count.month, "area": count.area, "event_type": count.event_type}
            row |= {"colleague": key[3], "total": 0, **dict.fromkeys(map(str.lower, STATUSES), 0)}
            row["heading"] = heading.key if heading else None
        row[count.status.lower()] += cint(count.events)
        row["total"] += cint(count.events)
    return [rows[key] for key in sorted(rows)]


def get_event_conditions(filters, row: dict, fieldname: str | None) -> list:
    """Return the list's conditions that hold for the events behind a figure of `get_event_rows`."""
    conditions = [["private", "=", 0], *get_day_conditions("starts_on", filters), *get_segment(filters)]
    conditions += get_equals(filters, area="area", event_type="event_type", colleague="assigned_to")
    conditions += [get_row_condition(path, row.get(path)) for path in ("month", "area", "event_type") if path in row]
    if "heading" in row:
        conditions += get_heading_conditions("assigned_to", row["heading"])
    status = (fieldname or "").capitalize()
    return [*conditions, ["status", "=", status]] if status in STATUSES else conditions


def get_heading_conditions(path: str, key: str | None) -> list:
    """Return the conditions for the colleagues under a heading; None stands for all others together."""
    headings = Headings()
    if key == "":
        return [[path, "is", "not set"]]
    if key is None:
        return [[path, "is", "set"], [path, "!=", headings.user]]
    found = {heading.key: heading for heading in map(headings.get, headings.names) if heading}
    return [[path, "in", sorted(found[key].users)]] if key in found else []


def get_activity_rows(filters) -> list[dict]:
    """Return what each colleague (or team) did and has before them, by kind of event."""
    headings = Headings()
    rows: dict[str, dict] = {}
    for count in get_counts(filters, "event_type", "assigned_to"):
        heading = headings.get(count.assigned_to)
        if not heading or not heading.key:
            continue
        row = rows.get(heading.key)
        if not row:
            row = rows[heading.key] = {"heading": heading.key, "colleague": heading.title, "mine": heading.mine}
            row |= {"done": 0, "planned": 0, "overdue": 0, "cancelled": 0, "kinds": {}}
        events, late = cint(count.events), cint(count.late)
        if count.status == "Done":
            row["done"] += events
            row["kinds"][count.event_type] = row["kinds"].get(count.event_type, 0) + events
        elif count.status == "Cancelled":
            row["cancelled"] += events
        else:
            row["planned"] += events
            row["overdue"] += late
    return sorted(rows.values(), key=lambda row: (not row["mine"], row["colleague"]))

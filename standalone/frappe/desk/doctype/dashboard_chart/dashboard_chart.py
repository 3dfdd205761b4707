"""A chart on a workspace."""

from __future__ import annotations

import datetime
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.number_card.number_card import check_field, read_conditions
from frappe.model.document import Document
from frappe.model.query_args import read_json
from frappe.utils import (
    add_to_date,
    cint,
    flt,
    formatdate,
    get_last_day,
    get_last_day_of_week,
    get_quarter_ending,
    get_year_ending,
    getdate,
)

FUNCTIONS = {"Count": "count", "Sum": "sum", "Average": "avg"}
TIMESPANS = {
    "Last Year": {"years": -1},
    "Last Quarter": {"months": -3},
    "Last Month": {"months": -1},
    "Last Week": {"days": -6},
}
PERIOD_ENDS = {
    "Daily": getdate,
    "Weekly": get_last_day_of_week,
    "Monthly": get_last_day,
    "Quarterly": get_quarter_ending,
    "Yearly": get_year_ending,
}
MAX_PERIODS = 1000


class DashboardChart(Document):
    """Counts, sums or means along time or by group, as the reader may see them."""

    def validate(self) -> None:
        if self.chart_type in ("Count", "Sum", "Average") and not (self.document_type and self.based_on):
            message = _("Dashboard Chart {0} needs a document type and the date field it runs along.")
            frappe.throw(message.format(frappe.bold(self.chart_name)))
        if self.chart_type == "Group By" and not (self.document_type and self.group_by_based_on):
            message = _("Dashboard Chart {0} needs a document type and the field it is grouped by.")
            frappe.throw(message.format(frappe.bold(self.chart_name)))
        if self.type == "Heatmap":
            frappe.throw(_("Heatmaps are not available here. Choose another type."), frappe.NotInStandaloneError)
        read_json(self.filters_json, "filters_json", (list, dict))


@frappe.whitelist(methods=["GET", "POST"])
def get(
    chart_name: str | None = None,
    chart: Any = None,
    no_cache: Any = None,
    filters: Any = None,
    from_date: Any = None,
    to_date: Any = None,
    timespan: str | None = None,
    time_interval: str | None = None,
    heatmap_year: Any = None,
    refresh: Any = None,
) -> dict[str, Any]:
    """Labels and datasets of a chart, counting only what the session user may read."""
    doc = frappe.get_doc("Dashboard Chart", chart_name) if chart_name else None
    settings = doc or frappe._dict(read_json(chart, "chart", (dict,)) or {})
    _check_permission(settings)
    stored = read_json(settings.filters_json, "filters_json", (list, dict))
    conditions = read_conditions(settings.document_type, read_json(filters, "filters", (list, dict)) or stored)
    if settings.chart_type == "Group By":
        return get_group_by_chart_config(settings, conditions)
    if settings.chart_type in FUNCTIONS:
        first, last = _get_range(settings, timespan, from_date, to_date)
        return get_chart_config(settings, conditions, time_interval or settings.time_interval, first, last)
    message = _("A chart of type {0} is drawn from its report or source.")
    frappe.throw(message.format(_(settings.chart_type or "")), frappe.NotInStandaloneError)


def _check_permission(chart: Any) -> None:
    rows = chart.get("roles") or ()
    roles = {row.get("role") for row in rows if hasattr(row, "get")} if isinstance(rows, (list, tuple)) else set()
    if roles and roles.isdisjoint(frappe.get_roles()):
        message = _("You may not see chart {0}.").format(chart.get("chart_name") or "")
        frappe.throw(message, frappe.PermissionError)
    if not chart.document_type:
        frappe.throw(_("A chart needs a document type."))
    frappe.has_permission(chart.document_type, "read", throw=True)


def _get_range(chart: Any, timespan: str | None, from_date: Any, to_date: Any) -> tuple[datetime.date, datetime.date]:
    timespan = timespan or chart.timespan
    if timespan == "Select Date Range" or from_date:
        return getdate(from_date or chart.from_date), getdate(to_date or chart.to_date)
    last = getdate(to_date)
    return add_to_date(last, **TIMESPANS.get(timespan, TIMESPANS["Last Year"])), last


def get_chart_config(
    chart: Any, conditions: list, interval: str | None, first: datetime.date, last: datetime.date
) -> dict[str, Any]:
    """One value per period from the first to the last date."""
    interval = interval if interval in PERIOD_ENDS else "Monthly"
    doctype, date_field = chart.document_type, check_field(chart.document_type, chart.based_on)
    value_field = "name" if chart.chart_type == "Count" else check_field(doctype, chart.value_based_on)
    rows = frappe.get_list(
        doctype,
        fields=[
            f"date(`{date_field}`) as day",
            f"{'count' if chart.chart_type == 'Count' else 'sum'}(`{value_field}`) as total",
            "count(`name`) as number",
        ],
        filters=[
            *conditions,
            [doctype, date_field, ">=", first],
            [doctype, date_field, "<", add_to_date(last, days=1)],
        ],
        group_by="day",
        order_by="day asc",
    )
    totals = _sum_periods(rows, interval)
    ends = _get_period_ends(first, last, interval)
    values = [_period_value(totals.get(end), chart.chart_type) for end in ends]
    return {"labels": [get_period(end, interval) for end in ends], "datasets": [{"name": chart.name, "values": values}]}


def _sum_periods(rows: list, interval: str) -> dict[datetime.date, list[float]]:
    totals: dict[datetime.date, list[float]] = {}
    for row in rows:
        total = totals.setdefault(PERIOD_ENDS[interval](row.day), [0.0, 0.0])
        total[0] += flt(row.total)
        total[1] += flt(row.number)
    return totals


def _period_value(total: list[float] | None, chart_type: str) -> float | int:
    if not total:
        return 0
    if chart_type == "Count":
        return cint(total[0])
    return total[0] / total[1] if chart_type == "Average" else total[0]


def _get_period_ends(first: datetime.date, last: datetime.date, interval: str) -> list[datetime.date]:
    ends = []
    day = first
    while day <= last:
        end = PERIOD_ENDS[interval](day)
        ends.append(end)
        day = add_to_date(end, days=1)
        if len(ends) > MAX_PERIODS:
            frappe.throw(_("The chart has more than {0} periods. Choose a longer interval.").format(MAX_PERIODS))
    return ends


def get_period(date: datetime.date, interval: str) -> str:
    """The label of the period that ends on a date."""
    if interval in ("Daily", "Weekly"):
        return formatdate(date)
    if interval == "Monthly":
        return f"{_(date.strftime('%b'))} {date.year}"
    if interval == "Quarterly":
        return _("Quarter {0} {1}").format((date.month + 2) // 3, date.year)
    return str(date.year)


def get_group_by_chart_config(chart: Any, conditions: list) -> dict[str, Any]:
    """One value per group, the largest first; beyond `number_of_groups` the rest is Other."""
    doctype, group = chart.document_type, check_field(chart.document_type, chart.group_by_based_on)
    kind = chart.group_by_type if chart.group_by_type in FUNCTIONS else "Count"
    field = "name" if kind == "Count" else check_field(doctype, chart.aggregate_function_based_on)
    rows = frappe.get_list(
        doctype,
        fields=[f"`{group}` as label", f"{FUNCTIONS[kind]}(`{field}`) as value"],
        filters=conditions,
        group_by=f"`{group}`",
        order_by="value desc",
    )
    limit = cint(chart.number_of_groups)
    number = cint if kind == "Count" else flt
    pairs = [(row.label or _("Not Specified"), number(row.value)) for row in rows]
    if limit and len(pairs) > limit:
        rest = pairs[limit - 1 :]
        pairs = [*pairs[: limit - 1], (_("Other"), sum(value for _label, value in rest))]
    return {
        "labels": [_(str(label)) for label, _value in pairs],
        "datasets": [{"name": chart.name, "values": [value for _label, value in pairs]}],
    }

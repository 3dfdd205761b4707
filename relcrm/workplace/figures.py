"""The figure of a Number Card and the bars of a Dashboard Chart, counted by the same query as the list behind them."""

import frappe
from frappe import _
from frappe.utils import add_months, cint, flt, getdate, now_datetime, nowdate

from relcrm.workplace.colleagues import get_headings, get_telling
from relcrm.workplace.lists.query import ListQuery, get_link_titles
from relcrm.workplace.lists.rights import can_read
from relcrm.workplace.lists.titles import get_group_title

OPERATORS = {"like": "contains", "not like": "not contains", "timespan": "within"}
FUNCTIONS = {"Sum": "sum", "Average": "avg", "Minimum": "min", "Maximum": "max"}
KINDS = {"Line": "line", "Pie": "pie", "Donut": "pie", "Percentage": "pie"}
MONTHS = {"Last Year": 12, "Last Quarter": 3, "Last Month": 1, "Last Week": 1}
PARTS = {"Yearly": "year", "Quarterly": "quarter", "Monthly": "month"}
MOST_GROUPS = 500


def may_read(doctype: str | None) -> bool:
    """Return whether a kind of record exists and the reader may open its list."""
    return bool(doctype) and bool(frappe.db.exists("DocType", doctype)) and can_read(doctype)


def read_conditions(filters: str | list | None, dynamic: str | None) -> list:
    """Return the filters of a card or chart, as Frappe keeps them, as conditions of a list."""
    found = frappe.parse_json(filters or "[]") or []
    if isinstance(found, dict):
        pairs = found.items()
        found = [[None, key, *(value if isinstance(value, list) else ["=", value])] for key, value in pairs]
    asked = frappe.parse_json(dynamic or "[]") or []
    asked = [[*one[:3], _get_dynamic(one[3])] for one in asked if isinstance(asked, list) and len(one) > 3]
    return [_read(one) for one in [*found, *asked]]


def _read(one: list) -> list:
    _doctype, field, operator, value = one[:4]
    operator = OPERATORS.get(str(operator).lower(), str(operator).lower())
    if operator in ("contains", "not contains"):
        value = str(value).strip("%")
    if operator in ("in", "not in") and isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    return [field, operator, value]


def _get_dynamic(expression: str) -> object:
    """Return the value of the few expressions that Frappe's own cards use: me, today, now."""
    text = str(expression)
    if "session.user" in text:
        return frappe.session.user
    return str(now_datetime())[:19] if "now_datetime" in text else nowdate()


def get_card(name: str) -> dict | None:
    """Return the label, figure and list of a card, or None where it is gone or not the reader's to see."""
    if not frappe.db.exists("Number Card", name):
        return None
    card = frappe.get_cached_doc("Number Card", name)
    if card.type == "Custom":
        return _get_custom(card)
    if card.type == "Report" or not may_read(card.document_type):
        return None
    conditions = read_conditions(card.filters_json, card.dynamic_filters_json)
    way = FUNCTIONS.get(card.function)
    totals = [[way, card.aggregate_function_based_on]] if way else []
    found = ListQuery(card.document_type, conditions=conditions, totals=totals).get_totals()
    if found["untold"]:
        return None
    value = found["totals"].get(f"{way}:{card.aggregate_function_based_on}") if way else found["count"]
    return {
        "label": card.label,
        "value": flt(value),
        "format": _get_format(card.document_type, card.aggregate_function_based_on) if way else "number",
        "goes_to": {"doctype": card.document_type, "conditions": conditions},
    }


def _get_custom(card) -> dict | None:
    """Return a card whose figure a function of an app counts."""
    try:
        function = frappe.get_attr(card.method)
        frappe.is_whitelisted(function)
        answer = function()
    except (frappe.PermissionError, ImportError, AttributeError):
        frappe.clear_messages()
        return None
    answer = answer if isinstance(answer, dict) else {"value": answer}
    route, options = answer.get("route") or [], answer.get("route_options") or {}
    goes_to = {"report": route[1], "filters": options} if route[:1] == ["query-report"] else None
    return {"label": card.label, "value": flt(answer.get("value")), "format": "number", "goes_to": goes_to}


def _get_format(doctype: str, fieldname: str | None) -> str:
    field = frappe.get_meta(doctype).get_field(fieldname) if fieldname else None
    return {"Currency": "money", "Percent": "percent"}.get(field.fieldtype if field else "", "number")


def get_chart(name: str) -> dict | None:
    """Return labels, values and the list of a chart, or None where it is gone or not the reader's to see."""
    if not frappe.db.exists("Dashboard Chart", name):
        return None
    chart = frappe.get_cached_doc("Dashboard Chart", name)
    roles = {row.role for row in chart.roles}
    if not may_read(chart.document_type) or (roles and roles.isdisjoint(frappe.get_roles())):
        return None
    if chart.chart_type == "Group By":
        return _get_groups(chart)
    return _get_periods(chart) if chart.chart_type in ("Count", "Sum", "Average") else None


def _ask(chart, path: str, way: str | None, field: str | None, more: list | None = None) -> tuple[ListQuery, list]:
    """Return a chart's list and its groups by a path: value, title, count and figure."""
    conditions = [*read_conditions(chart.filters_json, chart.dynamic_filters_json), *(more or [])]
    query = ListQuery(chart.document_type, conditions=conditions, group_by=[path], length=MOST_GROUPS)
    query.totals = [[way, field]] if way else []
    level, rows = query.find_groups([])
    titles = get_link_titles(level, [row[0] for row in rows])
    parts = [
        {
            "values": [row[0]],
            "label": get_group_title(level, row[0], titles) or "",
            "value": flt(row[2]) if way else row[1],
            "count": row[1],
        }
        for row in rows[:MOST_GROUPS]
    ]
    return query, parts


def _get_groups(chart) -> dict | None:
    path, way = chart.group_by_based_on, FUNCTIONS.get(chart.group_by_type)
    query, parts = _ask(chart, path, way, chart.aggregate_function_based_on)
    field = frappe.get_meta(chart.document_type).get_field(path)
    if query.fields.names_colleague(path):
        parts = _gather_colleagues(parts, way)
    elif order := _get_order(chart.document_type, field):
        parts.sort(key=lambda part: order.index(part["values"][0]) if part["values"][0] in order else len(order))
    else:
        parts.sort(key=lambda part: -part["value"])
    return _describe(chart, query, parts, path, chart.aggregate_function_based_on if way else None)


def _get_order(doctype: str, field) -> list[str]:
    """Return the order that a field's values have: that of a choice, or of the states of the active workflow."""
    if not field or field.fieldtype == "Select":
        return (field.options or "").split("\n") if field else []
    filters = {"document_type": doctype, "is_active": 1, "workflow_state_field": field.fieldname}
    workflow = frappe.db.get_value("Workflow", filters)
    rows = frappe.get_all(
        "Workflow Document State", filters={"parent": workflow or ""}, fields=["state"], order_by="idx asc"
    )
    return list(dict.fromkeys(row.state for row in rows))


def _gather_colleagues(parts: list[dict], way: str | None) -> list[dict]:
    """Return figures by colleague under the headings that the app allows (hook `relcrm_colleague_headings`)."""
    headings, gathered = get_headings(), {}
    if not headings:
        return parts
    for part in parts:
        heading = headings.get(part["values"][0])
        if heading:
            of_heading = {"label": heading.title, "parts": []}
            gathered.setdefault(heading.key, of_heading)["parts"].append(part)
    return [_gather(one["label"], one["parts"], way) for one in gathered.values()]


def _gather(label: str, parts: list[dict], way: str | None) -> dict:
    count = sum(part["count"] for part in parts)
    if way == "avg":
        value = sum(part["value"] * part["count"] for part in parts) / count
    else:
        value = {"min": min, "max": max}.get(way, sum)(part["value"] for part in parts)
    values = [value for part in parts for value in part["values"]]
    return {"values": values, "label": label, "value": value, "count": count}


def _get_periods(chart) -> dict:
    """Return one value for each month, quarter or year, empty ones too."""
    part = PARTS.get(chart.time_interval, "month")
    months = MONTHS.get(chart.timespan, 12)
    first = getdate(add_months(nowdate(), 1 - months)).replace(day=1)
    way = {"Sum": "sum", "Average": "avg"}.get(chart.chart_type)
    span = [[chart.based_on, ">=", str(first)], [chart.based_on, "<=", nowdate()]]
    query, groups = _ask(chart, f"{chart.based_on}@{part}", way, chart.value_based_on, span)
    found = {str(group["values"][0]): group["value"] for group in groups}
    keys = sorted({*found, *_get_months(first, months)}) if part == "month" else sorted(found)
    parts = [{"values": [key], "label": key, "value": found.get(key, 0)} for key in keys]
    return _describe(chart, query, parts, f"{chart.based_on}@{part}", chart.value_based_on if way else None)


def _get_months(first, count: int) -> list[str]:
    return [str(add_months(first, number))[:7] for number in range(count)]


def _describe(chart, query: ListQuery, parts: list[dict], path: str, field: str | None) -> dict | None:
    """Return the chart, or None where all of it would be figures of one colleague."""
    if get_telling(query.fields, query.conditions)[1]:
        return None
    limit = cint(chart.number_of_groups)
    if chart.chart_type == "Group By" and limit and len(parts) > limit:
        way = FUNCTIONS.get(chart.group_by_type)
        parts = [*parts[: limit - 1], _gather(_("Other"), parts[limit - 1 :], way)]
    return {
        "label": chart.chart_name,
        "chart": KINDS.get(chart.type, "bar"),
        "format": _get_format(chart.document_type, field),
        "parts": [{key: part[key] for key in ("values", "label", "value")} for part in parts],
        "path": path,
        "goes_to": {"doctype": chart.document_type, "conditions": query.conditions},
    }

"""The host's own doors that count: whoever may not see colleagues apart gets no such figures there (`colleagues.py`).

Frappe counts by groups at many addresses: resources, report view, list sidebar, charts, cards, saved reports. So a
request is looked at before it is answered, whatever its address. Groups and counts without colleagues pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

import frappe

from relcrm.exceptions import StaffFiguresError
from relcrm.workplace.colleagues import get_headings, is_open

COUNTS = re.compile(r"\b(count|sum|avg|min|max|group_concat)\W*\(|['\"](count|sum|avg|min|max)['\"]\s*:", re.IGNORECASE)
WORD = re.compile(r"\w+")
OF_EVERY_RECORD = frozenset({"owner", "modified_by", "_assign", "_liked_by", "_seen"})
CHOSEN = ("fields", "fieldname", "group_by", "order_by", "aggregate_on_field")
PATH_OF_LIST = re.compile(r"/(?:resource|document|doctype)/([^/]+)")
EACH_RECORD = re.compile(r"\W*(tab[\w ]+\W+)?name\W*")


@dataclass
class Asked:
    """A question for figures: of which kind of record, by what, and of which records."""

    doctype: str
    by: list = field(default_factory=list)
    filters: list = field(default_factory=list)


def refuse_figures() -> None:
    """Hooks before_request and auth_hooks: refuse figures that tell colleagues apart to whoever may not see them."""
    if frappe.session.user == "Guest":
        return
    for asked in _read_request():
        if _tells_colleagues(asked):
            headings = get_headings()
            if headings and not headings.each:
                frappe.throw(headings.get_sentence(), StaffFiguresError)
            return


# ---- what a request asks for


def _read_request() -> Iterator[Asked]:
    form, path = frappe.local.form_dict, unquote(frappe.local.request.path)
    for method in {str(form.get("cmd")), path.partition("/method/")[2].strip("/")}:
        if method in METHODS:
            yield from METHODS[method](form)
    chosen, groups = [form.get(key) for key in CHOSEN], form.get("group_by")
    if COUNTS.search(str(chosen)) or (groups and not EACH_RECORD.fullmatch(str(groups))):
        for doctype in {str(form.get("doctype")), *PATH_OF_LIST.findall(path)}:
            yield Asked(doctype, chosen, [form.get("filters"), form.get("or_filters")])


def _read_sidebar(form: dict) -> Iterator[Asked]:
    name = "_assign" if form.get("field") == "assigned_to" else form.get("field")
    yield Asked(str(form.get("doctype")), [name], [form.get("current_filters")])


def _read_dashboard(form: dict) -> Iterator[Asked]:
    yield Asked(str(form.get("doctype")), [form.get("stats")], [form.get("filters")])


def _read_chart(form: dict) -> Iterator[Asked]:
    chart = _parse(form.get("chart")) or {}
    name = str(form.get("chart_name") or "")
    if name and frappe.db.exists("Dashboard Chart", name):
        chart = frappe.get_cached_doc("Dashboard Chart", name)
    if not hasattr(chart, "get"):
        return
    by = [chart.get("group_by_based_on")] if chart.get("chart_type") == "Group By" else []
    yield Asked(str(chart.get("document_type")), by, [form.get("filters"), chart.get("filters_json")])


def _read_card(form: dict) -> Iterator[Asked]:
    card = _parse(form.get("doc"))
    if isinstance(card, dict):
        yield Asked(str(card.get("document_type")), [], [form.get("filters"), card.get("filters_json")])


def _read_report(form: dict) -> Iterator[Asked]:
    """A list that was saved as a report, which may be grouped."""
    name = form.get("report_name")
    report = frappe.db.get_value("Report", str(name), ["report_type", "ref_doctype", "json"], as_dict=True)
    layout = _parse(report.json) if report and report.report_type == "Report Builder" else None
    if isinstance(layout, dict) and layout.get("group_by"):
        filters = [layout.get("filters"), form.get("filters")]
        yield Asked(report.ref_doctype, [layout["group_by"], layout.get("fields")], filters)


METHODS = {
    "frappe.desk.listview.get_group_by_count": _read_sidebar,
    "frappe.desk.reportview.get_filter_dashboard_data": _read_dashboard,
    "frappe.desk.doctype.dashboard_chart.dashboard_chart.get": _read_chart,
    "frappe.desk.doctype.number_card.number_card.get_result": _read_card,
    "frappe.desk.doctype.number_card.number_card.get_percentage_difference": _read_card,
    "frappe.desk.query_report.run": _read_report,
    "frappe.desk.query_report.export_query": _read_report,
    "frappe.desk.query_report.background_enqueue_run": _read_report,
    "relcrm.api.reports.run": _read_report,
}


# ---- whether it tells colleagues apart


def _tells_colleagues(asked: Asked) -> bool:
    if not asked.doctype or not frappe.db.exists("DocType", asked.doctype):
        return False
    people = _get_columns_of_users(asked.doctype)
    if people & set(WORD.findall(str(asked.by))):
        return True
    return any(_names_colleague(_parse(some), people) for some in asked.filters)


def _get_columns_of_users(doctype: str) -> set[str]:
    """Return the names of columns of users: of the records, their rows, and what they link to."""
    meta = frappe.get_meta(doctype)
    names = set(OF_EVERY_RECORD)
    beyond = {df.options for df in [*meta.get_link_fields(), *meta.get_table_fields()]} - {"User", doctype}
    for one in (meta, *map(frappe.get_meta, beyond)):
        names |= {df.fieldname for df in one.get_link_fields() if df.options == "User"}
    return names


def _names_colleague(node: object, people: set[str]) -> bool:
    """Return whether filters, in any of Frappe's forms, narrow the records to some colleagues."""
    if isinstance(node, dict):
        pairs = ([key, *(value if isinstance(value, list) else ["=", value])] for key, value in node.items())
        return any(_names_colleague(pair, people) for pair in pairs)
    if not isinstance(node, list):
        return False
    named = [at for at, part in enumerate(node[:2]) if isinstance(part, str) and people & set(WORD.findall(part))]
    if not named:
        return any(_names_colleague(part, people) for part in node)
    rest = node[named[0] + 1 : named[0] + 3]
    if len(rest) < 2 or str(rest[0]).lower() == "is":
        return False
    values = rest[1] if isinstance(rest[1], list) else [rest[1]]
    return not all(is_open(one.strip('%"[]') if isinstance(one, str) else one) for one in values)


def _parse(value: object) -> object:
    """Return a value that may be JSON; what is none counts for nothing, its door refuses it by itself."""
    try:
        return frappe.parse_json(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None

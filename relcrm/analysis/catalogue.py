"""Which reports a reader may run, what each answers, and running one with what the screen needs."""

from importlib import import_module

import frappe
from frappe import _
from frappe.desk.query_report import get_report_doc
from frappe.desk.query_report import run as run_report
from frappe.utils import cint

from relcrm.analysis.scope import get_segment
from relcrm.exceptions import ReportChoiceError
from relcrm.relations.segments.rule import LINKS
from relcrm.relations.staff_figures import may_see_each
from relcrm.workplace.lists.fields import ListFields
from relcrm.workplace.lists.nodes import find_link
from relcrm.workplace.lists.query import MOST_NAMES, ListQuery

MOST_ROWS = 50_000
MOST_FIGURES = 300


def get_descriptions() -> dict[str, tuple[str, str]]:
    """Return the group and the question of each delivered report."""
    events, deals, parties, bought = _("Events"), _("Deals"), _("Companies and people"), _("Customers")
    return {
        "RelCRM Event Figures": (events, _("How many events, by month, area, kind and colleague?")),
        "RelCRM Events by Area": (events, _("How do the areas compare, month by month?")),
        "RelCRM Activity by Colleague": (events, _("What was done, what is planned, what is late?")),
        "RelCRM Open Promises": (events, _("What did we promise, and what was promised to us?")),
        "RelCRM Different Terms": (deals, _("To whom have two of us an open offer?")),
        "RelCRM Deals by State": (deals, _("What is open, what is it worth, how much do we win?")),
        "RelCRM Silent Contacts": (parties, _("With whom has nothing happened for months?")),
        "RelCRM Customer Classes": (bought, _("Who brings the most, and do we look after them?")),
        "RelCRM Buying Habits": (bought, _("Who bought when last, how often, for how much?")),
        "RelCRM Reorders Due": (bought, _("Who should have ordered again by now?")),
        "RelCRM What to Offer": (bought, _("What do others like them buy, and they do not?")),
        "RelCRM Bought Together": (bought, _("Which products go together?")),
        "RelCRM Share of Customer": (bought, _("How much could they buy, and how much from us?")),
        "RelCRM Loyalty Matrix": (bought, _("Who is profitable, who is loyal, who both?")),
        "RelCRM Customer Worth": (bought, _("What is each customer worth, and all of them?")),
        "RelCRM Satisfaction": (bought, _("How content are they, and why not?")),
        "RelCRM Ending Contracts": (deals, _("Which contracts end, or want a notice, soon?")),
        "RelCRM Data to Check": (parties, _("Which numbers, addresses and codes look wrong?")),
        "RelCRM Data Quality": (parties, _("How good are the data, by source, agent, sector?")),
        "RelCRM Team Members": (_("Organisation"), _("Who is in which team?")),
    }


def get_reports() -> list[dict]:
    """Return the reports that the reader may run, each with its group and the question it answers."""
    fields = ["name", "ref_doctype", "module", "report_type"]
    described, apps = get_descriptions(), _get_apps()
    found = []
    for row in frappe.get_all("Report", filters={"disabled": 0}, fields=fields, order_by="name asc"):
        if not _may_run(row):
            continue
        group, about = described.get(row.name, (None, ""))
        own = apps.get(row.module) == "relcrm" or row.report_type == "Report Builder"
        found.append({**row, "group": group or (_("Our own") if own else _("The system")), "about": about})
    order = list(described)
    return sorted(found, key=lambda row: order.index(row["name"]) if row["name"] in order else len(order))


def _get_apps() -> dict[str, str]:
    return dict(frappe.get_all("Module Def", fields=["name", "app_name"], as_list=True))


def _may_run(row: dict) -> bool:
    if not row.ref_doctype or not frappe.db.exists("DocType", row.ref_doctype):
        return False
    if not frappe.has_permission(row.ref_doctype, "report"):
        return False
    return bool(frappe.get_cached_doc("Report", row.name).is_permitted())


def describe(report_name: str) -> dict:
    """Return what the screen of a report needs before it is run."""
    report = get_report(report_name)
    group, about = get_descriptions().get(report.name, ("", ""))
    return {
        "name": report.name,
        "group": group,
        "about": about,
        "ref_doctype": report.ref_doctype,
        "filters": [*(_describe_filter(row) for row in report.get("filters") or []), *_get_segment_filter(report)],
        "has_records": bool(get_record_finder(report)),
        "may_export": bool(frappe.has_permission(report.ref_doctype, "export")),
    }


def _describe_filter(row) -> dict:
    keys = ("fieldname", "fieldtype", "options", "default")
    return {**{key: row.get(key) for key in keys}, "label": row.label, "mandatory": cint(row.mandatory)}


def _get_segment_filter(report) -> list[dict]:
    """Return the filter that a list saved as a report has where its records are in segments, or belong to such."""
    if report.report_type != "Report Builder" or not frappe.has_permission("Segment", "read"):
        return []
    fields = ListFields(report.ref_doctype)
    if report.ref_doctype not in LINKS and not any(find_link(fields, target) for target in LINKS):
        return []
    filter_ = {"fieldname": "segment", "fieldtype": "Link", "options": "Segment", "default": None}
    return [{**filter_, "label": "Segment", "mandatory": 0}]


def get_report(report_name: str):
    """Return a report that the reader may run, or refuse in one sentence."""
    if not isinstance(report_name, str) or not frappe.db.exists("Report", report_name):
        text = _('There is no report "{0}". Choose one from the list of reports.')
        frappe.throw(text.format(frappe.utils.escape_html(str(report_name))), frappe.DoesNotExistError)
    return get_report_doc(report_name)


def run(report_name: str, filters: dict) -> dict:
    """Return columns, rows without a total, the report's own words, figures and chart, and the titles of links."""
    report = get_report(report_name)
    if report.report_type == "Report Builder":
        columns, rows = report.get_data(filters=_narrow(report.ref_doctype, filters), as_dict=True)
        answer = {"columns": [_describe_column(column) for column in columns], "result": rows}
    else:
        answer = run_report(report_name, filters=filters, ignore_prepared_report=True)
    rows = list(answer.get("result") or [])
    if answer.get("add_total_row") and rows and isinstance(rows[-1], (list, tuple)):
        rows = rows[:-1]
    columns = answer.get("columns") or []
    return {
        "columns": mark_colleagues([column for column in columns if not cint(column.get("hidden"))]),
        "rows": rows[:MOST_ROWS],
        "cut": max(0, len(rows) - MOST_ROWS),
        "message": answer.get("message") if isinstance(answer.get("message"), str) else None,
        "summary": answer.get("report_summary") or [],
        "chart": answer.get("chart"),
        "totals": cint(report.add_total_row) if report.report_type != "Report Builder" else 1,
        "titles": get_titles(columns, rows[:MOST_ROWS]),
    }


def _narrow(doctype: str, filters: dict) -> dict:
    """Return the filters of a list saved as a report, those for a segment as the names of what is in it."""
    nodes = get_segment(filters)
    if not nodes:
        return filters
    names = ListQuery(doctype, conditions=nodes).find_names(length=MOST_NAMES + 1)
    if len(names) > MOST_NAMES:
        text = _("More than {0} records are in this segment. Open it as a list, or choose a smaller one.")
        frappe.throw(text.format(MOST_NAMES), ReportChoiceError)
    return {**{key: value for key, value in filters.items() if key != "segment"}, "name": ["in", names or [""]]}


def _describe_column(field) -> dict:
    """Return a field as a column of a report; a bench and the runtime give it in classes of their own."""
    column = {key: field.get(key) for key in ("fieldname", "fieldtype", "options")}
    return {**column, "fieldtype": column["fieldtype"] or "Data", "label": _(field.get("label") or "")}


def mark_colleagues(columns: list[dict]) -> list[dict]:
    """Mark the columns of users by which the screen neither groups nor draws, while figures by name are off."""
    named = {column["fieldname"] for column in columns if column.get("options") == "User"}
    if not named or may_see_each():
        return columns
    return [{**column, "untold": 1} if column["fieldname"] in named else column for column in columns]


def get_titles(columns: list[dict], rows: list[dict]) -> dict[str, dict[str, str]]:
    """Return what linked records are called, by kind: of those alone that the reader may see."""
    wanted: dict[str, set] = {}
    for column in columns:
        kind, name, options = column.get("fieldtype"), column["fieldname"], column.get("options")
        if kind not in ("Link", "Dynamic Link") or not options:
            continue
        for row in rows:
            doctype = options if kind == "Link" else row.get(options)
            if doctype and row.get(name):
                wanted.setdefault(doctype, set()).add(row[name])
    return {doctype: _get_titles_of(doctype, sorted(map(str, names))) for doctype, names in wanted.items()}


def _get_titles_of(doctype: str, names: list[str]) -> dict[str, str]:
    if doctype == "User":
        return dict(frappe.get_all("User", filters={"name": ["in", names]}, fields=["name", "full_name"], as_list=True))
    if not frappe.db.exists("DocType", doctype) or not frappe.has_permission(doctype, "read"):
        return {}
    title = frappe.get_meta(doctype).title_field
    if not title:
        return {}
    titles: dict[str, str] = {}
    for start in range(0, len(names), 1000):
        part = ["in", names[start : start + 1000]]
        found = frappe.get_list(
            doctype, filters={"name": part}, fields=["name", title], limit=1000, order_by=f"`tab{doctype}`.`name` asc"
        )
        titles |= {row.name: row.get(title) for row in found}
    return titles


def get_record_finder(report):
    """Return the function of a report of ours that says which records are behind a figure."""
    if report.report_type != "Script Report" or report.is_standard != "Yes" or report.module not in _get_own_modules():
        return None
    module, name = frappe.scrub(report.module), frappe.scrub(report.name)
    module = import_module(f"relcrm.{module}.report.{name}.{name}")
    return getattr(module, "get_records", None)


def _get_own_modules() -> list[str]:
    return frappe.get_all("Module Def", filters={"app_name": "relcrm"}, pluck="name")


def get_records(report_name: str, filters: dict, rows: list, fieldname: str | None) -> dict:
    """Return the list, and its conditions, that holds the records behind a figure of one or several rows."""
    report = get_report(report_name)
    find = get_record_finder(report)
    if not find:
        frappe.throw(
            _("The report {0} does not say which records are behind it.").format(_(report.name)), ReportChoiceError
        )
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        frappe.throw(_("Choose a figure of the report first."), ReportChoiceError)
    if len(rows) > MOST_FIGURES:
        text = _("{0} rows are too many to look behind at once. Choose a group of at most {1}.")
        frappe.throw(text.format(len(rows), MOST_FIGURES), ReportChoiceError)
    found = [find(frappe._dict(filters), row, fieldname) for row in rows]
    groups = [{"op": "all", "of": one["conditions"]} for one in found]
    return {
        "doctype": found[0]["doctype"],
        "conditions": groups[0] if len(groups) == 1 else {"op": "all", "of": [{"op": "any", "of": groups}]},
    }

"""Running reports: rows the user may see, columns in full, a total row, export."""

from __future__ import annotations

import os
import time
from typing import Any

import frappe
from frappe import _
from frappe.model.query_args import read_json
from frappe.utils import cint, flt, sbool

SUMMED = frozenset(("Currency", "Int", "Float", "Percent", "Duration", "Long Int"))


@frappe.whitelist(methods=["GET", "POST"])
def run(
    report_name: str,
    filters: Any = None,
    user: str | None = None,
    ignore_prepared_report: Any = False,
    custom_columns: Any = None,
    is_tree: Any = False,
    parent_field: str | None = None,
    are_default_filters: Any = True,
) -> dict[str, Any]:
    """A report's columns and rows. Raises PermissionError without the report right on its DocType or its roles."""
    report = get_report_doc(report_name)
    return generate_report_result(
        report, read_report_filters(filters), is_tree=sbool(is_tree) is True, parent_field=parent_field
    )


def get_report_doc(report_name: str) -> Any:
    """The report, when the session user may run it; a custom report is its original with other columns and filters."""
    if not isinstance(report_name, str) or not report_name:
        frappe.throw(_("{0} is missing. Send it with the request.").format("report_name"))
    report = frappe.get_doc("Report", report_name)
    _check_allowed(report)
    report.custom_layout = None
    if report.report_type == "Custom Report":
        layout = frappe.parse_json(report.json or "{}")
        report = frappe.get_doc("Report", report.reference_report)
        _check_allowed(report)
        report.custom_layout = layout
    return report


def _check_allowed(report: Any) -> None:
    if not report.is_permitted():
        message = _("You don't have access to Report: {0}").format(_(report.name))
        frappe.throw(message, frappe.PermissionError)
    if not frappe.has_permission(report.ref_doctype, "report"):
        message = _("You don't have permission to get a report on: {0}").format(_(report.ref_doctype))
        frappe.throw(message, frappe.PermissionError)
    if cint(report.disabled):
        frappe.throw(_("Report {0} is disabled").format(_(report.name)))


def read_report_filters(filters: Any) -> frappe._dict:
    """The filters of a request. Raises ValidationError where they are no JSON object."""
    filters = read_json(filters, "filters", (dict, list))
    return frappe._dict(filters if isinstance(filters, dict) else {})


def generate_report_result(
    report: Any,
    filters: frappe._dict,
    user: str | None = None,
    custom_columns: Any = None,
    is_tree: bool = False,
    parent_field: str | None = None,
) -> dict[str, Any]:
    """Run a report and lay its answer out as clients expect it."""
    started = time.perf_counter()
    layout = getattr(report, "custom_layout", None) or {}
    for key, value in (layout.get("filters") or {}).items():
        filters.setdefault(key, value)
    answer = [*report.execute(filters), *[None] * 6]
    columns, rows, message, chart, summary, skip_total_row = answer[:6]
    columns = [get_column_as_dict(column) for column in columns or []]
    rows = normalize_result(rows, columns)
    rows = get_filtered_data(report.ref_doctype, columns, rows)
    columns = _chosen_columns(columns, layout)
    add_total = cint(report.add_total_row) and not cint(skip_total_row)
    if add_total and rows:
        rows = add_total_row(rows, columns, is_tree=is_tree, parent_field=parent_field)
    return {
        "result": rows,
        "columns": columns,
        "message": message,
        "chart": chart,
        "report_summary": summary,
        "skip_total_row": cint(skip_total_row),
        "status": None,
        "execution_time": round(time.perf_counter() - started, 6),
        "add_total_row": add_total,
    }


def _chosen_columns(columns: list[dict], layout: dict) -> list[dict]:
    wanted = [column.get("fieldname") for column in layout.get("columns") or []]
    by_name = {column["fieldname"]: column for column in columns}
    return [by_name[name] for name in wanted if name in by_name] or columns


# ---- columns and rows ----------------------------------------------------------------------------


def get_column_as_dict(column: Any) -> dict[str, Any]:
    """A column from a dict or from "Label:Type/Options:Width"."""
    if not isinstance(column, str):
        out = dict(column)
        out.setdefault("label", frappe.unscrub(str(out.get("fieldname") or "")))
        out.setdefault("fieldname", frappe.scrub(str(out["label"])))
        out.setdefault("fieldtype", "Data")
        return out
    label, _colon, rest = column.partition(":")
    kind, _colon, width = rest.partition(":")
    fieldtype, _slash, options = kind.partition("/")
    out = {"label": _(label), "fieldname": frappe.scrub(label), "fieldtype": fieldtype or "Data"}
    if options:
        out["options"] = options
    if width:
        out["width"] = width
    return out


def normalize_result(rows: Any, columns: list[dict]) -> list[dict]:
    """Rows as dicts by fieldname."""
    names = [column["fieldname"] for column in columns]
    return [dict(zip(names, row)) if isinstance(row, (list, tuple)) else row for row in rows or []]  # noqa: B905


def add_total_row(
    rows: list[dict], columns: list[dict], is_tree: bool = False, parent_field: str | None = None
) -> list[Any]:
    """The rows and a last one, a list: sums, means of percentages, and "Total" in the first column."""
    total: list[Any] = [""] * len(columns)
    for at, column in enumerate(columns):
        name, fieldtype = column["fieldname"], column.get("fieldtype")
        if fieldtype == "Link" and column.get("options") == "Currency":
            total[at] = rows[0].get(name)
        if fieldtype not in SUMMED:
            continue
        values = [row.get(name) for row in rows if not (is_tree and parent_field and row.get(parent_field))]
        total[at] = sum(flt(value) for value in values)
        if fieldtype == "Percent" and rows:
            total[at] /= len(rows)
    if columns and columns[0].get("fieldtype") not in (SUMMED | {"Date"}):
        total[0] = _("Total")
    return [*rows, total]


def get_filtered_data(ref_doctype: str, columns: list[dict], rows: list[dict]) -> list[dict]:
    """The rows whose Link columns the user's own permissions allow; with owner-only rights, the user's own rows."""
    user = frappe.session.user
    if user == "Administrator" or not rows:
        return rows
    links = {column["fieldname"]: column.get("options") for column in columns if column.get("fieldtype") == "Link"}
    rows = _filter_by_user_permissions(ref_doctype, links, rows, user)
    rights = frappe.permissions.get_role_permissions(frappe.get_meta(ref_doctype), user)
    if (rights.get("if_owner") or {}).get("report"):
        rows = _filter_by_owner(ref_doctype, links, rows, user)
    return rows


def _filter_by_user_permissions(ref_doctype: str, links: dict, rows: list[dict], user: str) -> list[dict]:
    permissions = frappe.permissions.get_user_permissions(user) if links else {}
    allowed = {}
    for fieldname, doctype in links.items():
        if doctype in permissions:
            entries = permissions[doctype]
            names = {e.get("doc") for e in entries if e.get("applicable_for") in (None, "", ref_doctype)}
            if names:
                allowed[fieldname] = names
    if not allowed:
        return rows
    shared = set(frappe.share.get_shared(ref_doctype, user))
    own_links = [fieldname for fieldname, doctype in links.items() if doctype == ref_doctype]
    return [
        row
        for row in rows
        if all(not row.get(field) or row[field] in names for field, names in allowed.items())
        or any(row.get(field) in shared for field in own_links)
    ]


def _filter_by_owner(ref_doctype: str, links: dict, rows: list[dict], user: str) -> list[dict]:
    own_links = [fieldname for fieldname, doctype in links.items() if doctype == ref_doctype]
    if own_links:
        mine = set(frappe.get_list(ref_doctype, pluck="name", limit_page_length=0))
        return [row for row in rows if all(not row.get(field) or row[field] in mine for field in own_links)]
    return [row for row in rows if row.get("owner") == user]


# ---- what the report's screen needs --------------------------------------------------------------


@frappe.whitelist(methods=["GET", "POST"])
def get_script(report_name: str) -> dict[str, Any]:
    """The report's filters and, for Frappe's own Desk, its script and print template."""
    report = get_report_doc(report_name)
    script, html_format = report.javascript, None
    if report.is_standard == "Yes" and report.module:
        name = frappe.scrub(report.name)
        folder = os.path.join(os.path.dirname(_module_file(report.module)), "report", name)
        script = frappe.read_file(os.path.join(folder, f"{name}.js")) or script
        html_format = frappe.read_file(os.path.join(folder, f"{name}.html"))
    return {
        "script": script or f"frappe.query_reports[{frappe.as_json(report.name)}] = {{}}",
        "html_format": html_format,
        "execution_time": 0,
        "filters": [_filter_row(row) for row in report.filters],
        "custom_report_name": report_name if report_name != report.name else None,
    }


def _filter_row(row: Any) -> dict[str, Any]:
    keys = ("fieldname", "fieldtype", "options", "default", "wildcard_filter")
    return {**{key: row.get(key) for key in keys}, "label": _(row.label), "mandatory": cint(row.mandatory)}


def _module_file(module: str) -> str:
    app = frappe.get_module_app(module)
    return frappe.get_module(f"{app}.{frappe.scrub(module)}").__file__


@frappe.whitelist(methods=["POST"])
def background_enqueue_run(report_name: str, filters: Any = None, user: str | None = None) -> None:
    """Prepared reports are not kept here; reports are run when they are asked for."""
    frappe.throw(_("Prepared reports are not available here. Run the report."), frappe.NotInStandaloneError)


# ---- export --------------------------------------------------------------------------------------


@frappe.whitelist(methods=["GET", "POST"])
def export_query() -> None:
    """Answer with the report as CSV or Excel. Raises PermissionError without the export right on its DocType."""
    form = frappe.local.form_dict
    report = get_report_doc(form.get("report_name"))
    if not frappe.has_permission(report.ref_doctype, "export"):
        message = _("You are not allowed to export {0} doctype").format(_(report.ref_doctype))
        frappe.throw(message, frappe.PermissionError)
    layout = read_json(form.get("custom_columns"), "custom_columns", (list,))
    result = generate_report_result(report, read_report_filters(form.get("filters")))
    if layout:
        result["columns"] = _chosen_columns(result["columns"], {"columns": layout})
    visible = read_json(form.get("visible_idx"), "visible_idx", (list,))
    table = build_xlsx_data(result, visible, cint(form.get("include_indentation")))
    title = _(form.get("title") or report.name)
    if (form.get("file_format_type") or "Excel") == "CSV":
        from frappe.utils.csvutils import get_csv_bytes

        params = {"delimiter": str(form.get("csv_delimiter") or ",")[:1]}
        content, ending = get_csv_bytes(table, params), "csv"
    else:
        from frappe.utils.xlsxutils import make_xlsx

        content, ending = make_xlsx(table, title).getvalue(), "xlsx"
    frappe.local.response.update(filename=f"{title}.{ending}", filecontent=content, type="binary")


def build_xlsx_data(result: dict, visible_idx: list[int] | None = None, include_indentation: int = 0) -> list[list]:
    """Header and rows of an export; of the rows only those in `visible_idx`, and the total."""
    columns = [column for column in result["columns"] if not column.get("hidden")]
    names = [column["fieldname"] for column in result["columns"]]
    visible = set(visible_idx) if visible_idx else None
    table: list[list] = [[column["label"] for column in columns]]
    for at, row in enumerate(result["result"]):
        if isinstance(row, list):
            row = dict(zip(names, row, strict=True))
        elif visible is not None and at not in visible:
            continue
        values = [row.get(column["fieldname"]) for column in columns]
        if include_indentation and values and row.get("indent"):
            values[0] = "    " * cint(row["indent"]) + str(values[0] or "")
        table.append(values)
    return table

"""Reports: which there are, running one, the records behind a figure, and a file of what is seen."""

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate

from relcrm.analysis import catalogue
from relcrm.analysis.contact_care import DAYS, get_silent_rows
from relcrm.exceptions import ReportChoiceError
from relcrm.exchange.exporting import neutralise
from relcrm.relations import personal_reads

MOST_CELLS = 1_000_000
SILENT = "RelCRM Silent Contacts"


@frappe.whitelist(methods=["GET", "POST"])
def get_reports() -> list[dict]:
    """Return the reports that the user may run, with their group and the question each answers."""
    return catalogue.get_reports()


@frappe.whitelist(methods=["GET", "POST"])
def describe(report_name: str) -> dict:
    """Return a report's filters and what may be done with it; whoever may run it."""
    return catalogue.describe(report_name)


@frappe.whitelist(methods=["GET", "POST"])
def run(report_name: str, filters: dict | str | None = None) -> dict:
    """Return a report's columns, rows, chart and titles of links; whoever may run it, under their row-level rules."""
    return catalogue.run(report_name, _read(filters, dict) or {})


@frappe.whitelist(methods=["GET", "POST"])
def get_records(
    report_name: str, rows: list | str, filters: dict | str | None = None, fieldname: str | None = None
) -> dict:
    """Return the list and its conditions that hold the records behind a figure; whoever may run the report."""
    return catalogue.get_records(report_name, _read(filters, dict) or {}, _read(rows, list) or [], fieldname)


@frappe.whitelist(methods=["POST"])
def make_file(report_name: str, title: str, columns: list | str, rows: list | str) -> None:
    """Send the table as it is seen as an Excel file; needs the export right on what the report is about."""
    report = catalogue.get_report(report_name)
    if not frappe.has_permission(report.ref_doctype, "export"):
        frappe.throw(_("You may not export this report. Ask the administrator for the right."), frappe.PermissionError)
    columns, rows = _read(columns, list) or [], _read(rows, list) or []
    _check_table(columns, rows)
    if personal_reads.is_personal(report.ref_doctype):
        personal_reads.note(personal_reads.EXPORTED, report.ref_doctype, rows=len(rows), detail=report.name)
    table = [[neutralise(str(column.get("label") or "")) for column in columns]]
    table += [[_get_cell(value, column) for value, column in zip(row, columns, strict=False)] for row in rows]
    from frappe.utils.xlsxutils import make_xlsx

    content = make_xlsx(table, _get_sheet_name(title)).getvalue()
    frappe.local.response.update(filename=f"{_get_sheet_name(title)}.xlsx", filecontent=content, type="binary")


def _read(value, kind: type):
    """Return an argument that may have come as JSON text, or refuse what is of another kind."""
    try:
        value = frappe.parse_json(value) if isinstance(value, str) else value
    except ValueError:
        value = ...
    if value is not None and not isinstance(value, kind):
        frappe.throw(_("The request cannot be read. Reload the page and try again."), ReportChoiceError)
    return value


def _check_table(columns: list, rows: list) -> None:
    shaped = all(isinstance(column, dict) for column in columns) and all(isinstance(row, list) for row in rows)
    if not columns or not shaped:
        frappe.throw(_("The request cannot be read. Reload the page and try again."), ReportChoiceError)
    if len(columns) * len(rows) > MOST_CELLS:
        frappe.throw(_("The table is too large for a file. Set a filter first."), ReportChoiceError)


def _get_cell(value, column: dict):
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    try:
        if column.get("fieldtype") == "Date" and text:
            return getdate(text)
        if column.get("fieldtype") == "Datetime" and text:
            return get_datetime(text)
    except Exception:
        pass
    return neutralise(text)


def _get_sheet_name(title: str) -> str:
    return "".join(sign for sign in str(title or "") if sign not in '[]:*?/\\"<>|').strip()[:31] or _("Report")


@frappe.whitelist(methods=["GET", "POST"])
def count_silent_customers() -> dict:
    """Return the figure of a card: customers of whom the user may know that nothing has happened for 90 days."""
    filters = {"days": DAYS, "lifecycle_stage": "Customer"}
    value = len(get_silent_rows(frappe._dict(filters)))
    return {"value": value, "fieldtype": "Int", "route": ["query-report", SILENT], "route_options": filters}

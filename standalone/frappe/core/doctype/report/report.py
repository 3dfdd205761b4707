"""A list, a query or a script whose rows people look up, filter and export."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.desk._query_guard import check_select, run_select
from frappe.model.document import Document
from frappe.utils import cint
from frappe.utils.caching import bump_derived


class Report(Document):
    """A report; whoever may run it needs the report right on its DocType and, where it has roles, one of them."""

    def validate(self) -> None:
        if not self.module:
            self.module = frappe.db.get_value("DocType", self.ref_doctype, "module")
        self.is_standard = self.is_standard or "No"
        if not self._is_delivered():
            self.validate_author()
            self.validate_kind()

    def _is_delivered(self) -> bool:
        flags = frappe.flags
        return bool(flags.in_install or flags.in_migrate or flags.in_import or flags.in_patch or flags.in_fixtures)

    def validate_author(self) -> None:
        if self.is_standard == "Yes" and not frappe.conf.developer_mode:
            message = _("Standard Report {0} comes with its app. Save it under another name instead.")
            frappe.throw(message.format(frappe.bold(self.name)))
        if self.report_type in ("Query Report", "Script Report"):
            frappe.only_for("System Manager", message=True)

    def validate_kind(self) -> None:
        if self.report_type == "Query Report":
            check_select(self.query)
        if self.report_type == "Script Report" and self.is_standard != "Yes":
            message = _("The code of Script Report {0} must come with an app. Choose Query Report or Report Builder.")
            frappe.throw(message.format(frappe.bold(self.report_name)), frappe.NotInStandaloneError)
        if self.report_type == "Custom Report" and not self.reference_report:
            frappe.throw(_("Custom Report {0} needs a Reference Report.").format(frappe.bold(self.report_name)))
        if self.json:
            _read_layout(self.json)

    def on_update(self) -> None:
        bump_derived()

    def on_trash(self) -> None:
        if self.is_standard == "Yes" and not self._is_delivered() and not frappe.conf.developer_mode:
            message = _("Standard Report {0} cannot be deleted. Disable it instead.")
            frappe.throw(message.format(frappe.bold(self.name)))
        bump_derived()

    # ---- who ---------------------------------------------------------------------------------

    def is_permitted(self) -> bool:
        """Whether the session user has one of the report's roles; True where it has none."""
        allowed = {row.role for row in self.roles}
        return not allowed or not allowed.isdisjoint(frappe.get_roles())

    # ---- rows --------------------------------------------------------------------------------

    def execute(self, filters: frappe._dict) -> list:
        """What the report answers: columns, rows and, from a script, message, chart, summary and skip_total_row."""
        kinds = {"Query Report": self.execute_query_report, "Script Report": self.execute_script_report}
        return kinds.get(self.report_type, self.run_standard_report)(filters)

    def execute_query_report(self, filters: frappe._dict) -> list:
        """Columns and rows of the report's SELECT."""
        names, rows = run_select(self.query, filters)
        columns = [_stored_column(column) for column in self.columns] or names
        return [columns, [list(row) for row in rows]]

    def execute_script_report(self, filters: frappe._dict) -> list:
        """What `execute(filters)` of the report's module returns."""
        path = get_report_module_dotted_path(self.module, self.name)
        try:
            function = frappe.get_attr(f"{path}.execute")
        except (ModuleNotFoundError, AttributeError) as exc:
            message = _("Script Report {0} has no function execute in {1}.").format(frappe.bold(self.name), path)
            raise frappe.ValidationError(message) from exc
        answer = function(filters)
        return list(answer) if isinstance(answer, (list, tuple)) else [[], []]

    def run_standard_report(self, filters: Any, limit: int | None = None) -> list:
        """Columns and rows of a Report Builder report, with the session user's rights."""
        layout = _read_layout(self.json)
        meta = frappe.get_meta(self.ref_doctype)
        fields = [field for field in layout.get("fields") or [["name", self.ref_doctype]]]
        names = [f"`tab{dt}`.`{name}`" for name, dt in fields]
        conditions = list(layout.get("filters") or [])
        conditions += [
            [self.ref_doctype, key, *(value if isinstance(value, (list, tuple)) else ("=", value))]
            for key, value in (filters or {}).items()
            if key == "name" or meta.has_field(key)
        ]
        order_by = layout.get("order_by") or (f"`tab{self.ref_doctype}`.`{meta.sort_field or 'modified'}` desc")
        rows = frappe.get_list(
            self.ref_doctype,
            fields=names,
            filters=conditions,
            order_by=order_by,
            as_list=True,
            limit_page_length=limit or 0,
        )
        return [[_field_column(name, dt) for name, dt in fields], [list(row) for row in rows]]

    def get_data(
        self,
        filters: dict | None = None,
        limit: int | None = None,
        user: str | None = None,
        as_dict: bool = False,
        ignore_prepared_report: bool = False,
        are_default_filters: bool = True,
    ) -> tuple[list, list]:
        """Columns and rows, at most `limit`, as the session user sees them."""
        from frappe.desk.query_report import generate_report_result

        result = generate_report_result(self, frappe._dict(filters or {}))
        columns, rows = result["columns"], result["result"][:limit]
        if not as_dict:
            rows = [row if isinstance(row, list) else [row.get(c["fieldname"]) for c in columns] for row in rows]
        return columns, rows


def get_report_module_dotted_path(module: str, report_name: str) -> str:
    """Where a Script Report's code is."""
    app = frappe.get_module_app(module)
    return f"{app}.{frappe.scrub(module)}.report.{frappe.scrub(report_name)}.{frappe.scrub(report_name)}"


def _stored_column(row: Any) -> dict[str, Any]:
    keys = ("fieldname", "fieldtype", "options")
    return {**{key: row.get(key) for key in keys}, "label": _(row.label), "width": cint(row.width)}


def _field_column(fieldname: str, doctype: str) -> dict[str, Any]:
    field = frappe.get_meta(doctype).get_field(fieldname)
    if fieldname == "name":
        return {"label": _("ID"), "fieldname": "name", "fieldtype": "Link", "options": doctype, "width": 150}
    if not field:
        return {"label": _(frappe.unscrub(fieldname)), "fieldname": fieldname, "fieldtype": "Data", "width": 120}
    return {
        "label": _(field.label, context=doctype),
        "fieldname": fieldname,
        "fieldtype": field.fieldtype,
        "options": field.options,
        "width": 120,
    }


def _read_layout(text: str | None) -> dict[str, Any]:
    try:
        layout = json.loads(text or "{}")
    except ValueError:
        layout = None
    if not isinstance(layout, dict):
        frappe.throw(_("The report's JSON cannot be read. Save the list as a report again."))
    if "order_by" in layout and not isinstance(layout["order_by"], str):
        layout.pop("order_by")
    return layout


def is_prepared_report_enabled(report: str) -> bool:
    return bool(cint(frappe.db.get_value("Report", report, "prepared_report")))

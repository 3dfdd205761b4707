"""The desk's list view: rows in compressed form, counts, tag statistics, export and bulk delete."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype
from frappe.model.query_args import read_fields, read_filters, read_json, read_list_args
from frappe.utils import add_user_info, cint, strip_html
from frappe.utils.csvutils import get_csv_bytes

MAX_INLINE_DELETES = 10


@frappe.whitelist()
def get() -> Any:
    """Rows of a list as {keys, values, user_info}; [] when there is none."""
    form = frappe.local.form_dict
    return compress(_get_rows(form, default_limit=20), form)


@frappe.whitelist()
def get_list() -> list:
    """Rows of a list as dicts."""
    return _get_rows(frappe.local.form_dict, default_limit=20)


@frappe.whitelist()
def get_count() -> int:
    """How many records match; with `limit` counting stops there."""
    form = frappe.local.form_dict
    doctype = _get_doctype(form)
    filters, limit = read_filters(form.get("filters")), cint(form.get("limit"))
    if limit:
        return len(
            frappe.get_list(doctype, filters=filters, fields=["name"], limit_page_length=limit, order_by=None)
        )
    if frappe.utils.sbool(form.get("distinct")) is True or _has_child_filter(doctype, filters):
        return len(
            frappe.get_list(doctype, filters=filters, fields=["name"], distinct=True, limit_page_length=0)
        )
    rows = frappe.get_list(
        doctype, filters=filters, fields=["count(name) as total"], as_list=True, order_by=None
    )
    return int(rows[0][0]) if rows else 0


def _has_child_filter(doctype: str, filters: Any) -> bool:
    return any(isinstance(f, (list, tuple)) and len(f) > 3 and f[0] != doctype for f in filters or ())


def _get_doctype(form: dict) -> str:
    doctype = form.get("doctype")
    if not isinstance(doctype, str) or not doctype:
        frappe.throw(_("{0} is missing. Send it with the request.").format("doctype"))
    check_doctype(doctype)
    return doctype


def _get_rows(form: dict, default_limit: int) -> list:
    doctype = _get_doctype(form)
    args = read_list_args({**form, "as_dict": "1"}, default_limit)
    rows = frappe.get_list(doctype, **args)
    if cint(form.get("with_comment_count")) and rows and "name" in rows[0]:
        add_comment_count(doctype, rows)
    if frappe.utils.sbool(form.get("save_user_settings")) is True:
        from frappe.model.utils.user_settings import update_list_settings

        update_list_settings(doctype, form)
    return rows


def add_comment_count(doctype: str, rows: list[dict]) -> None:
    """Add `_comment_count` to each row."""
    names = [str(row["name"]) for row in rows]
    marks = ", ".join(["%s"] * len(names))
    counts = dict(
        frappe.db.sql(
            "select `reference_name`, count(*) from `tabComment` where `reference_doctype` = %s "
            f"and `comment_type` = 'Comment' and `reference_name` in ({marks}) group by `reference_name`",
            (doctype, *names),
        )
    )
    for row in rows:
        row["_comment_count"] = counts.get(str(row["name"]), 0)


def compress(rows: list[dict], form: dict | None = None) -> Any:
    """Rows as one list of keys and a list of values each."""
    if not rows:
        return rows
    keys = list(rows[0])
    user_info: dict = {}
    users = {row.get(key) for row in rows for key in ("owner", "modified_by") if row.get(key)}
    for row in rows:
        if row.get("_assign"):
            users.update(json.loads(row["_assign"]))
    if users:
        add_user_info(users, user_info)
    return {"keys": keys, "values": [[row.get(key) for key in keys] for row in rows], "user_info": user_info}


@frappe.whitelist()
def get_sidebar_stats(stats: Any, doctype: str, filters: Any = None) -> dict:
    """Tag counts of a list: {stats: {_user_tags: [[tag, count]...]}, defined_cat: {}}."""
    check_doctype(doctype)
    return {"stats": get_stats(stats, doctype, filters), "defined_cat": {}}


def get_stats(stats: Any, doctype: str, filters: Any = None) -> dict:
    filters = read_filters(filters) or []
    result = {}
    for column in read_json(stats, "stats", (list,)) or []:
        if column != "_user_tags":
            continue
        tags: dict[str, int] = {}
        rows = frappe.get_list(
            doctype, fields=["_user_tags"], filters=filters, limit_page_length=0, as_list=True
        )
        untagged = 0
        for (text,) in rows:
            names = [tag.strip() for tag in (text or "").split(",") if tag.strip()]
            untagged += not names
            for tag in names:
                tags[tag] = tags.get(tag, 0) + 1
        result[column] = [[tag, n] for tag, n in sorted(tags.items(), key=lambda item: (-item[1], item[0]))]
        if untagged:
            result[column].append([_("No Tags"), untagged])
    return result


@frappe.whitelist(methods=["POST", "DELETE"])
def delete_items(doctype: str, items: Any) -> None:
    """Delete records, each on its own; more than ten by a background job."""
    check_doctype(doctype)
    names = sorted(read_json(items, "items", (list,)) or [], reverse=True)
    if len(names) > MAX_INLINE_DELETES:
        frappe.enqueue("frappe.desk.reportview.delete_bulk", doctype=doctype, items=names, queue="long")
        frappe.msgprint(_("{0} records are deleted in the background.").format(len(names)), alert=True)
    else:
        delete_bulk(doctype, names)


def delete_bulk(doctype: str, items: list) -> None:
    """Delete each record in its own savepoint; a message names those that stay."""
    undeleted = []
    for name in items:
        frappe.db.savepoint("delete_bulk")
        try:
            frappe.delete_doc(doctype, name, ignore_missing=False)
            frappe.db.release_savepoint("delete_bulk")
        except Exception as exc:
            frappe.db.rollback(save_point="delete_bulk")
            undeleted.append(f"{frappe.utils.escape_html(str(name))}: {exc}")
    if undeleted:
        frappe.msgprint(
            _("These records were not deleted: {0}").format("<br>".join(undeleted)), indicator="red"
        )


@frappe.whitelist()
def export_query() -> None:
    """Export a list as CSV or Excel. Raises PermissionError without the export right."""
    form = frappe.local.form_dict
    doctype = _get_doctype(form)
    frappe.has_permission(doctype, "export", throw=True)
    title = form.get("title") or doctype
    kind = form.get("file_format_type") or "CSV"
    if kind not in ("CSV", "Excel"):
        frappe.throw(_("file_format_type must be CSV or Excel."))
    selected = read_json(form.get("selected_items"), "selected_items", (list,))
    args = read_list_args({**form, "as_dict": "1"}, default_limit=0)
    if selected:
        args["filters"] = {"name": ["in", selected]}
    rows = frappe.get_list(doctype, **args)
    header = [_("Sr"), *get_labels(read_fields(form.get("fields")) or ["name"], doctype)]
    table = [header] + [[n, *_format_row(row)] for n, row in enumerate(rows, 1)]
    _log_access(doctype, kind, form)
    send_table(title, table, kind)


def _format_row(row: dict) -> list:
    return [strip_html(value) if isinstance(value, str) and "<" in value else value for value in row.values()]


def get_labels(fields: list, doctype: str) -> list[str]:
    """Column headings for list fields such as "`tabX`.`f`"."""
    labels = []
    for key in fields:
        key = str(key).split(" as ")[0]
        table, _dot, field = key.replace("`", "").rpartition(".")
        parent = table[3:] if table.startswith("tab") else doctype
        meta = frappe.get_meta(parent)
        df = meta.get_field(field)
        label = df.label if df else ("ID" if field == "name" else frappe.unscrub(field))
        labels.append(_(label, context=parent) if parent == doctype else f"{_(label)} ({_(parent)})")
    return labels


def send_table(title: str, table: list[list], kind: str) -> None:
    """Answer the request with a table as a file."""
    if kind == "Excel":
        from frappe.utils.xlsxutils import make_xlsx

        content, ending = make_xlsx(table, title).getvalue(), "xlsx"
    else:
        content, ending = get_csv_bytes(table, {"quoting": "QUOTE_NONNUMERIC"}), "csv"
    frappe.local.response.update(filename=f"{title}.{ending}", filecontent=content, type="binary")


def _log_access(doctype: str, kind: str, form: dict) -> None:
    from frappe.core.doctype.access_log.access_log import make_access_log

    make_access_log(
        doctype=doctype, file_type=kind, filters=form.get("filters"), report_name=form.get("title")
    )


@frappe.whitelist(methods=["POST"])
def save_report(name: str, doctype: str, report_settings: str) -> str:
    """Keep a list's columns and filters as a Report Builder report of the user."""
    check_doctype(doctype)
    if frappe.db.exists("Report", name):
        report = frappe.get_doc("Report", name)
        if report.is_standard == "Yes" or report.report_type != "Report Builder":
            frappe.throw(_("Report {0} is a standard report. Save under another name.").format(name))
        report.check_permission("write")
    else:
        report = frappe.new_doc("Report")
        report.update(
            {
                "report_name": name,
                "ref_doctype": doctype,
                "report_type": "Report Builder",
                "is_standard": "No",
            }
        )
    report.json = report_settings
    report.save()
    return report.name


@frappe.whitelist(methods=["POST", "DELETE"])
def delete_report(name: str) -> None:
    """Delete a Report Builder report of the user."""
    report = frappe.get_doc("Report", name)
    if report.is_standard == "Yes":
        frappe.throw(_("Report {0} is a standard report and stays.").format(name))
    if report.report_type != "Report Builder":
        frappe.throw(_("Only reports of type Report Builder can be deleted"))
    report.delete()


def build_match_conditions(doctype: str, user: str | None = None, as_condition: bool = True) -> Any:
    """SQL condition that restricts `doctype` to what the user may see, its percent signs doubled."""
    from frappe.model.db_query import DatabaseQuery

    conditions = DatabaseQuery(doctype, user=user).build_match_conditions(as_condition=as_condition)
    return conditions.replace("%", "%%") if as_condition else conditions


def get_match_cond(doctype: str, as_condition: bool = True) -> str:
    """As build_match_conditions, with a leading `and`."""
    conditions = build_match_conditions(doctype, as_condition=as_condition)
    return f" and {conditions}" if as_condition and conditions else conditions


def get_filters_cond(doctype: str, filters: Any, conditions: list, ignore_permissions: Any = None) -> str:
    """SQL for extra filters of a custom link query, with a leading `and`."""
    from frappe.model.db_query import DatabaseQuery

    query = DatabaseQuery(doctype)
    return query.get_filters_cond(filters, ignore_permissions) if filters else ""

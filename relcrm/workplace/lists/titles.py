"""What people read in place of stored values: titles of linked records, months by name."""

from collections.abc import Iterable
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import formatdate

from relcrm.workplace.lists.fields import OPEN_TO_ALL, ListField
from relcrm.workplace.lists.rights import can_read


def get_titles(doctype: str, names: Iterable[str]) -> dict[str, str]:
    """Return the titles of records by name, with one query; of those that the user may read."""
    names = sorted({name for name in names if name})
    if not names:
        return {}
    meta = frappe.get_meta(doctype)
    title_field = OPEN_TO_ALL[doctype][0] if doctype in OPEN_TO_ALL else meta.title_field
    if not title_field or not (meta.show_title_field_in_link or doctype in OPEN_TO_ALL or is_coded(meta)):
        return {name: _(name) for name in names}
    rows = _get_rows(doctype, title_field, names)
    titles = {row.name: row.get(title_field) or row.name for row in rows}
    return {name: titles.get(name) or _get_unseen(meta, name) for name in names}


def is_coded(meta) -> bool:
    """Return whether the names of a DocType are codes that say nothing to a reader."""
    rule = (meta.autoname or "").lower()
    return not rule or "#" in rule or rule in ("hash", "autoincrement", "uuid")


def _get_unseen(meta, name: str) -> str:
    return _("(not yours to see)") if is_coded(meta) else name


def _get_rows(doctype: str, title_field: str, names: list[str]) -> list[dict]:
    arguments = {"filters": {"name": ["in", names]}, "fields": ["name", title_field], "limit": 0, "order_by": None}
    if doctype in OPEN_TO_ALL:
        return frappe.get_all(doctype, **arguments)
    return frappe.get_list(doctype, **arguments) if can_read(doctype) else []


def get_group_title(field: ListField, value: object, titles: dict[str, str]) -> str:
    """Return what stands over a group of rows."""
    if value in (None, ""):
        return ""
    if field.part or field.kind == "date":
        return _get_date_title(field.part or "day", str(value))
    if field.kind == "check":
        return _("Yes") if value else _("No")
    if field.fieldtype == "Select":
        return _(str(value))
    if field.kind == "number":
        return frappe.format(value, {"fieldtype": field.fieldtype})
    return titles.get(str(value), str(value))


def _get_date_title(part: str, value: str) -> str:
    if part == "month":
        return formatdate(date.fromisoformat(f"{value}-01"), "MMMM yyyy")
    if part == "quarter":
        year, quarter = value.split("-Q")
        return _("Quarter {0} of {1}").format(quarter, year)
    if part == "week":
        return _get_week_title(date.fromisoformat(value))
    return formatdate(date.fromisoformat(value), "d MMMM yyyy") if part == "day" else value


def _get_week_title(first: date) -> str:
    last = first + timedelta(6)
    shared = "d" if first.month == last.month else "d MMMM" if first.year == last.year else "d MMMM yyyy"
    span = f"{formatdate(first, shared)} – {formatdate(last, 'd MMMM yyyy')}"
    return _("Week {0}, {1}").format(first.isocalendar().week, span)

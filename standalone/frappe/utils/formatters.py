"""Field values as people read them: in lists, prints and mails."""

from __future__ import annotations

import datetime
import re
from typing import Any

import frappe
from frappe.utils import data
from frappe.utils._numbers import cint, flt, fmt_money
from frappe.utils._text import cstr

GUESSED_TYPES = (
    (datetime.datetime, "Datetime"),
    (datetime.date, "Date"),
    ((datetime.timedelta, datetime.time), "Time"),
    (bool, "Check"),
    (int, "Int"),
    (float, "Float"),
)


def format_value(
    value: Any,
    df: Any = None,
    doc: Any = None,
    currency: str | None = None,
    translated: bool = False,
    format: str | None = None,
) -> Any:
    """A value as text by its field: dates as System Settings say, money with its sign, line ends as <br>.

    Without a field the type is guessed from the value. Checks and whole numbers come back as they are.
    """
    if isinstance(df, str):
        df = {"fieldtype": df}
    if df is None:
        df = {"fieldtype": _guess_fieldtype(value)}
    if not isinstance(df, dict):
        df = df.as_dict()
    if value is None:
        value = ""
    elif translated and isinstance(value, str):
        value = frappe._(value)
    fieldtype = df.get("fieldtype")
    formatter = FORMATTERS.get(fieldtype)
    if formatter and (value != "" or fieldtype in ("Currency", "Float", "Percent")):
        return formatter(value, df, doc, currency, format)
    return value


def _guess_fieldtype(value: Any) -> str:
    return next((name for kind, name in GUESSED_TYPES if isinstance(value, kind)), "Data")


def _format_date(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    return data.formatdate(value, format)


def _format_datetime(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    return data.format_datetime(value, format)


def _format_time(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    return data.format_time(value, format)


def _format_money(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    currency = currency or get_field_currency(df, doc)
    precision = df.get("precision") if df.get("precision") not in (None, "") else None
    return fmt_money(flt(value), precision=precision, currency=currency, format=format)


def _format_float(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    if df.get("precision") not in (None, ""):
        precision = cint(df.get("precision"))
    else:
        from frappe.utils._settings import get_setting

        precision = cint(get_setting("float_precision")) or 3
    if not df.get("options") and flt(value) == int(flt(value)):
        precision = 0
    currency = currency or get_field_currency(df, doc) if df.get("options") else currency
    return fmt_money(flt(value), precision=precision, currency=currency, format=format)


def _format_percent(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    return f"{flt(value, 2)}%"


def _format_text(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    text = cstr(value)
    return text if re.search(r"<(br|div|p)\b", text) else text.replace("\n", "<br>")


def _format_markdown(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    return data.markdown(cstr(value))


def _format_rich_text(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    return f"<div class='ql-snow'>{value}</div>"


def _format_rows(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    meta = frappe.get_meta(df.get("options"))
    link = next((f for f in meta.get_link_fields()), None)
    rows = value if isinstance(value, (list, tuple)) else []
    return ", ".join(cstr(row.get(link.fieldname)) for row in rows) if link else ""


def _format_duration(value: Any, df: Any, doc: Any, currency: Any, format: Any) -> str:
    return data.format_duration(flt(value), cint(df.get("hide_days")))


FORMATTERS = {
    "Date": _format_date,
    "Datetime": _format_datetime,
    "Time": _format_time,
    "Currency": _format_money,
    "Float": _format_float,
    "Percent": _format_percent,
    "Small Text": _format_text,
    "Text": _format_text,
    "Markdown Editor": _format_markdown,
    "Text Editor": _format_rich_text,
    "Table MultiSelect": _format_rows,
    "Duration": _format_duration,
}


def get_field_currency(df: Any, doc: Any = None) -> str | None:
    """The currency of a field, by its options: from the document, a linked record, the parent or the site."""
    options = df.get("options")
    if options and doc is not None and ":" in options:
        doctype, link, fieldname = (options.split(":") + ["", ""])[:3]
        name = doc.get(link)
        return frappe.get_cached_value(doctype, name, fieldname) if name and fieldname else None
    if options and doc is not None:
        found = doc.get(options)
        if not found and doc.get("parent") and doc.get("parenttype"):
            parent_meta = frappe.get_meta(doc.parenttype)
            found = parent_meta.has_field(options) and frappe.db.get_value(doc.parenttype, doc.parent, options)
        if found:
            return found
    return data.get_setting("currency")

"""Filters held against a document in memory, with the meaning they have in lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils._numbers import cast
from frappe.utils._text import cstr


def _like(value: Any, pattern: Any) -> bool:
    parts = (re.escape(part) for part in cstr(pattern).split("%"))
    return re.fullmatch(".*".join(parts), cstr(value), re.IGNORECASE | re.DOTALL) is not None


def _among(value: Any, options: Any) -> bool:
    options = options.split(",") if isinstance(options, str) else list(options or [])
    return cstr(value) in [cstr(option).strip() for option in options]


def _is(value: Any, state: str) -> bool:
    return (value not in (None, "")) == (cstr(state).lower() == "set")


def _between(value: Any, bounds: Any) -> bool:
    return value is not None and bounds[0] <= value <= bounds[1]


def _equal(value: Any, other: Any) -> bool:
    return ("" if value is None else value) == ("" if other is None else other)


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": _equal,
    "!=": lambda value, other: not _equal(value, other),
    ">": lambda value, other: value is not None and other is not None and value > other,
    "<": lambda value, other: value is not None and other is not None and value < other,
    ">=": lambda value, other: value is not None and other is not None and value >= other,
    "<=": lambda value, other: value is not None and other is not None and value <= other,
    "in": _among,
    "not in": lambda value, options: not _among(value, options),
    "like": _like,
    "not like": lambda value, pattern: not _like(value, pattern),
    "is": _is,
    "between": _between,
    "^": lambda value, start: cstr(value).startswith(cstr(start)),
    "None": lambda value, _other: value is None,
    "not None": lambda value, _other: value is not None,
}


def compare(val1: Any, condition: str, val2: Any, fieldtype: str | None = None) -> bool:
    """Whether `val1 condition val2` holds, both read as `fieldtype`; an unknown condition is False."""
    operator = OPERATORS.get(condition)
    if operator is None:
        return False
    if fieldtype and condition in ("=", "!=", ">", "<", ">=", "<="):
        val1 = cast(fieldtype, val1) if val1 is not None or fieldtype in ("Check", "Int") else val1
        val2 = cast(fieldtype, val2)
    elif fieldtype and condition == "between":
        val1 = cast(fieldtype, val1) if val1 is not None else None
        val2 = [cast(fieldtype, bound) for bound in val2]
    try:
        return bool(operator(val1, val2))
    except TypeError:
        return False


def evaluate_filters(doc: Any, filters: dict | list | tuple) -> bool:
    """Whether a document passes filters (all of them)."""
    doctype = doc.get("doctype")
    if isinstance(filters, dict):
        filters = [make_filter_tuple(doctype, key, value) for key, value in filters.items()]
    for one in filters or []:
        wanted = get_filter(doctype, one)
        field = frappe.get_meta(doctype).get_field(wanted.fieldname) if doctype else None
        if not compare(doc.get(wanted.fieldname), wanted.operator, wanted.value, field.fieldtype if field else None):
            return False
    return True


def make_filter_tuple(doctype: str, key: str, value: Any) -> list:
    """[doctype, field, operator, value] from one pair of a filter dict."""
    if isinstance(value, (list, tuple)):
        return [doctype, key, value[0], value[1]]
    return [doctype, key, "=", value]


def make_filter_dict(filters: list) -> dict:
    return {one[1]: (one[2], one[3]) for one in filters}


def get_filter(doctype: str, f: dict | list | tuple, filters_config: Any = None) -> frappe._dict:
    """A filter in any of its forms as doctype, fieldname, operator, value. Raises ValidationError."""
    if isinstance(f, dict):
        key, value = next(iter(f.items()))
        f = make_filter_tuple(doctype, key, value)
    parts = list(f) if isinstance(f, (list, tuple)) else []
    if len(parts) == 3:
        parts.insert(0, doctype)
    if len(parts) == 5:
        parts.pop()
    if len(parts) != 4:
        message = frappe._("A filter must have 4 values (doctype, field, operator, value), not {0}.")
        frappe.throw(message.format(cstr(f)))
    out = frappe._dict(zip(("doctype", "fieldname", "operator", "value"), parts, strict=True))
    if out.doctype and frappe.local.db is not None:
        field = frappe.get_meta(out.doctype).get_field(out.fieldname)
        out.fieldtype = field.fieldtype if field else None
    out.operator = cstr(out.operator or "=").lower() if cstr(out.operator) not in OPERATORS else out.operator
    return out

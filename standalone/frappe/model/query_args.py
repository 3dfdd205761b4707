"""Reads the arguments of a list request, as REST and `frappe.client` send them."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _


def read_json(value: Any, name: str, kinds: tuple[type, ...]) -> Any:
    """`value`, parsed where it is JSON text. Raises ValidationError where it is not one of `kinds`."""
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        try:
            value = frappe.parse_json(text)
        except (ValueError, RecursionError):
            frappe.throw(_("{0} is not valid JSON. Send a list or an object.").format(name))
    if value is not None and not isinstance(value, kinds):
        frappe.throw(_("{0} must be a list or an object.").format(name))
    return value


def read_number(value: Any, name: str, default: int) -> int:
    """`value` as a whole number of 0 or more. Raises ValidationError otherwise."""
    if value in (None, ""):
        return default
    try:
        number = int(float(value)) if not isinstance(value, bool) else int(value)
    except (TypeError, ValueError, OverflowError):
        number = -1
    if number < 0 or number > 2**53:
        frappe.throw(_("{0} must be a whole number of 0 or more.").format(name))
    return number


def read_fields(value: Any) -> list | None:
    """The `fields` argument: a JSON list, one name, or names with commas."""
    if isinstance(value, str) and value.strip()[:1] not in ("[", "{", '"'):
        value = [part.strip() for part in value.split(",") if part.strip()]
    fields = read_json(value, "fields", (list, tuple, str))
    if isinstance(fields, str):
        fields = [fields]
    for field in fields or ():
        if not isinstance(field, (str, dict)):
            frappe.throw(_("fields must be a list of field names."))
    return fields or None


def read_filters(value: Any, name: str = "filters") -> Any:
    """A `filters` argument as list or dict."""
    return read_json(value, name, (list, dict))


def read_order(value: Any, name: str) -> str | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str):
        frappe.throw(_("{0} must be text, such as {1}.").format(name, "modified desc"))
    return value


def read_list_args(form: dict, default_limit: int) -> dict[str, Any]:
    """Keyword arguments for `frappe.get_list`. Raises ValidationError with a sentence for what cannot be read."""
    limit = form.get("limit_page_length", form.get("limit", form.get("page_length")))
    start = form.get("limit_start", form.get("start"))
    args: dict[str, Any] = {
        "fields": read_fields(form.get("fields")),
        "filters": read_filters(form.get("filters")),
        "or_filters": read_filters(form.get("or_filters"), "or_filters"),
        "order_by": read_order(form.get("order_by"), "order_by"),
        "group_by": read_order(form.get("group_by"), "group_by"),
        "limit_start": read_number(start, "limit_start", 0),
        "limit_page_length": read_number(limit, "limit_page_length", default_limit),
    }
    if str(form.get("as_dict", "1")).lower() in ("0", "false"):
        args["as_list"] = True
    if form.get("parent"):
        args["parent_doctype"] = str(form["parent"])
    return {k: v for k, v in args.items() if v is not None}

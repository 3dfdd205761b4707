"""New documents: defaults of fields, copies."""

from __future__ import annotations

import copy
from typing import Any

import frappe
from frappe import _dict
from frappe.model import table_fields
from frappe.utils import cint, now_datetime, nowdate, nowtime
from frappe.utils.caching import derived


def make_new_doc(doctype: str, parent_doc: Any = None, parentfield: str | None = None) -> Any:
    """A new, unsaved document with its defaults."""
    doc = frappe.get_doc({"doctype": doctype, "__islocal": 1, "owner": frappe.session.user, "docstatus": 0})
    set_defaults(doc)
    if parent_doc is not None:
        doc.parent, doc.parenttype = parent_doc.name, parent_doc.doctype
        if parentfield:
            doc.parentfield = parentfield
    return doc


def set_defaults(doc: Any) -> None:
    """Fill the fields that are None with their defaults."""
    values = doc.__dict__
    for fieldname, value in get_defaults_of(doc.doctype).items():
        if values.get(fieldname) is None:
            values[fieldname] = value


def get_defaults_of(doctype: str) -> dict[str, Any]:
    """Defaults of a new document for the session user: static ones, then those of time, user and permissions."""
    plan = derived(("defaults", doctype), lambda: _make_default_plan(doctype))
    out = dict(plan.static)
    for df in plan.dynamic:
        value = _dynamic_default(df)
        if value is not None:
            out[df.fieldname] = value
    return out


def _make_default_plan(doctype: str) -> _dict:
    static: dict[str, Any] = {}
    dynamic: list[_dict] = []
    for df in frappe.get_meta(doctype).fields:
        if df.is_virtual or df.fieldtype in table_fields:
            continue
        if _is_dynamic(df):
            dynamic.append(df)
            continue
        value = _static_default(df)
        if value is not None:
            static[df.fieldname] = value
    return _dict(static=static, dynamic=dynamic)


def _is_dynamic(df: _dict) -> bool:
    default = (df.default or "") if isinstance(df.default, str) else ""
    lowered = default.lower()
    return (
        df.fieldtype == "Time"
        or (df.fieldtype == "Link" and not df.ignore_user_permissions and bool(df.options))
        or default.startswith(":")
        or lowered in ("__user", "user")
        or (df.fieldtype in ("Date", "Datetime") and lowered in ("today", "now"))
    )


def _static_default(df: _dict) -> Any:
    default = df.default
    if df.fieldtype in ("Check", "Int", "Long Int"):
        return cint(default) if default not in (None, "") else None
    if default not in (None, ""):
        return float(default) if df.fieldtype in ("Float", "Currency", "Percent") and _is_number(default) else default
    if df.fieldtype == "Select" and df.options and df.options != "[Select]":
        first = df.options.split("\n")[0]
        return first or None
    return None


def _is_number(text: Any) -> bool:
    try:
        float(text)
    except (TypeError, ValueError):
        return False
    return True


def _dynamic_default(df: _dict) -> Any:
    default = df.default if isinstance(df.default, str) else ""
    lowered = default.lower()
    if df.fieldtype == "Link":
        found = _link_default(df)
        if found is not None:
            return found
    if lowered in ("__user", "user"):
        return frappe.session.user
    if df.fieldtype == "Date" and lowered == "today":
        return nowdate()
    if df.fieldtype == "Datetime" and lowered == "now":
        return now_datetime()
    if df.fieldtype == "Time":
        return default if default and lowered not in ("now", "today") else nowtime()
    if default.startswith(":"):
        target = default[1:]
        name = frappe.defaults.get_user_default(target)
        return frappe.db.get_value(target, name, df.fieldname) if name else None
    return default or None


def _link_default(df: _dict) -> Any:
    """A single or default User Permission, else a user default of that field."""
    from frappe.permissions import get_user_permissions

    rows = [r for r in get_user_permissions(frappe.session.user).get(df.options, []) if not r.get("applicable_for")]
    if len(rows) == 1:
        return rows[0]["doc"]
    for row in rows:
        if row.get("is_default"):
            return row["doc"]
    value = frappe.defaults.get_user_default(df.fieldname)
    if value and isinstance(value, str) and frappe.db.exists(df.options, value):
        return value
    return None


def copy_doc(doc: Any, ignore_no_copy: bool = True) -> Any:
    """An unsaved copy without name, owner, times and (by default) the fields marked no_copy."""
    d = copy.deepcopy(doc.as_dict()) if not isinstance(doc, dict) else copy.deepcopy(doc)
    _strip(d, ignore_no_copy)
    new = frappe.get_doc(d)
    new.set("__islocal", 1)
    for row in new.get_all_children():
        row.set("__islocal", 1)
    return new


def _strip(d: dict, ignore_no_copy: bool) -> None:
    for key in ("name", "owner", "creation", "modified", "modified_by", "amended_from", "amendment_date",
                "cancel_reason",
                "_user_tags", "_comments", "_assign", "_liked_by", "_seen", "__newname", "localname"):  # fmt: skip
        d.pop(key, None)
    d["docstatus"] = 0
    meta = frappe.get_meta(d["doctype"])
    for df in meta.fields:
        if df.fieldtype in table_fields:
            for row in d.get(df.fieldname) or []:
                for key in ("name", "parent", "owner", "creation", "modified", "modified_by"):
                    row.pop(key, None)
                row["docstatus"] = 0
        elif ignore_no_copy and df.no_copy:
            d.pop(df.fieldname, None)


def get_new_doc(doctype: str, **kwargs: Any) -> Any:
    return make_new_doc(doctype)

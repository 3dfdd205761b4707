"""The checks that every document passes on its way into the database, by field type and property."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model import html_exempt_fieldtypes, table_fields, varchar_fieldtypes
from frappe.utils import cint, cstr, flt, getdate
from frappe.utils.caching import derived

INT_MAX = 2_147_483_647
LONG_MAX = 9_223_372_036_854_775_807
SMALL_TEXT_MAX = 65_535
_PLAIN_NUMBERS = ("Int", "Long Int", "Check", "Float", "Currency", "Percent")


class CheckPlan:
    """The fields of a DocType sorted by the checks they need, so that a save walks only those."""

    def __init__(self, doctype: str) -> None:
        meta = frappe.get_meta(doctype)
        stored = meta.stored_fields
        self.mandatory = [df for df in meta.fields if df.reqd and not df.is_virtual]
        self.select = [df for df in meta.select_field_list if df.options and df.fieldname != "naming_series"]
        self.non_negative = [df for df in stored if df.non_negative and df.fieldtype in _PLAIN_NUMBERS]
        self.limits = [(df, _max_length(df)) for df in stored if _max_length(df)]
        self.formats = [
            df
            for df in stored
            if df.fieldtype == "Phone" or (df.fieldtype == "Data" and df.options in ("Email", "Phone", "Name", "URL"))
        ]
        self.dates = [df for df in stored if df.fieldtype in ("Date", "Datetime", "Time")]
        self.numbers = [df for df in stored if df.fieldtype in ("Int", "Long Int")]
        self.ratings = [df for df in stored if df.fieldtype == "Rating"]
        self.code = [df for df in stored if df.fieldtype == "Code" and df.options in ("Python", "PythonExpression")]
        self.json = [df for df in stored if df.fieldtype == "JSON"]
        self.html = [
            df.fieldname for df in stored
            if df.fieldtype not in html_exempt_fieldtypes and df.fieldtype not in _PLAIN_NUMBERS
            and not df.ignore_xss_filter and not (df.fieldtype in ("Data", "Text") and df.options == "Email")
            and df.fieldtype not in ("Date", "Datetime", "Time", "Rating", "Duration")
        ]  # fmt: skip
        self.dynamic_links = meta.dynamic_link_field_list


def get_plan(doctype: str) -> CheckPlan:
    return derived(("check_plan", doctype), lambda: CheckPlan(doctype))


def _max_length(df: Any) -> int:
    if df.fieldtype in varchar_fieldtypes:
        return cint(df.length) or 140
    return SMALL_TEXT_MAX if df.fieldtype in ("Small Text", "Text") else 0


def describe(doc: Any) -> str:
    """How a message names the document or row."""
    if doc.get("parentfield"):
        return f"{_(doc.doctype)} {_('Row')} #{doc.idx}"
    return f"{_(doc.doctype)} {doc.name or ''}".strip()


def validate_fields(doc: Any) -> None:
    """Everything but mandatory fields and links, for one document or row."""
    plan = get_plan(doc.doctype)
    values = doc.__dict__
    for df in plan.dates:
        _check_date(doc, df, values)
    for df in plan.numbers:
        _check_int(doc, df, values)
    for df in plan.formats:
        _check_format(doc, df, values)
    if not (frappe.flags.in_import and not doc.flags.validate_selects):
        for df in plan.select:
            _check_select(doc, df, values)
    for df in plan.non_negative:
        if flt(values.get(df.fieldname)) < 0:
            frappe.throw(
                _("{0}: value for {1} cannot be negative").format(describe(doc), frappe.bold(_(df.label))),
                frappe.NonNegativeError,
                title=_("Negative Value"),
            )
    for df, limit in plan.limits:
        value = values.get(df.fieldname)
        if value and isinstance(value, str) and len(value) > limit:
            _too_big(doc, df, limit)
    for df in plan.ratings:
        if values.get(df.fieldname) not in (None, ""):
            values[df.fieldname] = max(0.0, min(1.0, flt(values[df.fieldname])))
    for df in plan.json:
        _check_json(doc, df, values)
    for df in plan.code:
        _check_code(doc, df, values)


def _too_big(doc: Any, df: Any, limit: int) -> None:
    frappe.throw(
        _("{0}: '{1}' will get truncated, as max characters allowed is {2}").format(describe(doc), _(df.label), limit),
        frappe.CharacterLengthExceededError,
        title=_("Value too big"),
    )


def _check_date(doc: Any, df: Any, values: dict) -> None:
    value = values.get(df.fieldname)
    if not value or not isinstance(value, str):
        if value is not None and value != "" and isinstance(value, (int, float, bool, list, dict)):
            _bad_date(doc, df, value)
        return
    from frappe.model.base_document import to_db

    try:
        if df.fieldtype == "Date" and not value[:4].isdigit():
            getdate(value)
        else:
            to_db(df, value, doc)
    except (frappe.ValidationError, ValueError, OverflowError, TypeError):
        frappe.clear_last_message()
        _bad_date(doc, df, value)


def _bad_date(doc: Any, df: Any, value: Any) -> None:
    kind = {"Date": _("a date"), "Datetime": _("a date and time"), "Time": _("a time")}[df.fieldtype]
    frappe.throw(
        _("{0}: {1} in {2} is not {3}. Write it as in {4}.").format(
            describe(doc),
            frappe.bold(frappe.utils.escape_html(cstr(value)[:80])),
            _(df.label),
            kind,
            {"Date": "2026-11-22", "Datetime": "2026-11-22 10:30:00", "Time": "10:30:00"}[df.fieldtype],
        )
    )


def _check_int(doc: Any, df: Any, values: dict) -> None:
    value = values.get(df.fieldname)
    if value is None or type(value) is int and -INT_MAX <= value <= INT_MAX:
        return
    big = df.fieldtype == "Long Int" or cint(df.length) > 11
    limit = LONG_MAX if big else INT_MAX
    if not -limit - 1 <= cint(value) <= limit:
        frappe.throw(
            _("{0}: {1} in {2} is too big; the largest number is {3}.").format(
                describe(doc), cint(value), _(df.label), limit
            ),
            frappe.CharacterLengthExceededError,
            title=_("Value too big"),
        )


def _check_format(doc: Any, df: Any, values: dict) -> None:
    value = values.get(df.fieldname)
    if not value or not isinstance(value, str):
        return
    if df.fieldtype == "Phone":
        from frappe.utils import validate_phone_number_with_country_code

        validate_phone_number_with_country_code(value, df.fieldname)
        return
    if df.options == "Email":
        for address in frappe.utils.split_emails(value):
            frappe.utils.validate_email_address(address, throw=True)
    elif df.options == "Name":
        frappe.utils.validate_name(value, throw=True)
    elif df.options == "Phone":
        frappe.utils.validate_phone_number(value, throw=True)
    elif df.options == "URL":
        frappe.utils.validate_url(value, throw=True)


def _check_select(doc: Any, df: Any, values: dict) -> None:
    value = values.get(df.fieldname)
    if value is None or value == "":
        return
    options = [o.strip() for o in df.options.split("\n")]
    value = cstr(value).strip()
    if value in options or (frappe.flags.in_test and value.startswith("_T-")):
        values[df.fieldname] = value
        return
    prefix = _("Row #{0}:").format(doc.idx) + " " if doc.get("parentfield") else ""
    label = _(df.label)
    allowed = '", "'.join(_(o) for o in options)
    frappe.throw(
        _('{0} {1} cannot be "{2}". It should be one of "{3}"')
        .format(prefix, label, frappe.utils.escape_html(value[:140]), allowed)
        .strip()
    )


def _check_json(doc: Any, df: Any, values: dict) -> None:
    value = values.get(df.fieldname)
    if isinstance(value, list):
        frappe.throw(_("Value for {0} cannot be a list").format(_(df.label)))
    if isinstance(value, str) and value.strip():
        import json

        try:
            json.loads(value)
        except (ValueError, RecursionError):
            frappe.throw(
                _("{0}: the value of {1} is not valid JSON.").format(describe(doc), _(df.label)),
                title=_("Syntax Error"),
            )


def _check_code(doc: Any, df: Any, values: dict) -> None:
    value = values.get(df.fieldname)
    if not value:
        return
    try:
        compile(value.strip() if df.options == "PythonExpression" else value, "<code>",
                "eval" if df.options == "PythonExpression" else "exec")  # fmt: skip
    except (SyntaxError, ValueError) as exc:
        frappe.throw(_("{0}: {1} has an error: {2}").format(describe(doc), _(df.label), exc), title=_("Syntax Error"))


def sanitize_html(doc: Any) -> None:
    """Clean every text that holds < or > of what a browser could run."""
    if frappe.flags.in_install:
        return
    values = doc.__dict__
    for fieldname in get_plan(doc.doctype).html:
        value = values.get(fieldname)
        if value and isinstance(value, str) and ("<" in value or ">" in value):
            values[fieldname] = frappe.utils.sanitize_html(value)


def get_missing_mandatory(doc: Any) -> list[tuple[str, str]]:
    """(fieldname, message) of every mandatory field without a value."""
    missing = []
    for df in get_plan(doc.doctype).mandatory:
        value = doc.__dict__.get(df.fieldname)
        if value is None or value == "" or value == []:
            missing.append((df.fieldname, _mandatory_message(doc, df)))
        elif (
            df.fieldtype in ("Text Editor", "HTML Editor")
            and isinstance(value, str)
            and not frappe.utils.strip_html(value).strip()
            and "<img" not in value
        ):
            missing.append((df.fieldname, _mandatory_message(doc, df)))
    return missing


def _mandatory_message(doc: Any, df: Any) -> str:
    if df.fieldtype in table_fields:
        return "{}: {}: {}".format(_("Error"), _("Data missing in table"), _(df.label))
    if doc.get("parentfield"):
        return "{}: {} {} #{}: {}: {}".format(
            _("Error"), frappe.bold(_(doc.doctype)), _("Row"), doc.idx, _("Value missing for"), _(df.label)
        )
    return _("Error: Value missing for {0}: {1}").format(_(doc.doctype), _(df.label))


# ---- links ---------------------------------------------------------------------------------------


def get_invalid_links(doc: Any, is_submittable: bool = False) -> tuple[list[str], list[str]]:
    """Labels of broken links and of links to cancelled documents; fetches `fetch_from` values on the way."""
    invalid: list[str] = []
    cancelled: list[str] = []
    meta = doc.meta
    for df in meta.link_field_list:
        _check_link(doc, df, df.options, invalid, cancelled, is_submittable, meta)
    for df in meta.dynamic_link_field_list:
        value = doc.__dict__.get(df.fieldname)
        if value:
            target = doc.get(df.options)
            if not target:
                frappe.throw(_("{0} must be set first").format(_(meta.get_label(df.options))))
            _check_link(doc, df, target, invalid, cancelled, is_submittable, meta)
    return invalid, cancelled


def _check_link(
    doc: Any, df: Any, target: str, invalid: list, cancelled: list, is_submittable: bool, meta: Any
) -> None:
    values = doc.__dict__
    fetch = meta.fetch_fields.get(df.fieldname, [])
    value = values.get(df.fieldname)
    if not value:
        return
    if isinstance(value, (list, dict)):
        invalid.append(_link_label(doc, df, value))
        return
    try:
        target_meta = frappe.get_meta(target)
    except frappe.DoesNotExistError:
        frappe.clear_last_message()
        invalid.append(_link_label(doc, df, f"{target} {value}"))
        return
    if target_meta.issingle:
        values[df.fieldname] = target
        return
    if target_meta.is_virtual:
        return
    found = _fetch_link(target, target_meta, value, [source for source, _to in fetch], is_submittable)
    if not found:
        invalid.append(_link_label(doc, df, value))
        return
    values[df.fieldname] = found["name"]
    for source, to in fetch:
        if to.fetch_if_empty and values.get(to.fieldname):
            continue
        if doc.docstatus == 1 and not to.allow_on_submit:
            continue
        if source in found:
            values[to.fieldname] = found[source]
    if is_submittable and target_meta.is_submittable and found.get("docstatus") == 2 and df.fieldname != "amended_from":
        cancelled.append(_link_label(doc, df, value))


def _fetch_link(target: str, target_meta: Any, value: Any, sources: list[str], is_submittable: bool) -> dict | None:
    columns = ["name", *(s for s in sources if s in target_meta.column_set and s != "name")]
    if is_submittable and target_meta.is_submittable:
        columns.append("docstatus")
    sql = f"select {', '.join(f'`{c}`' for c in columns)} from `tab{target}` where `name` = %s"
    rows = frappe.local.db.sql(sql, (value,))
    return dict(zip(columns, rows[0], strict=True)) if rows else None


def _link_label(doc: Any, df: Any, value: Any) -> str:
    value = frappe.utils.escape_html(cstr(value)[:140])
    if doc.get("parentfield"):
        holder = doc.parent_doc and doc.parent_doc.meta.get_field(doc.parentfield)
        if holder and holder.fieldtype == "Table MultiSelect":
            return f"{_(holder.label)}: {value}"
        return "{} #{}: {}: {}".format(_("Row"), doc.idx, _(df.label), value)
    return f"{_(df.label)}: {value}"

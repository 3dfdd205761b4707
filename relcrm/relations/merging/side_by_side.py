"""Two records beside each other, field by field, as somebody compares them before saying whether they are one."""

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.relations import profile
from relcrm.relations.duplicates.keys import NAMES
from relcrm.relations.merging import values
from relcrm.workplace.days import show_day, show_moment

WIDE = ("Small Text", "Text", "Long Text", "Text Editor")
SHOWN_ROWS = {
    "Party Phone": ("number", "note"),
    "Party Email": ("email", "note"),
    "Party Address": ("street", "cap", "town", "province"),
    "Party Role Row": ("role",),
    "Party Tax Id": ("kind", "number"),
}


def compare(doctype: str, left: str, right: str) -> dict:
    """Return the fields that either has, with both values in words, and the rows of their tables."""
    docs = [frappe.get_doc(doctype, name) for name in (left, right)]
    for doc in docs:
        doc.check_permission("read")
        doc.apply_fieldlevel_read_permissions()
    return {
        "doctype": doctype,
        "records": [_describe(doc) for doc in docs],
        "fields": [*_compare_fields(*docs), *_compare_profiles(*docs)],
        "tables": _compare_tables(*docs),
    }


def _describe(doc: Document) -> dict:
    return {
        "name": doc.name,
        "title": doc.get(NAMES[doc.doctype]),
        "created": doc.creation,
        "modified": doc.modified,
        "may_write": bool(frappe.has_permission(doc.doctype, "write", doc=doc)),
        "to_check": len((doc.get("to_check") or "").splitlines()),
    }


def _compare_fields(one: Document, other: Document) -> list[dict]:
    readable = set(one.as_dict()) & set(other.as_dict())
    found = []
    for df in values.get_fields(one.doctype):
        pair = [doc.get(df.fieldname) for doc in (one, other)]
        if df.fieldname not in readable or all(map(values.is_empty, pair)):
            continue
        found.append(_make_line(df.fieldname, _(df.label), [_show(df, value) for value in pair], pair))
    return found


def _make_line(fieldname: str, label: str, shown: list[str], pair: list) -> dict:
    """`proposed`: which value is taken when nobody chooses, for the left one staying."""
    empty = [values.is_empty(value) for value in pair]
    return {
        "fieldname": fieldname,
        "label": label,
        "values": shown,
        "differs": bool(pair[0] != pair[1] and not (empty[0] and empty[1])),
        "choosable": bool(pair[0] != pair[1] and not empty[0] and not empty[1]),
        "joined": fieldname in values.JOINED,
    }


def _show(df, value: object) -> str:
    if values.is_empty(value):
        return ""
    if df.fieldtype == "Check":
        return _("Yes")
    if df.fieldtype == "Link":
        title = frappe.get_meta(df.options).get_title_field()
        shown = frappe.db.get_value(df.options, value, title) if title != "name" else value
        return _(str(shown or value))
    if df.fieldtype == "Select":
        return _(str(value))
    if df.fieldtype in WIDE:
        return frappe.utils.strip_html(str(value))[:2000]
    if df.fieldtype in ("Currency", "Float", "Percent"):
        return _show_number(float(value))
    if df.fieldtype in ("Date", "Datetime"):
        return show_day(value) if df.fieldtype == "Date" else show_moment(value)
    return str(frappe.format(value, df))


def _show_number(value: float) -> str:
    """Return a number as the reader's language writes it, without decimals that say nothing."""
    text = f"{value:,.2f}".removesuffix(".00")
    return text.translate(str.maketrans(",.", ".,")) if str(frappe.local.lang).startswith("it") else text


def _compare_profiles(one: Document, other: Document) -> list[dict]:
    if one.doctype != "Party" or not frappe.has_permission("Party Profile", "read"):
        return []
    mine, theirs = (
        {row["attribute"]: row for row in profile.get_profile(doc.name, doc.party_type)["attributes"]}
        for doc in (one, other)
    )
    found = []
    for attribute, row in mine.items():
        pair = [row["value"], theirs.get(attribute, {}).get("value")]
        if not all(value in (None, "", []) for value in pair):
            shown = [_show_profile(row["value_type"], value) for value in pair]
            found.append(_make_line(f"profile:{attribute}", row["title"], shown, [value or None for value in pair]))
    return found


def _show_profile(value_type: str, value: object) -> str:
    if value_type == "Date" and value:
        return show_day(value)
    if value_type == "Yes/No" and value is not None:
        return _("Yes") if value else _("No")
    if value_type in ("Number", "Amount") and value is not None:
        return _show_number(float(value))
    if isinstance(value, list):
        return ", ".join(_(str(one)) for one in value)
    return "" if value in (None, "") else _(str(value))


def _compare_tables(one: Document, other: Document) -> list[dict]:
    found = []
    for df in one.meta.get_table_fields():
        columns = SHOWN_ROWS.get(df.options) or [
            column.fieldname for column in frappe.get_meta(df.options).fields if column.in_list_view
        ]
        sides = [[_show_row(row, columns) for row in doc.get(df.fieldname) or []] for doc in (one, other)]
        if any(sides):
            found.append({"fieldname": df.fieldname, "label": _(df.label), "rows": sides})
    return found


def _show_row(row: Document, columns: tuple[str, ...] | list[str]) -> str:
    said = []
    for column in columns:
        value, df = row.get(column), row.meta.get_field(column)
        if value not in (None, "", 0) and df:
            said.append(_(str(value)) if df.fieldtype in ("Select", "Link") else str(value))
    return ", ".join(said)

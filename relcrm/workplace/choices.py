"""Fields with several choices: one table for all of them, a list of what each field offers, one rule for rows."""

import frappe
from frappe import _
from frappe.utils import cstr, escape_html

from relcrm.exceptions import ChoiceError
from relcrm.workplace.rules import get_rules, quote

ROW = "Own Choice Row"
LINK = "choice"


def get_choice_fields(doctype: str) -> list:
    """Return the fields of a kind of record that hold several choices."""
    return [df for df in frappe.get_meta(doctype).get_table_fields() if df.options == ROW]


def get_offered(doctype: str, fieldname: str) -> list[str]:
    """Return what a field offers, in order."""
    filters = {"parent": f"{doctype}-{fieldname}", "parenttype": "Choice List"}
    return frappe.get_all("Choice List Item", filters=filters, pluck=LINK, order_by="idx asc")


def make_choices(titles: list[str]) -> list[dict]:
    """Make the choices that are missing; return the rows of a list with all of them."""
    rows = []
    for title in titles:
        name = frappe.db.exists("Own Choice", title)
        if not name:
            doc = frappe.get_doc({"doctype": "Own Choice", "title": title})
            name = doc.insert(ignore_permissions=True, ignore_if_duplicate=True).name
        rows.append({LINK: name})
    return rows


def validate_choices(doc, method: str | None = None) -> None:
    """Hook before any record is stored: each choice once, and only what its field offers."""
    for df in get_choice_fields(doc.doctype):
        rows = doc.get(df.fieldname) or []
        if not rows:
            continue
        kept = {cstr(row.get(LINK)): row for row in reversed(rows) if row.get(LINK)}
        if len(kept) != len(rows):
            doc.set(df.fieldname, [row for row in rows if kept.get(cstr(row.get(LINK))) is row])
        _validate_offered(doc, df, list(kept))


def _validate_offered(doc, df, chosen: list[str]) -> None:
    offered = get_offered(doc.doctype, df.fieldname)
    before = doc.get_doc_before_save()
    held = [row.get(LINK) for row in (before.get(df.fieldname) or [])] if before else []
    for choice in chosen:
        if choice not in offered and choice not in held:
            text = _('{0}: "{1}" is not among the choices. Choose from: {2}.')
            known = ", ".join(_(one) for one in offered[:20]) or "-"
            frappe.throw(text.format(_(df.label), escape_html(choice), known), ChoiceError)


def get_row_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: a list of rows shows those of records that the user may read, in fields open to them."""
    user = user or frappe.session.user
    table, parts = f"`tab{ROW}`", []
    fields = frappe.get_all(
        "Custom Field", filters={"fieldtype": "Table MultiSelect", "options": ROW}, fields=["dt", "fieldname"]
    )
    for dt in sorted({row.dt for row in fields}):
        names = _get_open_fields(dt, user)
        if names and frappe.has_permission(dt, "read", user=user):
            match = get_rules(dt, user)
            rows = f" and {table}.`parent` in (select `name` from `tab{dt}` where {match})" if match else ""
            quoted = ", ".join(quote(name) for name in names)
            parts.append(
                f"({table}.`parenttype` = {quote(dt)} and {table}.`parentfield` in ({quoted}){rows})"
            )
    return f"({' or '.join(parts)})" if parts else "1 = 0"


def _get_open_fields(doctype: str, user: str) -> list[str]:
    levels = frappe.get_meta(doctype).get_permlevel_access("read", user=user)
    return [df.fieldname for df in get_choice_fields(doctype) if (df.permlevel or 0) in levels]

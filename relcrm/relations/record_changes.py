"""Which changes of a record are worth telling, and how they read: what it was, what it is."""

import frappe
from frappe import _

from relcrm.workplace.days import show_kept

WORTH = {
    "Party": (
        "party_name lifecycle_stage agent parent_party vat_number fiscal_code sdi_code pec no_phone no_email no_post"
        " phones emails addresses roles"
    ).split(),
    "Contact Person": "full_name party role department reports_to active phones emails".split(),
    "Negotiation": "workflow_state agent expected_value expected_close party".split(),
}
ROW_TEXTS = {
    "phones": ("number",),
    "emails": ("email",),
    "addresses": ("street", "cap", "town"),
    "roles": ("role",),
}
MOST = 8


def get_worth(doctype: str) -> list[str]:
    """Return the fields of a kind of record whose changes are told, as far as the user may read them."""
    meta = frappe.get_meta(doctype)
    levels = meta.get_permlevel_access("read")
    fields = (meta.get_field(name) for name in WORTH.get(doctype, ()))
    return [f.fieldname for f in fields if f and (not f.permlevel or f.permlevel in levels)]


def describe_changes(doctype: str, data: dict) -> list[dict]:
    """Return the told changes of a kept version as {field, label, before, after}, in the reader's language."""
    meta, worth = frappe.get_meta(doctype), set(get_worth(doctype))
    told = []
    for name, before, after in _get_triples(data.get("changed")):
        if name in worth:
            df = meta.get_field(name)
            told.append(_tell(df, show_value(df, before), show_value(df, after)))
    for key, side in (("added", "after"), ("removed", "before")):
        for row in data.get(key) or []:
            if isinstance(row, list) and len(row) == 2 and row[0] in worth and isinstance(row[1], dict):
                text = _get_row_text(row[0], row[1])
                told.append(_tell(meta.get_field(row[0]), **{side: text}))
    for row in data.get("row_changed") or []:
        if isinstance(row, list) and len(row) == 4 and row[0] in worth:
            for name, before, after in _get_triples(row[3]):
                if name in ROW_TEXTS.get(row[0], ()):
                    told.append(_tell(meta.get_field(row[0]), str(before or ""), str(after or "")))
    return [one for one in told if one["before"] != one["after"]][:MOST]


def _get_triples(rows) -> list:
    return [row for row in rows or [] if isinstance(row, list) and len(row) == 3]


def _tell(df, before: str = "", after: str = "") -> dict:
    return {"field": df.fieldname, "label": _(df.label), "before": before, "after": after}


def _get_row_text(table: str, row: dict) -> str:
    texts = (str(row.get(name) or "") for name in ROW_TEXTS.get(table, ()))
    translated = (_(text) if table == "roles" else text for text in texts if text)
    return " ".join(translated)


def show_value(df, value) -> str:
    """Return a kept value as a reader knows it: the title of a linked record, the word for a choice."""
    if value in (None, ""):
        return ""
    if df.fieldtype == "Check":
        return _("Yes") if str(value) == "1" else _("No")
    if df.fieldtype == "Select" or df.options == "Workflow State":
        return _(str(value))
    if df.fieldtype == "Link":
        return get_title(df.options, str(value))
    return show_kept(str(value)) if df.fieldtype in ("Date", "Datetime") else str(value)


def get_title(doctype: str, name: str) -> str:
    """Return what a linked record is called; nothing of a record that the user may not see."""
    field = {"User": "full_name"}.get(doctype) or frappe.get_meta(doctype).get_title_field()
    if field == "name":
        return name
    if doctype == "User":
        return frappe.db.get_value("User", name, field) or ""
    rows = frappe.get_list(doctype, filters={"name": name}, fields=[field], limit=1)
    return str(rows[0][field] or "") if rows else _("a record that is not shown to you")

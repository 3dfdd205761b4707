"""Kinds of record: which there are, a new one, one that goes away."""

import frappe
from frappe import _
from frappe.utils import cint, cstr

from relcrm.exceptions import CustomisationError
from relcrm.workplace.customising import forms, names, records, wording
from relcrm.workplace.customising.changes import Change

AREA = "Kinds of record"
MODULE = "Custom"
WORK, LISTS, OWN, TABLES = "work", "lists", "own", "tables"
OWN_MODULES = ("Relations", "Agenda", "Processes", "Outreach", "Sales", "Service")
INTERNAL = {
    "Delivered Item",
    "Relation Event Value",
    "Profile Value",
    "Process Design",
    "Process Design Step",
    "Relation Event Field",
}
NOT_LINKED = {"DocType", "DocField", "DocPerm", "Customisation", "Own Choice", "Choice List"}
NUMBERED, NAMED = "number", "name"
EVERYTHING = ("select", "read", "write", "create", "delete", "print", "email", "report", "export", "share", "import")
SEES = ("select", "read", "print", "report")
CHANGES = ("select", "read", "write", "create", "print", "email", "report", "share")


def is_customisable(doctype: str) -> bool:
    """Return whether a kind of record may be changed here: those of the product's work, and own ones."""
    row = frappe.db.get_value("DocType", doctype, ["name", "module", "custom", "issingle"], as_dict=True)
    if not row or row.name != doctype or row.issingle or doctype in INTERNAL:
        return False
    return bool(row.custom) or row.module in OWN_MODULES


def get_kinds() -> list[dict]:
    """Return every kind of record that may be changed here, by group, with how many fields were added."""
    fields = ["name", "module", "custom", "istable", "autoname"]
    rows = frappe.get_all("DocType", filters={"issingle": 0}, fields=fields, order_by="name asc")
    own_fields = _count_by("Custom Field", "dt")
    processes = dict(
        frappe.get_all("Workflow", filters={"is_active": 1}, fields=["document_type", "name"], as_list=True)
    )
    return [
        {
            "doctype": row.name,
            "title": _(row.name),
            "many": wording.get_shown(row.name, frappe.local.lang, wording.MANY),
            "group": get_group(row),
            "own_fields": own_fields.get(row.name, 0),
            "process": row.name in processes,
        }
        for row in rows
        if (row.custom or row.module in OWN_MODULES) and row.name not in INTERNAL
    ]


def _count_by(doctype: str, field: str) -> dict:
    counts: dict[str, int] = {}
    for value in frappe.get_all(doctype, pluck=field):
        counts[value] = counts.get(value, 0) + 1
    return counts


def get_group(row) -> str:
    """Return the group under which a kind of record is listed."""
    if row.istable:
        return TABLES
    if row.custom:
        return OWN
    return LISTS if cstr(row.autoname).startswith("field:") else WORK


def get_link_targets() -> list[dict]:
    """Return the kinds of record that a field may point to."""
    kinds = [row for row in get_kinds() if row["group"] != TABLES]
    found = [{"doctype": row["doctype"], "title": row["title"]} for row in kinds]
    return [*found, {"doctype": "User", "title": _("Person of the company")}]


def get_own_kinds() -> list[str]:
    """Return the own kinds of record."""
    return frappe.get_all("DocType", filters={"custom": 1, "istable": 0, "issingle": 0}, pluck="name", order_by="name")


# --- a new one ---------------------------------------------------------------------------------------------


def add_kind(values: dict) -> dict:
    """Make a new kind of record with its fields and rights; returns its name."""
    values = names.read_values(values)
    english, italian = names.read_labels(values, _("The name of the kind of record"))
    name = names.make_kind_name(english)
    _validate_new_name(name, english, italian)
    fields = values.get("fields") or []
    if not isinstance(fields, list) or len(fields) > 50:
        raise CustomisationError(_("Give at most {0} fields at first; more can be added later.").format(50))
    change = Change(_("Kind of record {0} made").format(italian), AREA, name)
    change.insert("DocType", name, _make_doctype(name, values))
    _write_names(change, name, english, italian, values)
    for field in fields:
        forms.make_field(change, name, {"after": _get_last(name), **names.read_values(field)})
    return {"doctype": name, "change": change.keep()}


def _get_last(doctype: str) -> str:
    return records.get_order(doctype)[-1]


def _validate_new_name(name: str, english: str, italian: str) -> None:
    taken = {row.casefold(): row for row in frappe.get_all("DocType", pluck="name")}
    if name.casefold() in taken or frappe.db.sql("select 1 from `tabDocType` where lower(name) = %s", name.lower()):
        message = _('There is a kind of record called "{0}" already. Choose another name.')
        raise CustomisationError(message.format(_(taken.get(name.casefold(), name))))
    for row in get_kinds():
        shown = {wording.get_shown(row["doctype"], language).casefold() for language in wording.LANGUAGES}
        if shown & {english.casefold(), italian.casefold()}:
            message = _('There is a kind of record called "{0}" already. Choose another name.')
            raise CustomisationError(message.format(row["title"]))


def _make_doctype(name: str, values: dict) -> dict:
    by_name = values.get("naming") == NAMED
    title = {
        "fieldname": "title",
        "label": "Name",
        "fieldtype": "Data",
        "reqd": 1,
        "in_list_view": 1,
        "in_global_search": 1,
    }
    prefix = "".join(names.make_slug(name).upper().split("_"))[:4]
    return {
        "name": name,
        "module": MODULE,
        "custom": 1,
        "autoname": "field:title" if by_name else f"{prefix}-.#####",
        "naming_rule": "By fieldname" if by_name else "Expression",
        "allow_rename": int(by_name),
        "allow_import": 1,
        "track_changes": 1,
        "title_field": "title",
        "show_title_field_in_link": 1,
        "search_fields": "title",
        "sort_field": "modified",
        "sort_order": "DESC",
        "description": cstr(values.get("help"))[:300],
        "fields": [title],
        "permissions": _make_permissions(values),
    }


def _make_permissions(values: dict) -> list[dict]:
    known = set(get_roles())
    seeing, changing = (_read_roles(values.get(key), known) for key in ("see", "change"))
    rows = {role: SEES for role in seeing} | {role: CHANGES for role in changing}
    rows["RelCRM Administrator"] = rows["System Manager"] = EVERYTHING
    closed = dict.fromkeys(records.ROW_KEYS, 0)  # a right that is not named would begin with its default
    return [{"role": role, **closed, **dict.fromkeys(rights, 1)} for role, rights in rows.items()]


def _read_roles(given, known: set[str]) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(role, str) and role in known for role in given):
        raise CustomisationError(_("Choose who may see the records and who may change them."))
    return given


def get_roles() -> list[str]:
    """Return the roles that people can have here: the product's and own ones."""
    own = frappe.get_all("Role", filters={"is_custom": 1, "disabled": 0}, pluck="name", order_by="name asc")
    delivered = frappe.get_all("Role", filters={"name": ["like", "RelCRM %"]}, pluck="name", order_by="name asc")
    return [*delivered, "System Manager", *(role for role in own if role not in delivered)]


def _write_names(change: Change, name: str, english: str, italian: str, values: dict) -> None:
    for language, label in (("en", english), ("it", italian)):
        if label != name:
            wording.write_text(change, name, language, label)
        many = " ".join(cstr(values.get(f"many_{language}")).split()) or label
        wording.write_text(change, name, language, names.read_label(many, _("The name for many")), wording.MANY)


def rename_kind(doctype: str, values: dict) -> dict:
    """Change what a kind of record is called, for one and for many, in both languages."""
    forms.get_customisable(doctype)
    values = names.read_values(values)
    english, italian = names.read_labels(values, _("The name of the kind of record"))
    change = Change(_("Kind of record {0} renamed").format(italian), AREA, doctype)
    for language, label in (("en", english), ("it", italian)):
        wording.write_text(change, doctype, language, label)
        many = " ".join(cstr(values.get(f"many_{language}")).split())
        if many:
            wording.write_text(change, doctype, language, names.read_label(many, _("The name for many")), wording.MANY)
    return {"change": change.keep()}


# --- one that goes away ------------------------------------------------------------------------------------


def remove_kind(doctype: str, count: int | None = None) -> dict:
    """Remove an own kind of record with its table; where it has records, only by whoever names their number."""
    meta = forms.get_customisable(doctype)
    if not cint(meta.custom):
        raise CustomisationError(_("{0} comes with the product and cannot be removed.").format(_(doctype)))
    filters = {"fieldtype": ["in", ["Link", "Table", "Table MultiSelect"]], "options": doctype}
    users = [*_get_pointing("Custom Field", filters, "dt"), *_get_pointing("DocField", filters, "parent")]
    for other, label in users:
        if other != doctype:
            message = _('{0} cannot be removed: the field "{1}" of {2} points to it. Remove that first.')
            raise CustomisationError(message.format(_(doctype), _(label), _(other)))
    present = 0 if meta.istable else frappe.db.count(doctype)
    if present and cint(count) != present:
        message = _("{0} has {1} records, which would go away with it. Confirm their number to go on.")
        raise CustomisationError(message.format(_(doctype), present))
    change = Change(_("Kind of record {0} removed").format(_(doctype)), AREA, doctype)
    _remove_what_hangs_on(change, doctype)
    change.delete("DocType", doctype)
    return {"change": change.keep(), "records": present}


def _get_pointing(doctype: str, filters: dict, parent: str) -> list[tuple]:
    return frappe.get_all(doctype, filters=filters, fields=[parent, "label"], as_list=True)


def _remove_what_hangs_on(change: Change, doctype: str) -> None:
    for workflow in frappe.get_all("Workflow", filters={"document_type": doctype}, pluck="name"):
        change.delete("Workflow", workflow)
    for design in frappe.get_all("Process Design", filters={"document_type": doctype}, pluck="name"):
        change.delete("Process Design", design)
    for name in frappe.get_all("Property Setter", filters={"doc_type": doctype}, pluck="name"):
        change.delete("Property Setter", name)
    for name in frappe.get_all("Custom Field", filters={"dt": doctype}, pluck="name", order_by="idx desc"):
        change.delete("Custom Field", name)
    for role in {*frappe.get_all("Custom DocPerm", filters={"parent": doctype}, pluck="role")}:
        change.set_rights(doctype, role, [row for row in _get_delivered(doctype, role)])
    for name in frappe.get_all("Choice List", filters={"for_doctype": doctype}, pluck="name"):
        change.delete("Choice List", name)


def _get_delivered(doctype: str, role: str) -> list[dict]:
    rows = records.get_delivered_rows(doctype)
    return [{key: value for key, value in row.items() if key != "role"} for row in rows if row["role"] == role]

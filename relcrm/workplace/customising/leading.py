"""What a kind of record is called by, which days it has in the calendar, which field makes the columns of its board."""

import frappe
from frappe import _
from frappe.utils import cint, cstr

from relcrm.exceptions import CustomisationError
from relcrm.workplace.customising import forms, names
from relcrm.workplace.customising.changes import Change

PROPERTIES = {"title": "title_field", "date": "relcrm_date", "end": "relcrm_end", "state": "relcrm_state"}
TYPES = {"title": ("Data",), "date": ("Date", "Datetime"), "end": ("Date", "Datetime"), "state": ("Select", "Link")}


def get_leading(meta) -> dict:
    """Return the fields chosen for a kind of record, and why one of them may not be chosen here."""
    chosen = {key: cstr(meta.get(prop)) for key, prop in PROPERTIES.items()}
    return {**chosen, "fixed": {key: reason for key in PROPERTIES if (reason := _get_reason(meta, key))}}


def _get_reason(meta, key: str) -> str:
    if key == "title" and not cint(meta.custom):
        return _("What it is called comes with the product: it stays.")
    if key == "state" and frappe.db.exists("Workflow", {"document_type": meta.name, "is_active": 1}):
        return _("It has a process: the columns are the states of the process.")
    return ""


def set_leading(doctype: str, values: dict) -> dict:
    """Choose the field that names the records, those of the calendar, that of the board; "" takes the usual one."""
    meta = forms.get_customisable(doctype)
    if cint(meta.istable):
        raise CustomisationError(_("The rows of a table have no list of their own."))
    given = {key: value for key, value in names.read_values(values).items() if key in PROPERTIES}
    if not all(isinstance(value, str) for value in given.values()):
        raise CustomisationError(_("Choose fields of this kind of record."))
    present = get_leading(meta)
    wanted = {key: value for key, value in given.items() if value != present[key]}
    for key, fieldname in wanted.items():
        _validate(meta, key, fieldname)
    both = present | wanted
    if both["end"] and both["end"] == both["date"]:
        raise CustomisationError(_("Choose two different fields for the first and the last day."))
    change = Change(_("Name, calendar and board of {0} chosen").format(_(doctype)), forms.AREA, doctype)
    if "title" in wanted:
        _call_by(change, meta, wanted["title"])
    for key, fieldname in wanted.items():
        change.set_kind_property(doctype, PROPERTIES[key], fieldname)
    return {"change": change.keep(), "holds_nothing": forms.count_empty(doctype, wanted.get("title"))}


def _validate(meta, key: str, fieldname: str) -> None:
    if reason := _get_reason(meta, key):
        raise CustomisationError(reason)
    if not fieldname and key != "title":
        return
    df = meta.get_field(fieldname)
    if not df or df.fieldtype not in TYPES[key] or cint(df.hidden) or cint(df.permlevel) or df.get("is_virtual"):
        raise CustomisationError(_("Choose a field of the form that everybody sees and that holds what is wanted."))


def _call_by(change: Change, meta, fieldname: str) -> None:
    """The new name is needed from now on; the former one only where it makes the records' names."""
    former = meta.get_field(meta.title_field)
    change.set_property(meta.name, fieldname, "reqd", 1, meta.get_field(fieldname).reqd)
    if former and meta.autoname != f"field:{former.fieldname}":
        change.set_property(meta.name, former.fieldname, "reqd", 0, former.reqd)
    if not cint(meta.show_title_field_in_link):
        change.set_kind_property(meta.name, "show_title_field_in_link", 1)

"""The sorts of thing that a change touches, each with one way to write either side of it.

A record is `{sort, ..., before, after}`; `put(record, "after")` makes the change, "before" takes it back.
`get_keys` says what it touches, `get_needs` what it rests on: names that begin with a key are parts of it.
"""

import json
import re

import frappe
from frappe import _
from frappe.permissions import reset_perms, setup_custom_perms
from frappe.utils import cint

from relcrm.exceptions import CustomisationError

BOOKKEEPING = frozenset(
    "name owner creation modified modified_by docstatus parent parentfield parenttype doctype idx".split()
)
RIGHTS = "select read write create delete submit cancel amend print email report import export share".split()
ROW_KEYS = ("permlevel", "if_owner", *RIGHTS)
MAX_ROWS = 5000
MASTERS = ("Relation Event Type", "Profile Attribute")


def get_snapshot(doctype: str, name: str) -> dict | None:
    """Return a stored record with its tables, without bookkeeping."""
    if not frappe.db.exists(doctype, name):
        return None
    return strip(frappe.get_doc(doctype, name).as_dict(no_nulls=True, convert_dates_to_str=True))


def strip(values: dict) -> dict:
    """Return a record as plain values without bookkeeping."""
    kept = {key: value for key, value in values.items() if key not in BOOKKEEPING and not key.startswith("_")}
    return {key: [strip(row) for row in v] if isinstance(v, list) else v for key, v in kept.items()}


def put(record: dict, side: str) -> None:
    """Write one side of a record."""
    other = "before" if side == "after" else "after"
    frappe.flags.customising = True  # what follows is part of one change, and kept as such
    try:
        _PUTTERS[record["sort"]](record, record[side], record[other])
    finally:
        frappe.flags.customising = False


# --- whole records -----------------------------------------------------------------------------------------


def _put_record(record: dict, wanted: dict | None, present: dict | None) -> None:
    doctype, name = record["doctype"], record["name"]
    exists = frappe.db.exists(doctype, name)
    if wanted is None:
        if exists:
            _delete(record, doctype, name)
    elif exists:
        _save(doctype, name, wanted)
    else:
        doc = frappe.get_doc({**wanted, "doctype": doctype, "name": name})
        doc.insert(ignore_permissions=True, ignore_links=True, set_name=name)


def _delete(record: dict, doctype: str, name: str) -> None:
    if doctype == "User":  # what a person did keeps their name
        _save("User", name, {"enabled": 0})
        return
    if doctype in MASTERS:
        _delete_or_disable(doctype, name)
        return
    if doctype == "Custom Field":  # Frappe lets others delete no field that belongs to Administrator
        frappe.db.set_value(doctype, name, {"owner": frappe.session.user, "is_system_generated": 0})
    if doctype == "DocType":
        record["rows"] = _take_rows(name)
    frappe.delete_doc(doctype, name, force=1, ignore_permissions=True, delete_permanently=True)
    if doctype == "DocType":
        frappe.db.sql_ddl(f"drop table if exists `tab{name}`")
    frappe.clear_cache(doctype=name if doctype == "DocType" else None)


def _delete_or_disable(doctype: str, name: str) -> None:
    """What records point to cannot go: it is no longer offered instead."""
    try:
        frappe.delete_doc(doctype, name, ignore_permissions=True, delete_permanently=True)
    except frappe.LinkExistsError:
        frappe.clear_last_message()
        _save(doctype, name, {"disabled": 1})


def _take_rows(doctype: str) -> list[dict]:
    """Return the rows of a table with all columns, also those of own fields that have gone a moment before."""
    if frappe.get_meta(doctype).issingle or not frappe.db.count(doctype):
        return []
    count = frappe.db.count(doctype)
    if count > MAX_ROWS:
        message = _("{0} has {1} records, too many to keep aside. Export and delete them first.")
        raise CustomisationError(message.format(_(doctype), count))
    return frappe.db.sql(f"select * from `tab{doctype}` order by creation asc", as_dict=True)


def put_waiting_rows(parts: list[dict]) -> None:
    """Bring back the rows of the kinds of record that were just made again, now that their own fields are there."""
    for record in parts:
        if record.get("rows") and frappe.db.exists("DocType", record["name"]):
            for row in record.pop("rows"):
                frappe.get_doc({**row, "doctype": record["name"]}).db_insert()


def _save(doctype: str, name: str, values: dict) -> None:
    doc = frappe.get_doc(doctype, name, for_update=True)
    doc.update({key: value for key, value in values.items() if key not in BOOKKEEPING})
    doc.save(ignore_permissions=True)


def _put_values(record: dict, wanted: dict, present: dict) -> None:
    if not frappe.db.exists(record["doctype"], record["name"]):
        raise CustomisationError(_("{0} {1} is no longer there.").format(_(record["doctype"]), record["name"]))
    _save(record["doctype"], record["name"], wanted)


# --- properties and order of fields ------------------------------------------------------------------------


def get_property(doctype: str, fieldname: str, prop: str) -> str | int | None:
    """Return the present value of a property as it was set here; None where it is as delivered."""
    if frappe.db.exists("Custom Field", f"{doctype}-{fieldname}"):
        return frappe.db.get_value("Custom Field", f"{doctype}-{fieldname}", prop)
    filters = {"doc_type": doctype, "field_name": fieldname, "property": prop, "doctype_or_field": "DocField"}
    return frappe.db.get_value("Property Setter", filters, "value")


def validate_showable(record: dict, wanted) -> None:
    """Refuse to make a field needed that was hidden since: nobody could fill it in."""
    if record["sort"] != "property" or record["property"] != "reqd":
        return
    own = {"parent": record["doctype"], "fieldname": record["fieldname"]}
    if not cint(frappe.db.get_value("DocField", own, "reqd") if wanted is None else wanted):
        return
    df = frappe.get_meta(record["doctype"]).get_field(record["fieldname"])
    if df and cint(df.hidden) and not df.default:
        message = _("{0} is hidden, and would have to be filled in. Show it in the form first.")
        raise CustomisationError(message.format(_(df.label)))


def _put_property(record: dict, wanted, present) -> None:
    doctype, fieldname, prop = record["doctype"], record["fieldname"], record["property"]
    if frappe.db.exists("Custom Field", f"{doctype}-{fieldname}"):
        _save("Custom Field", f"{doctype}-{fieldname}", {prop: wanted})
        return
    filters = {"doc_type": doctype, "field_name": fieldname, "property": prop, "doctype_or_field": "DocField"}
    frappe.db.delete("Property Setter", filters)
    if wanted is not None:
        kind = "Check" if prop in CHECKS else "Int" if prop == "permlevel" else "Text"
        values = {**filters, "doctype": "Property Setter", "value": str(wanted), "property_type": kind}
        frappe.get_doc(values).insert(ignore_permissions=True)
    frappe.clear_cache(doctype=doctype)


def get_kind_property(doctype: str, prop: str) -> str | None:
    """Return what a property of a whole kind of record was set to here; None where it is as delivered."""
    filters = {"doc_type": doctype, "property": prop, "doctype_or_field": "DocType"}
    return frappe.db.get_value("Property Setter", filters, "value")


def _put_kind_property(record: dict, wanted, present) -> None:
    doctype, prop = record["doctype"], record["property"]
    filters = {"doc_type": doctype, "property": prop, "doctype_or_field": "DocType"}
    frappe.db.delete("Property Setter", filters)
    if wanted is not None:
        kind = "Check" if prop in CHECKS else "Data"
        values = {**filters, "doctype": "Property Setter", "value": str(wanted), "property_type": kind}
        frappe.get_doc(values).insert(ignore_permissions=True)
    frappe.clear_cache(doctype=doctype)


CHECKS = ("reqd", "hidden", "in_list_view", "in_standard_filter", "read_only", "bold", "show_title_field_in_link")


def get_order(doctype: str) -> list[str]:
    """Return the names of all fields in the order of the form."""
    return [df.fieldname for df in frappe.get_meta(doctype, cached=False).fields]


def _put_order(record: dict, wanted: str | None, present: str | None) -> None:
    """Put a field behind another; at the head when there is none, at the end when that one has gone."""
    order = [name for name in get_order(record["doctype"]) if name != record["fieldname"]]
    at = 0 if wanted == "" else order.index(wanted) + 1 if wanted in order else len(order)
    order.insert(at, record["fieldname"])
    set_order(record["doctype"], order)


def set_order(doctype: str, order: list[str]) -> None:
    """Keep the order of a form in the property that both hosts read."""
    _put_kind_property({"doctype": doctype, "property": "field_order"}, json.dumps(order), None)


# --- rights ------------------------------------------------------------------------------------------------


def get_role_rows(doctype: str, role: str) -> list[dict]:
    """Return the rights of a role on a kind of record, as they hold now."""
    return [_row(row) for row in frappe.get_meta(doctype, cached=False).permissions if row.role == role]


def get_delivered_rows(doctype: str) -> list[dict]:
    """Return the rights of all roles as the app delivers them."""
    fields = ["role", *ROW_KEYS]
    filters = {"parent": doctype, "parenttype": "DocType"}
    return [{"role": row.role, **_row(row)} for row in frappe.get_all("DocPerm", filters=filters, fields=fields)]


def _row(row: dict) -> dict:
    return {key: cint(row.get(key)) for key in ROW_KEYS if cint(row.get(key))}


def _put_rights(record: dict, wanted: list[dict], present: list[dict]) -> None:
    doctype, role = record["doctype"], record["role"]
    setup_custom_perms(doctype)
    frappe.db.delete("Custom DocPerm", {"parent": doctype, "role": role})
    for row in wanted:
        values = {"doctype": "Custom DocPerm", "parent": doctype, "parenttype": "DocType", "role": role}
        closed = dict.fromkeys(ROW_KEYS, 0)  # a right that is not named would begin with its default, which is open
        frappe.get_doc({**values, "parentfield": "permissions", **closed, **row}).insert(ignore_permissions=True)
    if _is_as_delivered(doctype):
        reset_perms(doctype)
    frappe.clear_cache(doctype=doctype)


def _is_as_delivered(doctype: str) -> bool:
    own = frappe.get_all("Custom DocPerm", filters={"parent": doctype}, fields=["role", *ROW_KEYS])
    have = [{"role": row.role, **_row(row)} for row in own]
    return sorted(map(_spell, have)) == sorted(map(_spell, get_delivered_rows(doctype)))


def _spell(row: dict) -> str:
    return json.dumps(row, sort_keys=True)


# --- where documents stand ---------------------------------------------------------------------------------


def _put_states(record: dict, wanted: dict, present: dict) -> None:
    """Set the state of documents that still stand where the other side left them."""
    doctype, field = record["doctype"], record["fieldname"]
    for name, state in wanted.items():
        if frappe.db.get_value(doctype, name, field) == present.get(name):
            frappe.db.set_value(doctype, name, field, state, update_modified=False)


_PUTTERS = {
    "record": _put_record,
    "values": _put_values,
    "property": _put_property,
    "kind_property": _put_kind_property,
    "order": _put_order,
    "rights": _put_rights,
    "states": _put_states,
}


# --- keys --------------------------------------------------------------------------------------------------


def get_keys(record: dict) -> list[str]:
    """Return the keys of what a record touches."""
    sort = record["sort"]
    if sort == "record":
        return [get_record_key(record["doctype"], record["name"], record.get("after") or record.get("before") or {})]
    if sort == "values":
        base = get_record_key(record["doctype"], record["name"], {})
        return [f"{base}|{key}" for key in record["after"]]
    if sort == "property":
        return [f"field|{record['doctype']}|{record['fieldname']}|{record['property']}"]
    if sort == "kind_property":
        return [f"leading|{record['doctype']}|{record['property']}"]
    if sort == "order":
        return [f"order|{record['doctype']}|{record['fieldname']}"]
    if sort == "rights":
        return [f"rights|{record['doctype']}|{record['role']}"]
    return []


def get_record_key(doctype: str, name: str, values: dict) -> str:
    """Return the key of one record."""
    if doctype == "Custom Field":
        dt, _sign, fieldname = name.rpartition("-")
        return f"field|{dt}|{fieldname}"
    if doctype == "DocType":
        return f"kind|{name}"
    return f"{doctype}|{name}"


def get_needs(record: dict) -> list[str]:
    """Return the keys of what a record rests on in either of its sides."""
    needs = set()
    sides = [side for side in (record.get("after"), record.get("before")) if isinstance(side, dict)]
    doctype = record.get("doctype")
    if record["sort"] in ("property", "order"):
        needs |= {f"kind|{doctype}", f"field|{doctype}|{record['fieldname']}"}
        if record["sort"] == "property" and record["property"].endswith("depends_on"):
            needs |= _get_mentioned(doctype, record.get("after"))
    elif record["sort"] == "kind_property":
        chosen = filter(None, (record["before"], record["after"]))
        needs |= {f"kind|{doctype}", *(f"field|{doctype}|{name}" for name in chosen)}
    elif record["sort"] == "rights":
        needs |= {f"kind|{doctype}", f"Role|{record['role']}"}
    elif doctype == "Custom Field":
        for side in sides:
            dt = side.get("dt") or record["name"].rpartition("-")[0]
            needs |= {f"kind|{dt}", *_get_mentioned(dt, side.get("depends_on"))}
            if side.get("fieldtype") in ("Link", "Table", "Table MultiSelect"):
                needs.add(f"kind|{side.get('options')}")
    elif doctype == "Workflow":
        for side in sides:
            about = side.get("document_type") or frappe.db.get_value("Workflow", record["name"], "document_type")
            needs |= {f"kind|{about}", f"Workflow|{record['name']}"}
            for row in side.get("transitions") or ():
                needs |= {f"Role|{row.get('allowed')}", *_get_mentioned(about, row.get("condition"))}
    elif doctype == "User":
        needs |= {f"Role|{row.get('role')}" for side in sides for row in side.get("roles") or ()}
    return sorted(needs)


def _get_mentioned(doctype: str, condition: str | None) -> set[str]:
    return {f"field|{doctype}|{name}" for name in re.findall(r"\bdoc\.(\w+)", condition or "")}

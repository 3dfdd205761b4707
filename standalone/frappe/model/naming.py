"""How new documents get their names."""

from __future__ import annotations

import datetime
import re
import secrets
import string
import time
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, now_datetime
from frappe.utils.caching import derived

_HASH_SIGNS = string.digits + string.ascii_lowercase[:22]
_BRACES = re.compile(r"(\{[\w #]+\})")
NAMING_SERIES_PATTERN = re.compile(r"^[\w\- \/.#{}]+$", re.UNICODE)


def set_new_name(doc: Any) -> None:
    """Set `doc.name` by the DocType's rule; the order is that of the contract, 1.5."""
    doc.run_method("before_naming")
    meta = doc.meta
    autoname = meta.autoname or ""
    values = doc.__dict__
    if autoname.lower() not in ("prompt", "uuid") and not frappe.flags.in_import and not doc.flags.keep_name:
        values["name"] = None
    if meta.istable:
        if not values.get("name") or not frappe.flags.in_import:
            values["name"] = make_hash()
        return
    if autoname == "autoincrement":
        values["name"] = frappe.db.get_next_sequence_val(doc.doctype)
        return
    if values.get("amended_from"):
        values["name"] = _get_amended_name(doc)
        return
    if meta.issingle:
        values["name"] = doc.doctype
        return
    if not values.get("name"):
        _set_by_naming_rule(doc)
    if not values.get("name") and callable(getattr(type(doc), "autoname", None)):
        doc.run_method("autoname")
    if not values.get("name") and autoname:
        set_name_from_naming_options(autoname, doc)
    if not values.get("name") or (
        not autoname and not callable(getattr(type(doc), "autoname", None)) and not _keeps_name(doc)
    ):
        if not values.get("name"):
            values["name"] = make_hash()
    values["name"] = validate_name(doc.doctype, values["name"])


def _keeps_name(doc: Any) -> bool:
    return bool(frappe.flags.in_import or doc.flags.keep_name)


def make_hash() -> str:
    """Ten signs, the first four from the time, so that new names fall side by side in the index."""
    moment = int(time.time() * 10) & 0xFFFFF
    head = "".join(_HASH_SIGNS[(moment >> shift) & 31] for shift in (15, 10, 5, 0))
    noise = secrets.randbits(30)
    return head + "".join(_HASH_SIGNS[(noise >> shift) & 31] for shift in (25, 20, 15, 10, 5, 0))


def _set_by_naming_rule(doc: Any) -> None:
    rules = derived(("naming_rules", doc.doctype), lambda: _get_naming_rules(doc.doctype))
    for rule in rules:
        frappe.get_cached_doc("Document Naming Rule", rule).apply(doc)
        if doc.name:
            return


def _get_naming_rules(doctype: str) -> list[str]:
    if not frappe.db.table_exists("Document Naming Rule"):
        return []
    sql = (
        "select `name` from `tabDocument Naming Rule` where `document_type` = %s and `disabled` = 0"
        " order by `priority` desc"
    )
    return frappe.db.sql(sql, (doctype,), pluck=True)


def set_name_from_naming_options(autoname: str, doc: Any) -> None:
    """Apply a DocType's `autoname` string."""
    lowered = autoname.lower()
    if lowered.startswith("field:"):
        doc.name = _field_autoname(autoname, doc)
    elif lowered.startswith("naming_series:"):
        set_name_by_naming_series(doc)
    elif lowered.startswith("prompt"):
        _prompt_autoname(doc)
    elif lowered.startswith("format:"):
        doc.name = _format_autoname(autoname, doc)
    elif lowered == "hash":
        doc.name = make_hash()
    elif lowered == "uuid":
        import uuid

        doc.name = doc.name or str(uuid.uuid4())
    elif "#" in autoname:
        doc.name = make_autoname(autoname, doc=doc)


def _field_autoname(autoname: str, doc: Any) -> str:
    fieldname = autoname[6:].strip()
    value = cstr(doc.get(fieldname)).strip()
    if not value:
        frappe.throw(_("{0} is required").format(_(doc.meta.get_label(fieldname))))
    return value


def set_name_by_naming_series(doc: Any) -> None:
    if not doc.naming_series:
        options = [o for o in doc.meta.get_naming_series_options() if o]
        doc.naming_series = options[0] if options else None
    if not doc.naming_series:
        frappe.throw(frappe._("Naming Series mandatory"))
    doc.name = make_autoname(cstr(doc.naming_series) + ".#####", "", doc)


def _prompt_autoname(doc: Any) -> None:
    name = doc.__dict__.get("__newname") or doc.name
    if not name:
        frappe.throw(_("Please set the document name"))
    doc.name = cstr(name)


def _format_autoname(autoname: str, doc: Any) -> str:
    text = autoname[autoname.find(":") + 1 :]
    return _BRACES.sub(lambda m: parse_naming_series([m.group()[1:-1]], doc=doc), text)


def make_autoname(key: str = "", doctype: str = "", doc: Any = "", *, ignore_validate: bool = False) -> str:
    """The next name of a series such as `PTY-.#######`; the counter is part of the transaction."""
    if key == "hash":
        return make_hash()
    if "#" not in key:
        key += ".#####"
    elif "." not in key:
        frappe.throw(_("Invalid naming series {0}: dot (.) missing").format(key), title=_("Invalid Naming Series"))
    return parse_naming_series(key.split("."), doctype, doc)


def parse_naming_series(parts: list[str] | str, doctype: str = "", doc: Any = "", number_generator: Any = None) -> str:
    """Build a name from its parts: counters (#), times (YYYY, MM...), fields and literal text."""
    name = ""
    if isinstance(parts, str):
        parts = parts.split(".")
    counted = False
    today = now_datetime()
    for part in parts:
        if not part:
            continue
        if part.startswith("#"):
            if not counted:
                name += (number_generator or getseries)(name, len(part))
                counted = True
            continue
        name += _series_part(part, today, doc)
    return name


def _series_part(part: str, today: datetime.datetime, doc: Any) -> str:
    times = {"YY": "%y", "YYYY": "%Y", "MM": "%m", "DD": "%d"}
    if part in times:
        return today.strftime(times[part])
    if part == "WW":
        return f"{today.isocalendar()[1]:02d}"
    if part == "timestamp":
        return str(today)
    field = part[1:-1] if part.startswith("{") and part.endswith("}") else part
    if doc and (part.startswith("{") or (not isinstance(doc, str) and doc.meta.has_field(field))):
        return cstr(doc.get(field)).strip()
    return part


def getseries(key: str, digits: int) -> str:
    """The counter of a prefix, one higher, padded with zeros."""
    return f"{frappe.db.next_series_value(key):0{digits}d}"


def revert_series_if_last(key: str, name: str, doc: Any = None) -> None:
    """Give a number back when the newest document of a series is deleted."""
    if ".#" in key:
        prefix, hashes = key.rsplit(".", 1)
        if "#" not in hashes:
            return
    else:
        prefix = key
    prefix = (
        parse_naming_series(prefix.split("."), doc=doc, number_generator=lambda *a: "")
        if "." in prefix or "{" in prefix
        else prefix
    )
    text = name.replace(prefix, "", 1)
    if text.isdigit():
        frappe.db.sql(
            "update `tabSeries` set `current` = `current` - 1 where `name` = %s and `current` = %s",
            (prefix, cint(text)),
        )


def _get_amended_name(doc: Any) -> str:
    base, number = doc.amended_from, 1
    previous = frappe.db.get_value(doc.doctype, doc.amended_from, "amended_from")
    if previous:
        base, _dash, last = doc.amended_from.rpartition("-")
        number = cint(last) + 1
    return f"{base}-{number}"


def validate_name(doctype: str, name: Any, case: Any = None) -> Any:
    """The stripped name. Raises NameError for signs and words a name may not have."""
    if name is None or name == "":
        frappe.throw(_("No Name Specified for {0}").format(_(doctype)))
    if isinstance(name, int):
        return name
    name = cstr(name).strip()
    if not name:
        frappe.throw(_("No Name Specified for {0}").format(_(doctype)))
    if name.startswith("New " + doctype):
        frappe.throw(_("There were some errors setting the name, please contact the administrator"), frappe.NameError)
    if doctype != "DocType" and name == doctype and not frappe.get_meta(doctype).issingle:
        frappe.throw(_("Name of {0} cannot be {1}").format(_(doctype), name), frappe.NameError)
    if len(name) > 140:
        frappe.throw(
            _("Name of {0} can have at most 140 characters; this one has {1}. Shorten it.").format(
                _(doctype), len(name)
            ),
            frappe.CharacterLengthExceededError,
        )
    if re.search(r"[<>]", name) or any(ord(sign) < 32 for sign in name):
        frappe.throw(_("Name cannot contain special characters like {0}").format("'<', '>'"), frappe.NameError)
    return name


def validate_autoname_field(doc: Any) -> None:
    """Keep the field that names a document equal to its name."""
    autoname = doc.meta.autoname or ""
    if autoname.startswith("field:") and not doc.is_new():
        fieldname = autoname[6:]
        if doc.get(fieldname) != doc.name:
            doc.set(fieldname, doc.name)


def append_number_if_name_exists(
    doctype: str, value: str, fieldname: str = "name", separator: str = "-", filters: dict | None = None
) -> str:
    """`value`, or `value-1`, `value-2`... where it is taken."""
    candidate, number = value, 0
    while frappe.db.exists(doctype, {**(filters or {}), fieldname: candidate}):
        number += 1
        candidate = f"{value}{separator}{number}"
    return candidate


def get_default_naming_series(doctype: str) -> str | None:
    options = [o for o in frappe.get_meta(doctype).get_naming_series_options() if o]
    return options[0] if options else None

"""Bringing a record's JSON file into the database."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

import frappe
from frappe.utils import get_datetime

# Values that belong to the site and outlive a re-import.
_SITE_OWNED = {
    "Report": ("disabled", "prepared_report", "add_total_row"),
    "Print Format": ("disabled",),
    "Notification": ("enabled",),
    "Workspace": ("is_hidden",),
}


def import_file_by_path(path: str, force: bool = False, data_import: bool = False, pre_process: Any = None) -> bool:
    """Import the record(s) of a JSON file when they are new or changed; returns whether anything was written."""
    with open(path, encoding="utf-8") as handle:
        content = handle.read()
    try:
        records = json.loads(content)
    except json.JSONDecodeError as exc:
        raise frappe.ValidationError(f"{path} is not valid JSON: {exc}.") from exc
    digest = hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()
    changed = False
    for record in records if isinstance(records, list) else [records]:
        if force or _needs_import(record, digest):
            import_record(record, digest, path)
            changed = True
    return changed


def _needs_import(record: dict, digest: str) -> bool:
    doctype, name = record["doctype"], record.get("name")
    if doctype == "DocType":
        stored = frappe.db.sql("select `migration_hash` from `tabDocType` where `name` = %s", (name,))
        return not stored or stored[0][0] != digest
    stored = frappe.db.get_value(doctype, name, "modified")
    return stored is None or get_datetime(record.get("modified") or "2000-01-01") > get_datetime(stored)


def import_record(record: dict, digest: str | None = None, path: str | None = None) -> Any:
    """Replace a stored record by a file's: no validation of links or fields, name and times as written."""
    doctype, name = record["doctype"], record.get("name")
    if doctype == "DocType":
        from frappe.core.doctype.doctype.doctype import import_doctype

        return import_doctype(record, digest)
    kept = {}
    if name and frappe.db.exists(doctype, name):
        fields = _SITE_OWNED.get(doctype)
        if fields:
            kept = frappe.db.get_value(doctype, name, list(fields), as_dict=True) or {}
        frappe.delete_doc(doctype, name, force=1, ignore_permissions=True, for_reload=True, ignore_on_trash=True)
    doc = frappe.get_doc({**record, **kept})
    _load_companion_files(doc, path)
    doc.__dict__["__islocal"] = True
    doc.flags.update(
        ignore_links=True,
        ignore_validate=True,
        ignore_permissions=True,
        ignore_mandatory=True,
        keep_creation=True,
        keep_name=True,
        ignore_version=True,
    )
    before = frappe.flags.in_import
    frappe.flags.in_import = True
    try:
        doc.insert(set_name=name)
    finally:
        frappe.flags.in_import = before
    times = {k: record[k] for k in ("modified", "creation", "owner", "modified_by") if record.get(k)}
    if times:
        frappe.db.set_value(doctype, doc.name, times, update_modified=False)
    return doc


def _load_companion_files(doc: Any, path: str | None) -> None:
    """HTML of a print format, text of a notification, query of a report kept beside the JSON."""
    if not path:
        return
    stem = os.path.splitext(path)[0]
    if doc.doctype == "Print Format" and os.path.exists(stem + ".html"):
        doc.html = frappe.read_file(stem + ".html")
    if doc.doctype == "Notification":
        for suffix in (".md", ".html", ".txt"):
            if os.path.exists(stem + suffix):
                doc.message = frappe.read_file(stem + suffix)


def import_doc(docdict: dict, **kwargs: Any) -> Any:
    return import_record(docdict)

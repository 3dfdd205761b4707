"""Renaming a document, or merging it into another, wherever its name is written."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _, bold
from frappe.model.delete_doc import get_dynamic_links, get_link_fields_to
from frappe.model.naming import validate_name

_REFERENCES = (
    ("Comment", "reference_doctype", "reference_name"),
    ("Communication", "reference_doctype", "reference_name"),
    ("ToDo", "reference_type", "reference_name"),
    ("DocShare", "share_doctype", "share_name"),
    ("Tag Link", "document_type", "document_name"),
    ("Version", "ref_doctype", "docname"),
    ("File", "attached_to_doctype", "attached_to_name"),
    ("Notification Log", "document_type", "document_name"),
)


def rename_doc(
    doctype: str | None = None,
    old: str | None = None,
    new: str = "",
    force: bool = False,
    merge: bool = False,
    ignore_permissions: bool = False,
    ignore_if_exists: bool = False,
    show_alert: bool = True,
    rebuild_search: bool = True,
    doc: Any = None,
    validate: bool = True,
) -> str:
    """Rename and return the new name. Raises ValidationError, PermissionError, DuplicateEntryError."""
    frappe.db.begin_write()
    if doc is None:
        doc = frappe.get_doc(doctype, old)
    doctype, old = doc.doctype, doc.name
    changed = doc.run_method("before_rename", old, new, merge)
    if changed:
        new = changed.get("new") if isinstance(changed, dict) else changed
        merge = changed.get("merge", merge) if isinstance(changed, dict) else merge
    new = _validate(doc, doctype, old, new, merge, force, ignore_permissions, ignore_if_exists)
    if new == old:
        return old
    if merge:
        _merge_away(doc, doctype, old)
    else:
        frappe.db.sql(f"update `tab{doctype}` set `name` = %s where `name` = %s", (new, old))
        _set_autoname_field(doc, doctype, new)
    _rename_children(doc, old, new)
    _rename_links(doctype, old, new)
    _rename_references(doctype, old, new)
    frappe.clear_document_cache(doctype)
    renamed = frappe.get_doc(doctype, new)
    renamed.run_method("after_rename", old, new, merge)
    if not merge:
        renamed.add_comment("Edit", _("renamed from {0} to {1}").format(bold(old), bold(new)))
    from frappe.model import metadata_doctypes

    if doctype in metadata_doctypes:
        frappe.clear_cache()
    if show_alert:
        frappe.msgprint(
            _("Document renamed from {0} to {1}").format(bold(old), bold(new)), alert=True, indicator="green"
        )
    return new


def _validate(
    doc: Any,
    doctype: str,
    old: str,
    new: str,
    merge: bool,
    force: bool,
    ignore_permissions: bool,
    ignore_if_exists: bool,
) -> str:
    meta = doc.meta
    if not (ignore_permissions or doc.flags.ignore_permissions) and not doc.has_permission("write"):
        frappe.throw(
            _("You need write permission on {0} {1} to rename").format(_(doctype), old),
            frappe.PermissionError,
        )
    if not force and not meta.allow_rename:
        frappe.throw(_("{0} not allowed to be renamed").format(_(doctype)))
    new = validate_name(doctype, new)
    exists = frappe.db.get_value(doctype, new, "name")
    if merge and not exists:
        frappe.throw(_("{0} {1} does not exist, select a new target to merge").format(_(doctype), new))
    if merge and exists == old:
        frappe.throw(_("{0} {1} cannot be merged with itself.").format(_(doctype), old))
    if exists and not merge and not ignore_if_exists and exists != old:
        frappe.throw(
            _("Another {0} with name {1} exists, select another name").format(_(doctype), new),
            frappe.DuplicateEntryError,
        )
    return new


def _merge_away(doc: Any, doctype: str, old: str) -> None:
    from frappe.model.delete_doc import _keep_copy

    _keep_copy(doc)
    frappe.db.delete_rows(doctype, {"name": old})


def _set_autoname_field(doc: Any, doctype: str, new: str) -> None:
    autoname = doc.meta.autoname or ""
    if autoname.startswith("field:"):
        frappe.db.sql(f"update `tab{doctype}` set `{autoname[6:]}` = %s where `name` = %s", (new, new))


def _rename_children(doc: Any, old: str, new: str) -> None:
    for df in doc.meta.get_table_fields():
        frappe.db.sql(
            f"update `tab{df.options}` set `parent` = %s where `parent` = %s and `parenttype` = %s"
            " and `parentfield` = %s",
            (new, old, doc.doctype, df.fieldname),
        )


def _rename_links(doctype: str, old: str, new: str) -> None:
    for parent, fieldname, issingle, _istable in get_link_fields_to(doctype):
        if issingle:
            frappe.db.sql(
                "update `tabSingles` set `value` = %s where `doctype` = %s and `field` = %s and `value` = %s",
                (new, parent, fieldname, old),
            )
        elif frappe.db.has_table(parent):
            frappe.db.sql(f"update `tab{parent}` set `{fieldname}` = %s where `{fieldname}` = %s", (new, old))
    for parent, fieldname, doctype_field, issingle, _istable in get_dynamic_links():
        if not issingle and frappe.db.has_table(parent):
            frappe.db.sql(
                f"update `tab{parent}` set `{fieldname}` = %s where `{fieldname}` = %s and `{doctype_field}` = %s",
                (new, old, doctype),
            )
    if doctype == "DocType":
        raise frappe.NotInStandaloneError(_("A DocType cannot be renamed on this runtime; make a new one."))


def _rename_references(doctype: str, old: str, new: str) -> None:
    for table, doctype_field, name_field in _REFERENCES:
        if frappe.db.has_table(table):
            frappe.db.sql(
                f"update `tab{table}` set `{name_field}` = %s where `{doctype_field}` = %s and `{name_field}` = %s",
                (new, doctype, old),
            )
    frappe.db.sql("update `__Auth` set `name` = %s where `doctype` = %s and `name` = %s", (new, doctype, old))


@frappe.whitelist(methods=["POST"])
def update_document_title(
    *,
    doctype: str,
    docname: str,
    title: str | None = None,
    name: str | None = None,
    merge: Any = False,
    enqueue: Any = False,
    **kwargs: Any,
) -> str:
    """Change a document's title, its name, or both."""
    doc = frappe.get_doc(doctype, docname)
    doc.check_permission("write")
    title_field = doc.meta.get_title_field()
    if name and name != doc.name:
        docname = rename_doc(doctype=doctype, old=docname, new=name, merge=bool(frappe.utils.cint(merge)))
        doc = frappe.get_doc(doctype, docname)
    if title and title_field != "name" and title != doc.get(title_field):
        doc.set(title_field, title)
        doc.save()
    return docname

"""Deleting documents: rights, events, links that block, traces that follow."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint
from frappe.utils.caching import derived

# Records that hang on a document by (doctype, name) and go with it.
_FOLLOWERS = (
    ("Comment", "reference_doctype", "reference_name"),
    ("ToDo", "reference_type", "reference_name"),
    ("DocShare", "share_doctype", "share_name"),
    ("Tag Link", "document_type", "document_name"),
    ("Version", "ref_doctype", "docname"),
    ("Notification Log", "document_type", "document_name"),
    ("Workflow Action", "reference_doctype", "reference_name"),
)
_IGNORED_LINKS = frozenset(
    {
        "Communication", "ToDo", "DocShare", "Email Unsubscribe", "Activity Log", "File", "Version", "View Log",
        "Document Follow", "Comment", "Tag Link", "Notification Log", "Email Queue", "Deleted Document", "Error Log",
        "Access Log", "Workflow Action", "Scheduled Job Log", "Webhook Request Log", "Data Import Log",
    }
)  # fmt: skip


def delete_doc(
    doctype: str | None = None,
    name: Any = None,
    force: Any = 0,
    ignore_doctypes: Any = None,
    for_reload: bool = False,
    ignore_permissions: bool = False,
    flags: Any = None,
    ignore_on_trash: bool = False,
    ignore_missing: bool = True,
    delete_permanently: bool = False,
) -> Any:
    """Delete one document or a list of names; False where it is missing. Raises LinkExistsError, PermissionError."""
    doctype = doctype or frappe.form_dict.get("dt")
    names = name if name is not None else frappe.form_dict.get("dn")
    if not isinstance(names, (list, tuple)):
        names = [names]
    for one in names:
        if (
            _delete_one(
                doctype,
                one,
                force,
                for_reload,
                ignore_permissions,
                flags,
                ignore_on_trash,
                ignore_missing,
                delete_permanently,
            )
            is False
        ):
            return False
    return None


def _delete_one(
    doctype: str,
    name: Any,
    force: Any,
    for_reload: bool,
    ignore_permissions: bool,
    flags: Any,
    ignore_on_trash: bool,
    ignore_missing: bool,
    delete_permanently: bool,
) -> Any:
    try:
        frappe.db.begin_write()
        doc = frappe.get_doc(doctype, name)
    except frappe.DoesNotExistError:
        if ignore_missing:
            frappe.clear_last_message()
            return False
        raise
    doc.flags.update(flags or {})
    doc.flags.in_delete = True
    if not (ignore_permissions or doc.flags.ignore_permissions) and not for_reload:
        _check_permission(doc)
    if not ignore_on_trash:
        if doc.docstatus.is_submitted() and not force:
            frappe.throw(
                _("{0} {1}: Submitted Record cannot be deleted. You must Cancel it first.").format(_(doctype), name)
            )
        doc.run_method("on_trash")
        doc.run_method("on_change")
    if not force and not for_reload:
        check_if_doc_is_linked(doc)
        check_if_doc_is_dynamically_linked(doc)
    _delete_rows(doc)
    doc.run_method("after_delete")
    if not for_reload and not delete_permanently:
        _keep_copy(doc)
    _delete_followers(doc)
    frappe.clear_document_cache(doctype, name)
    from frappe.model import metadata_doctypes

    if doctype in metadata_doctypes:
        frappe.clear_cache()
    return None


def _check_permission(doc: Any) -> None:
    if doc.meta.istable:
        return
    if not doc.has_permission("delete"):
        frappe.msgprint(
            _("User not allowed to delete {0}: {1}").format(_(doc.doctype), doc.name),
            raise_exception=frappe.PermissionError,
        )


def _delete_rows(doc: Any) -> None:
    db = frappe.db
    if doc.meta.issingle:
        db.sql("delete from `tabSingles` where `doctype` = %s", (doc.doctype,))
    else:
        db.delete_rows(doc.doctype, {"name": doc.name})
    for df in doc.meta.get_table_fields():
        db.delete_rows(df.options, {"parent": doc.name, "parenttype": doc.doctype, "parentfield": df.fieldname})
    db.sql("delete from `__Auth` where `doctype` = %s and `name` = %s", (doc.doctype, str(doc.name)))
    from frappe.model.naming import revert_series_if_last

    autoname = doc.meta.autoname or ""
    if autoname.startswith("naming_series:") and doc.get("naming_series"):
        revert_series_if_last(
            doc.naming_series + ".#####" if "#" not in doc.naming_series else doc.naming_series, doc.name, doc
        )
    elif "#" in autoname and not autoname.startswith("format:"):
        revert_series_if_last(autoname, str(doc.name), doc)


def _keep_copy(doc: Any) -> None:
    if doc.meta.istable or doc.doctype in ("Deleted Document", "Error Log", "Version"):
        return
    frappe.get_doc(
        doctype="Deleted Document",
        deleted_doctype=doc.doctype,
        deleted_name=str(doc.name),
        data=doc.as_json(),
        owner=frappe.session.user,
    ).insert(ignore_permissions=True)


def _delete_followers(doc: Any) -> None:
    if doc.meta.istable:
        return
    key = (doc.doctype, str(doc.name))
    for name in (
        frappe.db.sql(
            "select `name` from `tabFile` where `attached_to_doctype` = %s and `attached_to_name` = %s",
            key,
            pluck=True,
        )
        if doc.doctype != "File"
        else []
    ):
        delete_doc("File", name, ignore_permissions=True, force=1, delete_permanently=True)
    for follower, doctype_field, name_field in _FOLLOWERS:
        if follower != doc.doctype and frappe.db.has_table(follower):
            frappe.db.sql(f"delete from `tab{follower}` where `{doctype_field}` = %s and `{name_field}` = %s", key)


# ---- links -----------------------------------------------------------------------------------------


def get_link_fields_to(doctype: str) -> list[tuple[str, str, int, int]]:
    """(parent DocType, fieldname, issingle, istable) of every Link field that points to a DocType."""
    return derived(("links_to", doctype), lambda: _read_link_fields(doctype))


def _read_link_fields(doctype: str) -> list[tuple[str, str, int, int]]:
    sql = """select f.`parent`, f.`fieldname`, d.`issingle`, d.`istable` from `tabDocField` f
        join `tabDocType` d on d.`name` = f.`parent`
        where f.`fieldtype` = 'Link' and f.`options` = %s and coalesce(f.`is_virtual`, 0) = 0
        and coalesce(d.`is_virtual`, 0) = 0
        union select c.`dt`, c.`fieldname`, d.`issingle`, d.`istable` from `tabCustom Field` c
        join `tabDocType` d on d.`name` = c.`dt` where c.`fieldtype` = 'Link' and c.`options` = %s"""
    return [tuple(r) for r in frappe.db.sql(sql, (doctype, doctype))]


def get_dynamic_links() -> list[tuple[str, str, str, int, int]]:
    """(parent DocType, fieldname, fieldname of its doctype, issingle, istable) of every Dynamic Link field."""
    return derived("dynamic_links", _read_dynamic_links)


def _read_dynamic_links() -> list[tuple[str, str, str, int, int]]:
    sql = """select f.`parent`, f.`fieldname`, f.`options`, d.`issingle`, d.`istable` from `tabDocField` f
        join `tabDocType` d on d.`name` = f.`parent`
        where f.`fieldtype` = 'Dynamic Link' and coalesce(f.`is_virtual`, 0) = 0
        union select c.`dt`, c.`fieldname`, c.`options`, d.`issingle`, d.`istable` from `tabCustom Field` c
        join `tabDocType` d on d.`name` = c.`dt` where c.`fieldtype` = 'Dynamic Link'"""
    return [tuple(r) for r in frappe.db.sql(sql)]


def check_if_doc_is_linked(doc: Any, method: str = "Delete") -> None:
    """Raise LinkExistsError where another document links to this one."""
    for linking, fieldname, issingle, istable in get_link_fields_to(doc.doctype):
        if linking in _IGNORED_LINKS or linking in (frappe.get_hooks("ignore_links_on_delete") or []):
            continue
        if linking in (doc.flags.ignore_linked_doctypes or doc.__dict__.get("ignore_linked_doctypes") or ()):
            continue
        if issingle:
            if frappe.db.get_single_value(linking, fieldname) == doc.name:
                _raise_link_exists(doc, linking, linking, "")
            continue
        columns = "`name`, `parent`, `parenttype`, `docstatus`" if istable else "`name`, null, null, `docstatus`"
        rows = frappe.db.sql(
            f"select {columns} from `tab{linking}` where `{fieldname}` = %s limit 20", (str(doc.name),)
        )
        for name, parent, parenttype, docstatus in rows:
            _judge_link(doc, method, parenttype or linking, parent or name, cint(docstatus), linking in _IGNORED_LINKS)


def check_if_doc_is_dynamically_linked(doc: Any, method: str = "Delete") -> None:
    """The same for Dynamic Link fields."""
    for linking, fieldname, doctype_field, issingle, istable in get_dynamic_links():
        if linking in _IGNORED_LINKS or linking in (frappe.get_hooks("ignore_links_on_delete") or []):
            continue
        if issingle or not frappe.db.has_table(linking) or not frappe.get_meta(linking).has_field(doctype_field):
            continue
        columns = "`name`, `parent`, `parenttype`, `docstatus`" if istable else "`name`, null, null, `docstatus`"
        rows = frappe.db.sql(
            f"select {columns} from `tab{linking}` where `{fieldname}` = %s and `{doctype_field}` = %s limit 20",
            (str(doc.name), doc.doctype),
        )
        for name, parent, parenttype, docstatus in rows:
            _judge_link(doc, method, parenttype or linking, parent or name, cint(docstatus), False)


def _judge_link(doc: Any, method: str, doctype: str, name: str, docstatus: int, ignored: bool) -> None:
    if ignored or (doctype == doc.doctype and name == doc.name):
        return
    if (method == "Delete" and docstatus != 2) or (method == "Cancel" and docstatus == 1):
        _raise_link_exists(doc, doctype, name, "")


def _raise_link_exists(doc: Any, doctype: str, name: str, row: str) -> None:
    def link(dt: str, dn: str) -> str:
        return f'<a href="/app/Form/{dt}/{dn}">{frappe.utils.escape_html(str(dn))}</a>'

    hint = ""
    if doc.meta.has_field("enabled") or doc.meta.has_field("disabled"):
        hint = " " + _("You can disable this {0} instead of deleting it.").format(_(doc.doctype))
    frappe.throw(
        _("Cannot delete or cancel because {0} {1} is linked with {2} {3}").format(
            _(doc.doctype), link(doc.doctype, doc.name), _(doctype), link(doctype, name)
        )
        + (" " + row if row else "")
        + hint,
        frappe.LinkExistsError,
    )


def delete_dynamic_links(doctype: str, name: str) -> None:
    _delete_followers(frappe._dict(doctype=doctype, name=name, meta=frappe.get_meta(doctype)))

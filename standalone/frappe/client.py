"""`frappe.client`: whitelisted reading and writing of documents, each with the session user's rights."""

from __future__ import annotations

import json
from typing import Any

import frappe
import frappe.model
import frappe.utils
from frappe import _
from frappe.api import check_doctype, fit_values, make_document, make_new, take_values
from frappe.model.query_args import read_fields, read_filters, read_json, read_list_args

STANDARD_FIELDS = frozenset(
    (
        "name",
        "owner",
        "creation",
        "modified",
        "modified_by",
        "docstatus",
        "idx",
        "parent",
        "parentfield",
        "parenttype",
    )
)
MAX_INSERTS = 200


@frappe.whitelist()
def get_list(
    doctype: str,
    fields: Any = None,
    filters: Any = None,
    group_by: Any = None,
    order_by: Any = None,
    limit_start: Any = None,
    limit_page_length: Any = None,
    parent: str | None = None,
    debug: Any = False,
    as_dict: Any = True,
    or_filters: Any = None,
    start: Any = None,
    limit: Any = None,
) -> list:
    """Records the user may read; 20 unless told otherwise."""
    check_doctype(doctype)
    form = {k: v for k, v in locals().items() if v is not None and k != "doctype"}
    return frappe.get_list(doctype, **read_list_args(form, default_limit=20))


@frappe.whitelist()
def get_count(doctype: str, filters: Any = None, debug: Any = False, cache: Any = False) -> int:
    """How many records match, counting only what the user may read (Frappe v15 counts all)."""
    check_doctype(doctype)
    filters = read_filters(filters)
    if frappe.get_meta(doctype).issingle:
        return 1
    rows = frappe.get_list(
        doctype, filters=filters, fields=["count(name) as total"], as_list=True, order_by=None
    )
    return int(rows[0][0]) if rows else 0


@frappe.whitelist()
def get(doctype: str, name: Any = None, filters: Any = None, parent: str | None = None) -> dict:
    """One document, by name, by filters, or a Single; nulls included."""
    check_doctype(doctype)
    filters = read_filters(filters)
    if name in (None, ""):
        name = doctype if frappe.get_meta(doctype).issingle else _find_one(doctype, filters)
    doc = frappe.get_doc(doctype, name)
    doc.check_permission("read")
    doc.apply_fieldlevel_read_permissions()
    return doc.as_dict()


def _find_one(doctype: str, filters: Any) -> str:
    if not filters:
        frappe.throw(_("Send the name of the {0}, or filters.").format(_(doctype)))
    names = frappe.get_list(doctype, filters=filters, limit_page_length=1, pluck="name")
    if not names:
        frappe.throw(_("No document found for given filters"), frappe.DoesNotExistError)
    return names[0]


@frappe.whitelist()
def get_value(
    doctype: str,
    fieldname: Any,
    filters: Any = None,
    as_dict: Any = True,
    debug: Any = False,
    parent: str | None = None,
) -> Any:
    """Some fields of the first record that matches `filters` (or has that name); {} when there is none."""
    check_doctype(doctype)
    frappe.has_permission(doctype, "read", throw=True, parent_doctype=parent)
    fields = read_fields(fieldname) or ["name"]
    if isinstance(filters, str) and filters.strip()[:1] not in ("[", "{"):
        filters = {"name": _unquote(filters)}
    elif isinstance(filters, int):
        filters = {"name": filters}
    filters = read_filters(filters)
    meta = frappe.get_meta(doctype)
    if meta.issingle:
        return {field: _get_single_field(doctype, field) for field in fields}
    rows = frappe.get_list(
        doctype, filters=filters, fields=fields, limit_page_length=1, parent_doctype=parent
    )
    if not rows:
        return {}
    return rows[0] if frappe.utils.sbool(as_dict) else list(rows[0].values())


def _unquote(text: str) -> str:
    text = text.strip()
    return json.loads(text) if text[:1] == '"' and text[-1:] == '"' and len(text) > 1 else text


def _get_single_field(doctype: str, field: str) -> Any:
    doc = frappe.get_doc(doctype)
    doc.check_permission("read")
    doc.apply_fieldlevel_read_permissions()
    return doc.get(field)


@frappe.whitelist()
def get_single_value(doctype: str, field: str) -> Any:
    """A field of a Single, typed."""
    check_doctype(doctype)
    frappe.has_permission(doctype, "read", throw=True)
    if not frappe.get_meta(doctype).issingle:
        frappe.throw(_("{0} is not a Single.").format(_(doctype)))
    return frappe.db.get_single_value(doctype, field)


@frappe.whitelist(methods=["POST", "PUT"])
def set_value(doctype: str, name: Any, fieldname: Any, value: Any = None) -> dict:
    """Set one field (name, value) or several (a dict) of a document and save it."""
    check_doctype(doctype)
    if isinstance(fieldname, str) and fieldname.strip()[:1] == "{":
        fieldname = read_json(fieldname, "fieldname", (dict,))
    values = fieldname if isinstance(fieldname, dict) else {fieldname: value or ""}
    if not all(isinstance(key, str) for key in values):
        frappe.throw(_("fieldname must be the name of a field."))
    if STANDARD_FIELDS.intersection(values):
        frappe.throw(_("Cannot edit standard fields"))
    frappe.db.begin_write()
    meta = frappe.get_meta(doctype)
    doc = frappe.get_doc(doctype, name)
    if meta.istable:
        child, doc = doc, frappe.get_doc(doc.parenttype, doc.parent)
        doc.check_permission("write")
        row = next(row for row in doc.get(child.parentfield) if row.name == child.name)
        row.update(take_values(doctype, values))
    else:
        doc.check_permission("write")
        doc.update(take_values(doctype, values))
    doc.save()
    return doc.as_dict()


@frappe.whitelist(methods=["POST", "PUT"])
def insert(doc: Any = None) -> dict:
    """Insert one document; a child row goes into its parent."""
    return _insert(_read_doc(doc)).as_dict()


@frappe.whitelist(methods=["POST", "PUT"])
def insert_many(docs: Any = None) -> list:
    """Insert up to 200 documents in one transaction; answers their names."""
    docs = read_json(docs, "docs", (list,)) or []
    if len(docs) > MAX_INSERTS:
        frappe.throw(_("Only {0} inserts allowed in one request").format(MAX_INSERTS))
    return [_insert(_read_doc(doc)).name for doc in docs]


def _insert(values: dict) -> Any:
    meta = frappe.get_meta(values["doctype"])
    if meta.istable:
        if not (values.get("parenttype") and values.get("parent") and values.get("parentfield")):
            frappe.throw(_("Parenttype, Parent and Parentfield are required to insert a child record"))
        parent = frappe.get_doc(values["parenttype"], values["parent"])
        row = parent.append(values["parentfield"], fit_values(values["doctype"], values))
        parent.save()
        return row if row.name else parent
    return make_new(values["doctype"], values).insert()


def _read_doc(doc: Any) -> dict:
    doc = read_json(doc, "doc", (dict,))
    if not doc or not isinstance(doc.get("doctype"), str):
        frappe.throw(_("doc must be a JSON object with its doctype."))
    check_doctype(doc["doctype"])
    return dict(doc)


@frappe.whitelist(methods=["POST", "PUT"])
def save(doc: Any) -> dict:
    """Save a whole document as the client has it (`modified` must be current)."""
    doc = make_document(_read_doc(doc))
    doc.save()
    return doc.as_dict()


@frappe.whitelist(methods=["POST", "PUT"])
def submit(doc: Any) -> dict:
    """Submit a document as the client has it."""
    doc = make_document(_read_doc(doc))
    doc.submit()
    return doc.as_dict()


@frappe.whitelist(methods=["POST", "PUT"])
def cancel(doctype: str, name: Any) -> dict:
    """Cancel a submitted document."""
    check_doctype(doctype)
    doc = frappe.get_doc(doctype, name)
    doc.cancel()
    return doc.as_dict()


@frappe.whitelist(methods=["DELETE", "POST"])
def delete(doctype: str, name: Any) -> None:
    """Delete a document; a child row is taken out of its parent."""
    check_doctype(doctype)
    if frappe.get_meta(doctype).istable:
        child = frappe.get_doc(doctype, name)
        parent = frappe.get_doc(child.parenttype, child.parent)
        parent.set(
            child.parentfield, [row for row in parent.get(child.parentfield) if row.name != child.name]
        )
        parent.save()
        return
    frappe.delete_doc(doctype, name, ignore_missing=False)


@frappe.whitelist(methods=["POST", "PUT"])
def rename_doc(doctype: str, old_name: Any, new_name: Any, merge: bool = False) -> str:
    """Rename a document; answers the new name."""
    check_doctype(doctype)
    return frappe.rename_doc(doctype, old_name, new_name, merge=merge)


@frappe.whitelist(methods=["POST", "PUT"])
def bulk_update(docs: Any) -> dict:
    """Update documents given as [{doctype, docname, field: value...}]; answers those that failed."""
    failed = []
    for values in read_json(docs, "docs", (list,)) or []:
        values = dict(values) if isinstance(values, dict) else {}
        doctype, name = values.pop("doctype", None), values.pop("docname", None)
        frappe.db.savepoint("bulk_update")
        try:
            doc = frappe.get_doc(doctype, name)
            doc.update(take_values(doctype, values))
            doc.save()
        except Exception as exc:
            frappe.db.rollback(save_point="bulk_update")
            failed.append({"doc": {"doctype": doctype, "docname": name, **values}, "exc": str(exc)})
    return {"failed_docs": failed}


@frappe.whitelist()
def has_permission(doctype: str, docname: Any, perm_type: str = "read") -> dict:
    """Whether the user has a right on a document."""
    check_doctype(doctype)
    return {"has_permission": frappe.has_permission(doctype, perm_type.lower(), docname, print_logs=False)}


@frappe.whitelist()
def get_doc_permissions(doctype: str, docname: Any) -> dict:
    """The user's rights on a document, each 0 or 1."""
    check_doctype(doctype)
    doc = frappe.get_doc(doctype, docname)
    return {"permissions": frappe.permissions.get_doc_permissions(doc)}


@frappe.whitelist()
def get_password(doctype: str, name: str, fieldname: str) -> str:
    """A Password field in plain text. For System Manager."""
    frappe.only_for("System Manager")
    doc = frappe.get_doc(doctype, name)
    doc.check_permission("write")
    return doc.get_password(fieldname)


@frappe.whitelist()
def get_time_zone() -> dict:
    """The site's time zone."""
    return {"time_zone": frappe.utils.get_system_timezone()}


@frappe.whitelist(methods=["POST", "PUT"])
def attach_file(
    filename: str | None = None,
    filedata: Any = None,
    doctype: str | None = None,
    docname: Any = None,
    folder: str | None = None,
    decode_base64: bool = False,
    is_private: bool | None = None,
    docfield: str | None = None,
) -> dict:
    """Attach a file to a document and, with `docfield`, set that field to its address."""
    check_doctype(doctype or "")
    doc = frappe.get_doc(doctype, docname)
    doc.check_permission("write")
    file = frappe.get_doc(
        doctype="File",
        file_name=filename,
        attached_to_doctype=doctype,
        attached_to_name=docname,
        attached_to_field=docfield,
        folder=folder or "Home",
        is_private=1 if is_private is None else int(is_private),
        content=filedata,
        decode=decode_base64,
    ).save(ignore_permissions=True)
    if docfield:
        doc.set(docfield, file.file_url)
        doc.save()
    return file.as_dict()


@frappe.whitelist()
def is_document_amended(doctype: str, docname: Any) -> Any:
    """Whether an amended copy of the document exists."""
    check_doctype(doctype)
    if frappe.get_meta(doctype).has_field("amended_from"):
        return frappe.db.exists(doctype, {"amended_from": docname})
    return False


@frappe.whitelist()
def validate_link(doctype: str, docname: Any, fields: Any = None) -> dict:
    """The stored name of a link target and some of its fields; `{"name": null}` when there is none to be seen."""
    check_doctype(doctype)
    if not isinstance(docname, (str, int)):
        frappe.throw(_("Document Name must be a string"))
    if doctype != "DocType" and not (
        frappe.has_permission(doctype, "select", print_logs=False)
        or frappe.has_permission(doctype, "read", print_logs=False)
    ):
        frappe.throw(
            _("You do not have Read or Select Permissions for {0}").format(_(doctype)), frappe.PermissionError
        )
    wanted = ["name", *(field for field in read_fields(fields) or [] if field != "name")]
    # Through the user's list, so that fields and records closed to the user stay closed.
    rows = frappe.get_list(doctype, filters={"name": docname}, fields=wanted, limit_page_length=1)
    return rows[0] if rows else {"name": None}


@frappe.whitelist()
def validate_link_and_fetch(doctype: str, docname: Any, fields_to_fetch: Any = None) -> dict:
    """As newer Frappe calls validate_link."""
    return validate_link(doctype, docname, fields_to_fetch)

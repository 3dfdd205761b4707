"""Records that are a part of another: they go when it is deleted, and come back with it.

The hook `relcrm_parts` names them: {DocType: [[DocType of the part, its field that names the whole]]}.
"""

import json
from collections.abc import Iterator

import frappe
from frappe.model.document import Document


def get_kinds(doctype: str) -> list[tuple[str, str]]:
    """Return the kinds of part that a kind of record has, each with its field that names the whole."""
    return [(kind, field) for kind, field in frappe.get_hooks("relcrm_parts", {}).get(doctype, ())]


def get_parts(doctype: str, name: str) -> list[tuple[str, str]]:
    """Return the parts of a record: (DocType, name)."""
    return [
        (kind, part)
        for kind, field in get_kinds(doctype)
        for part in frappe.get_all(kind, filters={field: name}, pluck="name", order_by="name asc")
    ]


def delete_parts(doc: Document) -> None:
    """Delete what is a part of a record, when that is deleted; who may delete the whole may delete its parts."""
    for kind, name in get_parts(doc.doctype, doc.name):
        frappe.delete_doc(kind, name, ignore_permissions=True)


def restore_parts(doctype: str, name: str) -> None:
    """Bring back the parts that the session user deleted together with a record, once that is back."""
    for copy in _get_copies(doctype, name):
        values = json.loads(copy.data)
        if frappe.db.exists(copy.deleted_doctype, copy.deleted_name):
            continue
        part = frappe.get_doc({key: value for key, value in values.items() if key not in ("name", "docstatus")})
        for row in part.get_all_children():
            row.name = None
        part.insert(ignore_permissions=True, set_name=copy.deleted_name)
        kept = {key: values[key] for key in ("owner", "creation") if values.get(key)}
        part.db_set(kept, update_modified=False)
        frappe.db.set_value("Deleted Document", copy.name, {"restored": 1, "new_name": part.name})


def _get_copies(doctype: str, name: str) -> Iterator[dict]:
    """Give the latest copy of each kind of part, by the session user, that names the record."""
    for kind, field in get_kinds(doctype):
        filters = {
            "deleted_doctype": kind,
            "restored": 0,
            "owner": frappe.session.user,
            "data": ["like", f'%"{name}"%'],
        }
        rows = frappe.get_all(
            "Deleted Document",
            filters=filters,
            fields=["name", "data", "deleted_doctype", "deleted_name"],
            order_by="creation desc",
        )
        yield from [row for row in rows if json.loads(row.data).get(field) == name][:1]

"""Small actions of a form: comments, attachments, the next record."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype, get_document
from frappe.model.query_args import read_filters


@frappe.whitelist(methods=["POST", "DELETE"])
def remove_attach() -> None:
    """Delete the File `fid`; needs write on the document it hangs on."""
    fid = frappe.form_dict.get("fid")
    if not fid:
        frappe.throw(_("{0} is missing. Send it with the request.").format("fid"))
    frappe.delete_doc("File", str(fid), ignore_missing=False)


@frappe.whitelist(methods=["POST", "PUT"])
def add_comment(
    reference_doctype: str, reference_name: Any, content: str, comment_email: str = "", comment_by: str = ""
) -> Any:
    """Comment on a document that the user may read. The session user is the author, whatever is sent."""
    doc = get_document(reference_doctype, reference_name)
    if not content.strip():
        frappe.throw(_("The comment is empty. Write something."))
    comment = frappe.new_doc("Comment")
    comment.update(
        {
            "comment_type": "Comment",
            "reference_doctype": doc.doctype,
            "reference_name": doc.name,
            "comment_email": frappe.session.user,
            "comment_by": frappe.utils.get_fullname(frappe.session.user),
            "content": content,
        }
    )
    return comment.insert(ignore_permissions=True)


@frappe.whitelist(methods=["POST", "PUT"])
def update_comment(name: str, content: str) -> None:
    """Change a comment; only its author and the Administrator may."""
    doc = frappe.get_doc("Comment", name)
    if frappe.session.user not in ("Administrator", doc.owner):
        frappe.throw(_("Comment can only be edited by the owner"), frappe.PermissionError)
    if doc.reference_doctype and doc.reference_name:
        get_document(doc.reference_doctype, doc.reference_name)
    doc.content = content
    doc.save(ignore_permissions=True)


@frappe.whitelist()
def get_next(
    doctype: str,
    value: Any,
    prev: Any,
    filters: Any = None,
    sort_order: str = "desc",
    sort_field: str = "modified",
) -> Any:
    """Name of the record before or after `value` in the list's order, or None."""
    check_doctype(doctype)
    back = frappe.utils.cint(prev)
    order = "desc" if str(sort_order).lower() == "desc" else "asc"
    if sort_field not in ("modified", "creation", "name", "owner", "idx") and not frappe.get_meta(
        doctype
    ).has_field(sort_field):
        frappe.throw(_("{0} has no field {1}.").format(_(doctype), frappe.utils.escape_html(sort_field)))
    forward = (order == "asc") != bool(back)
    filters = read_filters(filters) or []
    if isinstance(filters, dict):
        filters = [[doctype, key, *(v if isinstance(v, list) else ["=", v])] for key, v in filters.items()]
    found = frappe.get_list(doctype, filters={"name": value}, pluck=sort_field, limit_page_length=1)
    if not found:
        raise frappe.DoesNotExistError(
            _("{0} {1} not found").format(_(doctype), frappe.utils.escape_html(str(value)))
        )
    current = found[0]
    filters.append([doctype, sort_field, ">" if forward else "<", current])
    names = frappe.get_list(
        doctype,
        filters=filters,
        pluck="name",
        order_by=f"`tab{doctype}`.`{sort_field}` {'asc' if forward else 'desc'}",
        limit_page_length=1,
    )
    if not names:
        frappe.msgprint(_("No further records"))
        return None
    return names[0]

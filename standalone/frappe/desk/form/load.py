"""What the desk loads to show a form: the DocType with its parts, the document, and what hangs on it."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype
from frappe.model.query_args import read_number
from frappe.utils import add_user_info, cint

TIMELINE_LIMIT = 20
MARKDOWN_LENGTH = 2000
COMMENT_GROUPS = {
    "Comment": "comments",
    "Shared": "share_logs",
    "Unshared": "share_logs",
    "Assignment Completed": "assignment_logs",
    "Assigned": "assignment_logs",
    "Attachment": "attachment_logs",
    "Attachment Removed": "attachment_logs",
    "Info": "info_logs",
    "Edit": "info_logs",
    "Label": "info_logs",
    "Relinked": "info_logs",
    "Like": "like_logs",
    "Workflow": "workflow_logs",
}


@frappe.whitelist()
def getdoc(doctype: str, name: Any, user: str | None = None) -> None:
    """A document for its form, with `docinfo`; a missing one answers `message: []`."""
    check_doctype(doctype)
    try:
        doc = frappe.get_doc(doctype, name)
    except frappe.DoesNotExistError:
        frappe.clear_messages()
        frappe.local.response["message"] = []
        return
    if not doc.has_permission("read"):
        frappe.flags.error_message = _("Insufficient Permission for {0}").format(
            frappe.bold(f"{_(doctype)} {name}")
        )
        frappe.throw(frappe.flags.error_message, frappe.PermissionError)
    doc.run_method("onload")
    doc.apply_fieldlevel_read_permissions()
    doc.add_seen()
    set_link_titles(doc)
    get_docinfo(doc)
    frappe.local.response.docs.append(doc)


@frappe.whitelist()
def getdoctype(doctype: str, with_parent: Any = False, cached_timestamp: str | None = None) -> None:
    """Metadata of a DocType and its child tables in `docs`, and the user's settings for it."""
    check_doctype(doctype)
    from frappe.model.utils.user_settings import get_user_settings

    docs = []
    if cint(with_parent) and (parent := _get_parent_doctype(doctype)):
        docs = get_meta_bundle(parent)
        frappe.local.response["parent_dt"] = parent
    if not docs:
        docs = get_meta_bundle(doctype)
    frappe.local.response["user_settings"] = get_user_settings(
        (frappe.local.response.get("parent_dt")) or doctype
    )
    if cached_timestamp and str(frappe.get_meta(doctype).get("modified") or "") == cached_timestamp:
        frappe.local.response["message"] = "use_cache"
        return
    frappe.local.response.docs.extend(docs)


def _get_parent_doctype(doctype: str) -> str | None:
    if not frappe.get_meta(doctype).istable:
        return None
    return frappe.db.get_value("DocField", {"fieldtype": "Table", "options": doctype}, "parent")


def get_meta_bundle(doctype: str) -> list:
    """The form's metadata of a DocType, then of each of its child tables."""
    from frappe.desk.form.meta import get_meta

    bundle = [get_meta(doctype)]
    for df in frappe.get_meta(doctype).get_table_fields():
        bundle.append(get_meta(df.options))
    return bundle


def set_link_titles(doc: Any) -> None:
    """Put `_link_titles` into the response: {"DocType::name": title} of links that show a title."""
    from frappe.desk.search import get_link_title

    titles: dict[str, Any] = {}
    for one in [doc, *(row for df in doc.meta.get_table_fields() for row in doc.get(df.fieldname) or ())]:
        meta = frappe.get_meta(one.doctype)
        links = [(df, df.options) for df in meta.get_link_fields()]
        links += [(df, one.get(df.options)) for df in meta.get_dynamic_link_fields()]
        for df, target in links:
            name = one.get(df.fieldname)
            key = f"{target}::{name}"
            if not name or not target or key in titles:
                continue
            target_meta = frappe.get_meta(target)
            if target_meta.get("title_field") and cint(target_meta.show_title_field_in_link):
                titles[key] = get_link_title(target, name) or name
    frappe.local.response["_link_titles"] = titles


@frappe.whitelist()
def get_docinfo(doc: Any = None, doctype: str | None = None, name: Any = None) -> dict:
    """All that hangs on a document: comments, mails, versions, files, assignments, shares, tags, rights."""
    if not hasattr(doc, "doctype"):
        check_doctype(doctype or "")
        doc = frappe.get_doc(doctype, name)
        doc.check_permission("read")
    info = make_docinfo(doc)
    frappe.local.response["docinfo"] = info
    return info


def make_docinfo(doc: Any) -> dict:
    ref = {"reference_doctype": doc.doctype, "reference_name": str(doc.name)}
    info: dict[str, Any] = {"user_info": {}, "doctype": doc.doctype, "name": doc.name}
    info.update(_get_comments(ref))
    communications = _get_communications(ref, 0, TIMELINE_LIMIT)
    info.update(
        communications=[c for c in communications if c.communication_type != "Automated Message"],
        automated_messages=[c for c in communications if c.communication_type == "Automated Message"],
        attachments=get_attachments(doc.doctype, doc.name),
        versions=get_versions(doc),
        assignments=get_assignments(doc.doctype, doc.name),
        permissions=frappe.permissions.get_doc_permissions(doc),
        shared=_get_shares(doc),
        views=[],
        energy_point_logs=[],
        additional_timeline_content=_get_timeline_content(doc),
        milestones=[],
        is_document_followed=None,
        tags=",".join(get_tags(doc.doctype, doc.name)),
        document_email=None,
    )
    users = {doc.get("owner"), doc.get("modified_by")}
    for group in ("comments", "versions", "assignments", "communications", "like_logs", "workflow_logs"):
        users.update(row.get("owner") for row in info[group])
    add_user_info({user for user in users if user}, info["user_info"])
    return info


def _get_comments(ref: dict) -> dict[str, list]:
    groups: dict[str, list] = {key: [] for key in COMMENT_GROUPS.values()}
    rows = frappe.get_all(
        "Comment",
        fields=["name", "creation", "content", "owner", "comment_type", "published"],
        filters=ref,
        order_by="`tabComment`.`creation` asc",
    )
    for row in rows:
        group = COMMENT_GROUPS.get(row.comment_type)
        if group:
            if row.comment_type == "Comment":
                row.content = frappe.utils.markdown(row.content) if _is_markdown(row.content) else row.content
            groups[group].append(row)
    return groups


def _is_markdown(text: str | None) -> bool:
    """Whether a comment is to be read as Markdown; a long one is left as it is, for its cost may grow by the square."""
    return bool(text) and len(text) <= MARKDOWN_LENGTH and "<" not in text and "\n" in text


@frappe.whitelist()
def get_communications(doctype: str, name: Any, start: Any = 0, limit: Any = TIMELINE_LIMIT) -> list:
    """Mails, calls and messages of a document, newest first."""
    check_doctype(doctype)
    frappe.get_doc(doctype, name).check_permission("read")
    ref = {"reference_doctype": doctype, "reference_name": str(name)}
    return _get_communications(
        ref, read_number(start, "start", 0), read_number(limit, "limit", TIMELINE_LIMIT)
    )


def _get_communications(ref: dict, start: int, limit: int) -> list:
    fields = [
        "name", "communication_type", "communication_medium", "communication_date", "content", "sender",
        "sender_full_name", "recipients", "cc", "bcc", "subject", "delivery_status", "sent_or_received", "status",
        "reference_doctype", "reference_name", "creation", "owner", "has_attachment", "seen",
    ]  # fmt: skip
    return frappe.get_all(
        "Communication",
        fields=fields,
        filters={**ref, "communication_type": ["in", ["Communication", "Automated Message"]]},
        order_by="`tabCommunication`.`communication_date` desc, `tabCommunication`.`creation` desc",
        limit_start=start,
        limit_page_length=limit,
    )


def get_attachments(doctype: str, name: Any) -> list:
    """Files that hang on a document."""
    return frappe.get_all(
        "File",
        fields=["name", "file_name", "file_url", "is_private", "file_size", "creation", "owner"],
        filters={"attached_to_doctype": doctype, "attached_to_name": str(name)},
        order_by="`tabFile`.`creation` asc",
    )


def get_versions(doc: Any) -> list:
    """The newest versions of a document."""
    if not cint(doc.meta.track_changes):
        return []
    versions = frappe.get_all(
        "Version",
        filters={"ref_doctype": doc.doctype, "docname": str(doc.name)},
        fields=["name", "owner", "creation", "data"],
        limit_page_length=10,
        order_by="`tabVersion`.`creation` desc",
    )
    levels = set(doc.meta.get_permlevel_access("read"))
    closed = {df.fieldname for df in doc.meta.fields if cint(df.permlevel) and df.permlevel not in levels}
    if closed and frappe.session.user != "Administrator":
        for version in versions:
            version.data = _without_fields(version.data, closed)
    return versions


def _without_fields(data: str | None, closed: set[str]) -> str:
    """A version's changes less those of fields above the reader's level."""
    kept = json.loads(data or "{}")
    for key in ("changed", "added", "removed", "row_changed"):
        if isinstance(kept.get(key), list):
            kept[key] = [row for row in kept[key] if row and row[0] not in closed]
    return json.dumps(kept)


def get_assignments(doctype: str, name: Any) -> list:
    """Open ToDos of a document: [{name, owner, description, status}]."""
    return frappe.get_all(
        "ToDo",
        fields=["name", "allocated_to as owner", "description", "status"],
        filters={
            "reference_type": doctype,
            "reference_name": str(name),
            "status": ["not in", ["Cancelled", "Closed"]],
            "allocated_to": ["is", "set"],
        },
    )


def _get_shares(doc: Any) -> list:
    return frappe.get_all(
        "DocShare",
        fields=["user", "read", "write", "submit", "share", "everyone", "owner", "creation"],
        filters={"share_doctype": doc.doctype, "share_name": str(doc.name)},
    )


def _get_timeline_content(doc: Any) -> list:
    content: list = []
    hooks = frappe.get_hooks("additional_timeline_content", {})
    for path in [*hooks.get("*", []), *hooks.get(doc.doctype, [])]:
        content.extend(frappe.get_attr(path)(doc.doctype, doc.name) or [])
    return content


def get_tags(doctype: str, name: Any) -> list[str]:
    """Tags of a document."""
    filters = {"document_type": doctype, "document_name": str(name)}
    return frappe.get_all("Tag Link", filters=filters, pluck="tag")

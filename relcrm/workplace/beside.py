"""What stands beside a record: assignments, shares, files, tags, colleagues, and comments taken back and again."""

import json

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.workplace.attachments import revisions

MOST_PEOPLE = 200
RIGHTS = ("write", "delete", "share", "print")


def get_beside(doc: Document) -> dict:
    """Return assignments, shares, files, tags and the user's rights; the caller has checked `read`."""
    from frappe.permissions import get_doc_permissions

    rights = get_doc_permissions(doc)
    return {
        "assignable": int(not doc.meta.has_field("assigned_to")),
        "assignments": get_assignments(doc),
        "shares": get_shares(doc),
        "files": get_files(doc),
        "tags": get_tags(doc),
        "rights": {right: int(bool(rights.get(right))) for right in RIGHTS},
    }


def get_assignments(doc: Document) -> list[dict]:
    """Return the open assignments of a record."""
    return frappe.get_all(
        "ToDo",
        filters={
            "reference_type": doc.doctype,
            "reference_name": str(doc.name),
            "status": "Open",
            "allocated_to": ["is", "set"],
        },
        fields=["name", "allocated_to", "assigned_by", "description", "date", "creation"],
        order_by="creation asc",
        limit=50,
    )


def get_shares(doc: Document) -> list[dict]:
    """Return with whom a record is shared; a user's own share on their own account is not told."""
    rows = frappe.get_all(
        "DocShare",
        filters={"share_doctype": doc.doctype, "share_name": str(doc.name)},
        fields=["user", "everyone", "read", "write", "share"],
        order_by="creation asc",
    )
    return [row for row in rows if doc.doctype != "User" or row.user != doc.name]


def get_files(doc: Document) -> list[dict]:
    """Return the files that hang on a record, each in its latest revision, and those uploaded by other doors."""
    others = frappe.get_all(
        "File",
        filters={"attached_to_doctype": doc.doctype, "attached_to_name": str(doc.name), "is_folder": 0},
        fields=["name", "file_name", "file_url", "file_size", "creation", "owner"],
        order_by="creation asc",
        limit=200,
    )
    return [*others, *revisions.get_files(doc.doctype, doc.name)]


def get_tags(doc: Document) -> list[str]:
    """Return the words that a record is marked with."""
    filters = {"document_type": doc.doctype, "document_name": str(doc.name)}
    return frappe.get_all("Tag Link", filters=filters, pluck="tag", order_by="creation asc")


def get_colleagues(doc: Document) -> list[dict]:
    """Return the people who can work here: name, picture, and whether they may read the record."""
    rows = frappe.get_all(
        "User",
        filters={"enabled": 1, "user_type": "System User", "name": ["not in", ["Administrator", "Guest"]]},
        fields=["name", "full_name", "user_image"],
        order_by="full_name asc",
        limit=MOST_PEOPLE,
    )
    for row in rows:
        row.reads = int(bool(frappe.has_permission(doc.doctype, "read", doc=doc, user=row.name)))
    frappe.clear_messages()  # v15 puts a message for each who may not
    return rows


def delete_comment(name: str) -> None:
    """Delete one's own comment."""
    comment = frappe.get_doc("Comment", name)
    if comment.comment_type != "Comment" or comment.owner != frappe.session.user:
        frappe.throw(_("Only who wrote a comment may delete it."), frappe.PermissionError)
    frappe.delete_doc("Comment", comment.name, ignore_permissions=True)


def restore_comment(name: str) -> dict:
    """Put back a comment that the user deleted, as it was; nobody is told a second time."""
    filters = {
        "deleted_doctype": "Comment",
        "deleted_name": name,
        "owner": frappe.session.user,
        "restored": 0,
    }
    kept = frappe.db.get_value("Deleted Document", filters, ["name", "data"], as_dict=True)
    values = json.loads(kept.data) if kept else {}
    if values.get("owner") != frappe.session.user:
        frappe.throw(_("This comment is no longer kept. Write it again."), frappe.DoesNotExistError)
    frappe.get_doc(values["reference_doctype"], values["reference_name"]).check_permission("read")
    comment = frappe.get_doc(values)
    comment.db_insert()  # as it was: `insert` would tell the people mentioned again
    comment.on_update()
    frappe.db.set_value("Deleted Document", kept.name, {"restored": 1, "new_name": comment.name})
    return {"name": comment.name}

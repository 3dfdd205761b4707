"""What stands beside any record: its stream, assignments, shares, files, tags, comments."""

import frappe
from frappe.model.document import Document

from relcrm.agenda import following
from relcrm.workplace import beside, deleted, in_use, stream

LONGEST_PAGE = 100


@frappe.whitelist(methods=["GET", "POST"])
def get_side(doctype: str, name: str) -> dict:
    """Return all that the side of a record first shows; needs read on it."""
    doc = _read(doctype, name)
    side = beside.get_beside(doc)
    page = stream.get_stream(doc)
    users = {row.allocated_to for row in side["assignments"]} | {
        row.assigned_by for row in side["assignments"]
    }
    users |= {row.user for row in side["shares"]} | {doc.owner, doc.modified_by}
    page["people"].update(stream.get_people(users))
    return {
        **side,
        **page,
        "follow": following.get_state(doc.doctype, doc.name)["rhythm"],
        "made": doc.creation,
        "made_by": doc.owner,
        "changed": doc.modified,
        "changed_by": doc.modified_by,
    }


@frappe.whitelist(methods=["GET", "POST"])
def get_stream(
    doctype: str, name: str, kind: str = "all", start: int = 0, length: int = stream.LENGTH
) -> dict:
    """Return further entries of a record's stream, of all kinds or "comment", "change", "mail"; needs read on it."""
    start, length = max(int(start), 0), min(max(int(length), 1), LONGEST_PAGE)
    return stream.get_stream(_read(doctype, name), kind, start, length)


@frappe.whitelist(methods=["GET", "POST"])
def get_colleagues(doctype: str, name: str) -> list[dict]:
    """Return who can be mentioned, assigned or shared with, and whether each may read the record; needs read."""
    return beside.get_colleagues(_read(doctype, name))


@frappe.whitelist(methods=["POST"])
def delete_comment(name: str) -> None:
    """Delete a comment; who wrote it."""
    beside.delete_comment(name)


@frappe.whitelist(methods=["POST"])
def restore_comment(name: str) -> dict:
    """Put back a deleted comment; who wrote and deleted it."""
    return beside.restore_comment(name)


def _read(doctype: str, name: str) -> Document:
    doc = frappe.get_doc(doctype, name)
    doc.check_permission("read")
    return doc


@frappe.whitelist(methods=["POST"])
def delete(doctype: str, name: str) -> None:
    """Delete a record; needs delete on it. Where others use it, the sentence says which kinds and how many."""
    in_use.delete(str(doctype), str(name))


@frappe.whitelist(methods=["POST"])
def restore_deleted(doctype: str, name: str) -> str:
    """Bring back a record that I deleted within the last hour; needs create on its kind. Returns its name."""
    return deleted.restore_own(str(doctype), str(name)).name


@frappe.whitelist(methods=["POST"])
def follow(doctype: str, name: str, rhythm: str | None = None) -> dict:
    """Follow a record ("Once a day", "At once"), or stop (empty); needs read on it. Returns {rhythm}."""
    return following.follow(doctype, name, rhythm)

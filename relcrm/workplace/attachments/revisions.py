"""Files of a record with their revisions: attach, list, restore, remove. The callers in `api` check the rights."""

import hashlib
from typing import BinaryIO

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html

from relcrm.exceptions import AttachmentError
from relcrm.workplace.attachments import contents, names

DOCTYPE = "Attachment Revision"
DOWNLOAD = "/api/method/relcrm.api.attachments.download?name="
MOST_FILES, MOST_REVISIONS, TRIES = 500, 1000, 5
REMARK_LENGTH = 240
FIELDS = (
    "name file_name revision is_latest file_size file_kind remark comment content_hash source restored_from creation"
    " owner reference_doctype reference_name"
).split()


def attach(doctype: str, name: str, file_name: str, stream: BinaryIO, **values) -> Document:
    """Attach a file to a record; one of the same name makes the next revision. `values`: remark, comment, source."""
    file_name = names.clean_name(file_name)
    stream.seek(0)
    names.validate_kind(file_name, stream.read(names.HEAD))
    fingerprint, size = contents.keep(stream)
    names.validate_size(file_name, size)
    adopt(doctype, name, file_name)
    return add_revision(doctype, name, file_name, fingerprint, size, **values)


def add_revision(doctype: str, name: str, file_name: str, fingerprint: str, size: int, **values) -> Document:
    """Write the next revision of a file whose content is kept; two at once get two numbers."""
    place = {"reference_doctype": doctype, "reference_name": str(name), "file_key": names.get_key(file_name)}
    for _try in range(TRIES):
        latest = frappe.get_all(
            DOCTYPE, filters=place, fields=["name", "revision"], order_by="revision desc", limit=1
        )
        number = latest[0].revision + 1 if latest else 1
        doc = frappe.get_doc(
            {
                "doctype": DOCTYPE,
                **place,
                "file_name": file_name,
                "file_kind": names.get_kind(file_name),
                "file_size": size,
                "content_hash": fingerprint,
                "revision": number,
                "is_latest": 1,
                "remark": " ".join((values.get("remark") or "").split())[:REMARK_LENGTH] or None,
                "comment": values.get("comment"),
                "source": values.get("source") or "Upload",
                "restored_from": cint(values.get("restored_from")),
            }
        )
        frappe.db.savepoint("attachment")
        try:
            doc.insert(ignore_permissions=True, set_name=make_name(doctype, name, place["file_key"], number))
        except frappe.DuplicateEntryError:
            frappe.db.rollback(save_point="attachment")
            frappe.clear_messages()
            continue
        if latest:
            older = frappe.get_all(DOCTYPE, filters={**place, "is_latest": 1, "name": ["!=", doc.name]}, pluck="name")
            for one in older:
                frappe.db.set_value(DOCTYPE, one, "is_latest", 0, update_modified=False)
        return doc
    text = _("{0} is being attached by several people at this moment. Attach it again.")
    frappe.throw(text.format(escape_html(file_name)), AttachmentError)


def make_name(doctype: str, name: str, key: str, number: int) -> str:
    """Return the name of a revision: the same for two who attach it at the same moment, so that one waits."""
    place = "\n".join((doctype, str(name), key, str(number)))
    return hashlib.sha256(place.encode()).hexdigest()[:20]


def adopt(doctype: str, name: str, file_name: str) -> None:
    """Make the first revision of a file that was uploaded by another door, before its namesake becomes the second."""
    where = {"attached_to_doctype": doctype, "attached_to_name": str(name), "file_name": file_name, "is_folder": 0}
    key = {"reference_doctype": doctype, "reference_name": str(name), "file_key": names.get_key(file_name)}
    if frappe.db.exists(DOCTYPE, key):
        return
    for row in frappe.get_all("File", filters=where, fields=["name", "creation", "owner"], order_by="creation asc"):
        file = frappe.get_doc("File", row.name)
        if file.attached_to_field or not (file.file_url or "").startswith(("/files/", "/private/files/")):
            continue
        try:
            source = open(file.get_full_path(), "rb")  # noqa: SIM115
        except OSError:
            continue
        with source:
            fingerprint, size = contents.keep(source)
        doc = add_revision(doctype, name, file_name, fingerprint, size)
        kept = {"creation": row.creation, "owner": row.owner}
        frappe.db.set_value(DOCTYPE, doc.name, kept, update_modified=False)
        frappe.delete_doc("File", row.name, ignore_permissions=True, delete_permanently=True)


def get_files(doctype: str, name: str) -> list[dict]:
    """Return the files of a record in their latest revision, and those that other doors have put there."""
    where = {"reference_doctype": doctype, "reference_name": str(name), "is_latest": 1}
    rows = frappe.get_all(DOCTYPE, filters=where, fields=FIELDS, order_by="creation asc", limit=MOST_FILES)
    for row in rows:
        row.file_url = get_address(row.name)
    return rows


def get_revisions(doc: Document) -> list[dict]:
    """Return all revisions of a file, the latest first."""
    where = {key: doc.get(key) for key in ("reference_doctype", "reference_name", "file_key")}
    rows = frappe.get_all(DOCTYPE, filters=where, fields=FIELDS, order_by="revision desc", limit=MOST_REVISIONS)
    for row in rows:
        row.file_url = get_address(row.name)
    return rows


def get_comment_files(comments: list[str]) -> dict[str, list[dict]]:
    """Return the files that came with comments, by comment, with one query."""
    found: dict[str, list[dict]] = {}
    if comments:
        fields = ["name", "file_name", "file_size", "revision", "comment"]
        where = {"comment": ["in", comments]}
        for row in frappe.get_all(DOCTYPE, filters=where, fields=fields, order_by="creation asc"):
            row.file_url = get_address(row.name)
            found.setdefault(row.comment, []).append(row)
    return found


def get_address(name: str) -> str:
    """Return the address at which a revision is read."""
    return f"{DOWNLOAD}{name}"


def restore(doc: Document, remark: str | None = None) -> Document:
    """Make an earlier revision the latest again, as a revision of its own."""
    place = (doc.reference_doctype, doc.reference_name, doc.file_name, doc.content_hash, doc.file_size)
    if frappe.db.get_value(DOCTYPE, doc.name, "is_latest"):
        text = _("Revision {0} of {1} is the latest already. Choose an earlier one.")
        frappe.throw(text.format(doc.revision, escape_html(doc.file_name)), AttachmentError)
    return add_revision(*place, remark=remark, source="Restored", restored_from=doc.revision)


def remove(doc: Document) -> int:
    """Take a file away with all its revisions; returns how many they were."""
    where = {key: doc.get(key) for key in ("reference_doctype", "reference_name", "file_key")}
    rows = frappe.get_all(DOCTYPE, filters=where, fields=["name", "content_hash"])
    note_removal(doc)
    drop(rows)
    return len(rows)


def drop(rows: list[dict]) -> None:
    """Delete revisions and the contents that nobody else has; they leave no copy in which to read."""
    for row in rows:
        frappe.db.delete(DOCTYPE, {"name": row.name})
    contents.drop_unused([row.content_hash for row in rows])


def note_removal(doc: Document) -> None:
    """Leave a line in the record's stream: a removed file is not forgotten."""
    frappe.get_doc(
        {
            "doctype": "Comment",
            "comment_type": "Attachment Removed",
            "comment_email": frappe.session.user,
            "reference_doctype": doc.reference_doctype,
            "reference_name": doc.reference_name,
            "content": escape_html(doc.file_name),
        }
    ).insert(ignore_permissions=True)

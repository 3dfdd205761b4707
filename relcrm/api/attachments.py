"""Files of records with their revisions: attach (whole or in parts), read, list, restore, remove."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html
from werkzeug.utils import send_file

from relcrm.exceptions import AttachmentError
from relcrm.relations import personal_reads
from relcrm.workplace.attachments import contents, names, revisions, uploads

SHOWN_TYPES = frozenset(
    ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf", "text/plain")
)
NO_SCRIPT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@frappe.whitelist(methods=["POST"])
def upload(
    doctype: str,
    name: str,
    remark: str | None = None,
    comment: str | None = None,
    key: str | None = None,
    offset: int = 0,
    total: int = 0,
    file_name: str | None = None,
) -> dict:
    """Attach the file sent as `file` to a record and return its revision; needs write on the record.

    A large file comes in parts: the same `key` in each, `offset` of the part and `total` in bytes; the answer to all
    but the last is {"received": bytes}. With `comment` read is enough, where the comment is the user's own.
    """
    doc = _get_record(doctype, name, "read" if comment else "write")
    _check_comment(doc, comment)
    sent = frappe.request.files.get("file") if getattr(frappe, "request", None) else None
    if not sent:
        frappe.throw(_("There is no file in the request. Choose one and send it again."), AttachmentError)
    file_name = names.clean_name(file_name or sent.filename)
    values = {"remark": remark, "comment": comment}
    if not key:
        return _describe(revisions.attach(doc.doctype, doc.name, file_name, sent.stream, **values))
    path = uploads.add_part(key, file_name, cint(offset), cint(total), sent.stream)
    if not path:
        return {"received": cint(offset) + sent.stream.tell()}
    with open(path, "rb") as whole:
        made = revisions.attach(doc.doctype, doc.name, file_name, whole, **values)
    uploads.drop(path)
    return _describe(made)


@frappe.whitelist(methods=["GET"])
def download(name: str, save: int = 0):
    """Answer with the content of a revision, streamed; needs read on the record that it hangs on."""
    doc = _get_revision(name, "read")
    kind = names.get_type(doc.file_name)
    shown = kind in SHOWN_TYPES and not cint(save)
    response = send_file(
        contents.read_into(doc.content_hash),
        frappe.request.environ,
        mimetype=kind,
        as_attachment=not shown,
        download_name=doc.file_name,
        etag=doc.content_hash,
        conditional=True,
    )
    if response.status_code == 200:
        response.content_length = doc.file_size
        if personal_reads.is_personal(doc.reference_doctype):
            owner = (doc.reference_doctype, doc.reference_name)
            personal_reads.note(personal_reads.DOWNLOADED, *owner, detail=doc.file_name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    if kind != "application/pdf":  # the browser's PDF reader does not start in a sandbox
        response.headers["Content-Security-Policy"] = NO_SCRIPT
    return response


@frappe.whitelist(methods=["GET", "POST"])
def get_revisions(name: str) -> list[dict]:
    """Return all revisions of the file that one of them is of, the latest first; needs read on the record."""
    rows = revisions.get_revisions(_get_revision(name, "read"))
    users = frappe.get_all(
        "User", filters={"name": ["in", sorted({row.owner for row in rows})]}, fields=["name", "full_name"]
    )
    full_names = {user.name: user.full_name for user in users}
    for row in rows:
        row.by_name = full_names.get(row.owner) or row.owner
    return rows


@frappe.whitelist(methods=["POST"])
def restore(name: str, remark: str | None = None) -> dict:
    """Make an earlier revision the latest again, as a new one; needs write on the record."""
    return _describe(revisions.restore(_get_revision(name, "write"), remark))


@frappe.whitelist(methods=["POST"])
def remove(name: str) -> int:
    """Take a file away with all its revisions, and return how many they were; needs write on the record."""
    return revisions.remove(_get_revision(name, "write"))


def _get_record(doctype: str, name: str, right: str) -> Document:
    meta = frappe.get_meta(doctype)
    if meta.istable or meta.issingle or doctype.startswith("Attachment "):
        frappe.throw(_("Nothing can be attached to {0}.").format(escape_html(_(doctype))), AttachmentError)
    doc = frappe.get_doc(doctype, name)
    doc.check_permission(right)
    return doc


def _get_revision(name: str, right: str) -> Document:
    doc = frappe.get_doc("Attachment Revision", name)
    frappe.get_doc(doc.reference_doctype, doc.reference_name).check_permission(right)
    return doc


def _check_comment(doc: Document, comment: str | None) -> None:
    if not comment:
        return
    where = {"name": comment, "reference_doctype": doc.doctype, "reference_name": str(doc.name)}
    if frappe.db.get_value("Comment", where, "owner") != frappe.session.user:
        frappe.throw(_("A file can be put to a comment of your own only."), frappe.PermissionError)


def _describe(doc: Document) -> dict:
    fields = ("name", "file_name", "revision", "file_size", "content_hash", "is_latest", "remark", "restored_from")
    return {field: doc.get(field) for field in fields} | {"file_url": revisions.get_address(doc.name)}

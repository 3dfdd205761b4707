"""The content of attached files: each kept once, by its SHA-256, in pieces in the database or as a file; read and
written piece by piece, so that a large file never stands in memory whole.
"""

import base64
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import frappe
from frappe import _
from frappe.utils import now

from relcrm.exceptions import AttachmentError

PIECE = 1 << 20
DATABASE, FILE = "Database", "File"
URL = "/private/files/"


def keep(stream: BinaryIO) -> tuple[str, int]:
    """Keep what a seekable stream holds from its beginning; returns its fingerprint and its size in bytes."""
    fingerprint, size = measure(stream)
    if not frappe.db.exists("Attachment Content", fingerprint):
        stream.seek(0)
        _write(stream, fingerprint, size)
    return fingerprint, size


def measure(stream: BinaryIO) -> tuple[str, int]:
    """Return SHA-256 and size of a seekable stream."""
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def _write(stream: BinaryIO, fingerprint: str, size: int) -> None:
    content = frappe.new_doc("Attachment Content")
    content.update({"name": fingerprint, "file_size": size, "storage": get_storage()})
    if content.storage == FILE:
        content.stored_file = _write_file(stream, fingerprint, size)
    else:
        content.chunk_count = _write_pieces(stream, fingerprint)
    _insert(content)


def _insert(doc) -> None:
    """Write a row as it is: these records have no rules, and nobody is to be told of them."""
    doc.creation = doc.modified = now()
    doc.owner = doc.modified_by = "Administrator"
    doc.db_insert(ignore_if_duplicate=True)  # somebody kept the same content at the same moment


def _write_pieces(stream: BinaryIO, fingerprint: str) -> int:
    count = 0
    while piece := stream.read(PIECE):
        small = zlib.compress(piece, 1)
        packed = len(small) < len(piece) * 0.9
        chunk = frappe.new_doc("Attachment Chunk")
        values = {"name": f"{fingerprint}-{count:06d}", "content": fingerprint, "position": count}
        chunk.update(values | {"packed": int(packed)})
        chunk.piece = base64.b64encode(small if packed else piece).decode("ascii")
        _insert(chunk)
        count += 1
    return count


def _write_file(stream: BinaryIO, fingerprint: str, size: int) -> str:
    """Write a private file and its record, past the upload's own door, which would read it whole into memory."""
    name = f"{fingerprint}.dat"
    folder = frappe.get_site_path("private", "files")
    os.makedirs(folder, exist_ok=True)
    partial = os.path.join(folder, f"{fingerprint}.{frappe.generate_hash(length=8)}.part")
    with open(partial, "wb") as target:
        while piece := stream.read(PIECE):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    os.replace(partial, os.path.join(folder, name))
    file = frappe.new_doc("File")
    values = {"name": frappe.generate_hash(length=10), "file_name": name, "file_url": f"{URL}{name}", "is_private": 1}
    attached = {"attached_to_doctype": "Attachment Content", "attached_to_name": fingerprint, "folder": "Home"}
    file.update(values | attached | {"file_size": size, "file_type": "DAT", "is_folder": 0})
    _insert(file)
    return file.name


def get_storage() -> str:
    """Return where new content goes, as the settings say."""
    return frappe.db.get_single_value("RelCRM Settings", "attachments_in") or DATABASE


def read(fingerprint: str) -> Iterator[bytes]:
    """Yield the content piece by piece; a lost one raises `AttachmentError`."""
    content = frappe.db.get_value("Attachment Content", fingerprint, ["storage", "chunk_count"], as_dict=True)
    if not content:
        _refuse_lost()
    if content.storage == FILE:
        yield from _read_file(fingerprint)
        return
    for position in range(content.chunk_count or 0):
        name = f"{fingerprint}-{position:06d}"
        chunk = frappe.db.get_value("Attachment Chunk", name, ["packed", "piece"], as_dict=True)
        if not chunk:
            _refuse_lost()
        piece = base64.b64decode(chunk.piece or "")
        yield zlib.decompress(piece) if chunk.packed else piece


def _read_file(fingerprint: str) -> Iterator[bytes]:
    try:
        with open(frappe.get_site_path("private", "files", f"{fingerprint}.dat"), "rb") as source:
            while piece := source.read(PIECE):
                yield piece
    except FileNotFoundError:
        _refuse_lost()


def _refuse_lost() -> None:
    frappe.throw(_("The content of this file is lost. Attach the file again."), AttachmentError)


def read_into(fingerprint: str) -> BinaryIO:
    """Return the content as a temporary file at its beginning; whoever closes it makes it vanish."""
    target = tempfile.SpooledTemporaryFile(max_size=PIECE)  # noqa: SIM115
    for piece in read(fingerprint):
        target.write(piece)
    target.seek(0)
    return target


def read_whole(fingerprint: str) -> bytes:
    """Return the content in memory, for what is small by its own limits (a mail, a Word template)."""
    return b"".join(read(fingerprint))


def drop_unused(fingerprints: list[str]) -> int:
    """Delete the contents among these that no revision has any more; returns how many."""
    dropped = 0
    for fingerprint in set(fingerprints):
        if frappe.db.exists("Attachment Revision", {"content_hash": fingerprint}):
            continue
        stored = frappe.db.get_value("Attachment Content", fingerprint, "stored_file")
        frappe.db.delete("Attachment Chunk", {"content": fingerprint})
        frappe.db.delete("Attachment Content", {"name": fingerprint})
        if stored:
            frappe.delete_doc("File", stored, ignore_permissions=True, delete_permanently=True)
        dropped += 1
    return dropped

"""File: uploads, links and folders; content checked and kept on disk, once per content and privacy."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import os
import re
import unicodedata
from typing import Any
from urllib.parse import unquote

import frappe
from frappe import _
from frappe.core.doctype.file.content import check_content
from frappe.model.document import Document
from frappe.utils import cint, escape_html

DEFAULT_MAX_MB = 25
MAX_NAME = 120
PUBLIC_URL, PRIVATE_URL = "/files/", "/private/files/"


class File(Document):
    """An uploaded file, a link to one elsewhere, or a folder.

    Give `content` (bytes or text; base64 with `decode`) to store a file, or `file_url` to name one.
    """

    def autoname(self) -> None:
        if self.is_folder:
            parent = self.folder if self.folder and self.folder != self.file_name else ""
            self.name = f"{parent}/{self.file_name}" if parent else self.file_name
        else:
            self.name = frappe.generate_hash(length=10)

    def before_insert(self) -> None:
        self.is_private = cint(self.is_private)
        self.folder = self.folder or (None if self.is_home_folder else "Home")
        if self.folder and not frappe.db.exists("File", {"name": self.folder, "is_folder": 1}):
            self.folder = "Home"
        if self.is_folder:
            self.file_name = get_safe_file_name(self.file_name or "")
            self.file_url = None  # a folder with a file's address would open that file
            return
        content = self.__dict__.pop("content", None)
        if content is not None:
            self.save_content(_as_bytes(content, cint(self.__dict__.pop("decode", 0))))
        else:
            self.validate_url()
        self.check_attach_right()
        self.check_attachment_limit()

    def validate(self) -> None:
        before = self.get_doc_before_save()
        if before:
            if cint(before.is_folder) != cint(self.is_folder):
                frappe.throw(_("A file does not become a folder, nor a folder a file."))
            if (before.file_url or None) != (self.file_url or None):
                frappe.throw(_("The address of a stored file cannot be changed. Upload the file anew."))
            if cint(before.is_private) != cint(self.is_private):
                self.move_by_privacy()
            if (before.attached_to_doctype, before.attached_to_name) != (
                self.attached_to_doctype,
                self.attached_to_name,
            ):
                self.check_attach_right()

    def after_insert(self) -> None:
        if self.attached_to_doctype and self.attached_to_name and not frappe.flags.in_import:
            self.add_log("Attachment", _("Added {0}"))

    def on_trash(self) -> None:
        if self.is_home_folder or self.is_attachments_folder:
            frappe.throw(_("Cannot delete Home and Attachments folders"))
        if self.is_folder and frappe.db.exists("File", {"folder": self.name}):
            frappe.throw(_("Folder {0} is not empty").format(self.name), frappe.LinkExistsError)

    def after_delete(self) -> None:
        if self.is_folder or self.is_remote_file:
            return
        if not frappe.db.exists("File", {"file_url": self.file_url, "name": ["!=", self.name]}):
            path = get_path_of_url(self.file_url)
            # Only a committed deletion may take the content away.
            frappe.db.after_commit.add(lambda: _remove_quietly(path))
        self.add_log("Attachment Removed", _("Removed {0}"))

    # ---- content ------------------------------------------------------------------------------

    def save_content(self, content: bytes) -> None:
        """Check and store the content; sets name, size, type, hash and URL."""
        self.file_name = get_safe_file_name(self.file_name or "")
        check_file_size(len(content))
        check_content(self.file_name, content)
        self.file_size = len(content)
        self.file_type = get_file_type(self.file_name)
        self.content_hash = hashlib.md5(content, usedforsecurity=False).hexdigest()
        same = frappe.get_all(
            "File",
            filters={"content_hash": self.content_hash, "is_private": self.is_private, "is_folder": 0},
            fields=["file_url", "file_name", "file_size"],
            limit_page_length=5,
        )
        for row in same:
            path = get_path_of_url(row.file_url)
            if (
                path
                and os.path.isfile(path)
                and row.file_size == self.file_size
                and _same_kind(row.file_url, self.file_name)
            ):
                self.file_url = row.file_url
                return
        self.file_url = self.write_new(content)

    def write_new(self, content: bytes) -> str:
        folder = get_files_path(is_private=self.is_private)
        os.makedirs(folder, exist_ok=True)
        stem, ext = os.path.splitext(self.file_name)
        for name in (
            self.file_name,
            f"{stem}{self.content_hash[-6:]}{ext}",
            f"{stem}{frappe.generate_hash(length=10)}{ext}",
        ):
            path = os.path.join(folder, name)
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
            except FileExistsError:
                continue
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            frappe.db.after_rollback.add(lambda path=path: _remove_quietly(path))
            return (PRIVATE_URL if self.is_private else PUBLIC_URL) + name
        raise frappe.ValidationError(_("{0} could not be stored. Try again.").format(self.file_name))

    def move_by_privacy(self) -> None:
        """Move the content between the public and the private folder."""
        if self.is_remote_file or self.is_folder:
            return
        if frappe.db.exists("File", {"file_url": self.file_url, "name": ["!=", self.name]}):
            frappe.throw(
                _("{0} is used in other places too. Upload it anew to change who can see it.").format(
                    self.file_name
                )
            )
        self.content_hash = (
            self.content_hash or hashlib.md5(self.get_content(), usedforsecurity=False).hexdigest()
        )
        old_path, content = self.get_full_path(), self.get_content(as_bytes=True)
        self.file_url = self.write_new(content)
        frappe.db.after_commit.add(lambda: _remove_quietly(old_path))

    def get_content(self, as_bytes: bool = False, encodings: Any = None) -> Any:
        """The content: text where it is UTF-8, else bytes."""
        if self.is_folder:
            frappe.throw(_("Cannot get file contents of a Folder"))
        with open(self.get_full_path(), "rb") as handle:
            content = handle.read()
        if as_bytes:
            return content
        try:
            return content.decode()
        except UnicodeDecodeError:
            return content

    def get_full_path(self) -> str:
        """Path of the content on disk. Raises ValidationError for a link to elsewhere."""
        path = get_path_of_url(self.file_url or "")
        if not path:
            frappe.throw(
                _("There is some problem with the file url: {0}").format(escape_html(self.file_url or ""))
            )
        return path

    def exists_on_disk(self) -> bool:
        path = get_path_of_url(self.file_url or "")
        return bool(path and os.path.exists(path))

    def get_extension(self) -> tuple[str, str]:
        return os.path.splitext(self.file_name or "")

    @property
    def is_remote_file(self) -> bool:
        return bool(self.file_url) and self.file_url.startswith(("http://", "https://"))

    # ---- checks -------------------------------------------------------------------------------

    def validate_url(self) -> None:
        url = (self.file_url or "").strip()
        if not url:
            frappe.throw(_("A file needs content or an address. Send one of them."))
        self.file_url = url = unquote(url)
        if self.is_remote_file:
            self.file_name = get_safe_file_name(self.file_name or url.rsplit("/", 1)[-1] or "link")
            return
        path = get_path_of_url(url)
        if not path or not os.path.isfile(path):
            frappe.throw(_("There is no file {0}. Upload it first.").format(escape_html(url)))
        self.is_private = int(url.startswith(PRIVATE_URL))
        if self.is_private and not self.flags.ignore_file_rights:
            find_readable_file(url)
        self.file_name = get_safe_file_name(self.file_name or os.path.basename(path))
        self.file_size, self.file_type = os.path.getsize(path), get_file_type(self.file_name)
        if not self.content_hash:
            self.content_hash = frappe.db.get_value("File", {"file_url": url}, "content_hash")

    def check_attach_right(self) -> None:
        if self.attached_to_doctype and self.attached_to_name and not self.flags.ignore_permissions:
            frappe.has_permission(self.attached_to_doctype, "write", self.attached_to_name, throw=True)

    def check_attachment_limit(self) -> None:
        if not (self.attached_to_doctype and self.attached_to_name):
            return
        limit = cint(frappe.get_meta(self.attached_to_doctype).max_attachments)
        where = {
            "attached_to_doctype": self.attached_to_doctype,
            "attached_to_name": str(self.attached_to_name),
        }
        if limit and frappe.db.count("File", where) >= limit:
            frappe.throw(
                _("Maximum Attachment Limit of {0} has been reached for {1} {2}.").format(
                    limit, _(self.attached_to_doctype), self.attached_to_name
                ),
                frappe.AttachmentLimitReached,
            )

    def add_log(self, kind: str, text: str) -> None:
        """A line in the timeline of the document that the file hangs on."""
        if not (self.attached_to_doctype and self.attached_to_name):
            return
        if frappe.get_meta(self.attached_to_doctype).issingle or not frappe.db.exists(
            self.attached_to_doctype, self.attached_to_name
        ):
            return
        link = f'<a href="{escape_html(self.file_url)}">{escape_html(self.file_name)}</a>'
        frappe.get_doc(
            doctype="Comment",
            comment_type=kind,
            comment_email=frappe.session.user,
            reference_doctype=self.attached_to_doctype,
            reference_name=self.attached_to_name,
            content=text.format(link),
        ).insert(ignore_permissions=True)


# ---- paths and names ---------------------------------------------------------------------------


def get_files_path(*parts: str, is_private: Any = 0) -> str:
    """A path in the site's folder of public or private files."""
    return frappe.get_site_path("private" if cint(is_private) else "public", "files", *parts)


def get_path_of_url(url: str) -> str | None:
    """The path on disk of a file URL, or None where it is none or leads out of the folder."""
    url = unquote(url or "")
    for prefix, is_private in ((PRIVATE_URL, 1), (PUBLIC_URL, 0)):
        if url.startswith(prefix):
            name = url[len(prefix) :]
            if not name or "\x00" in name or ".." in name.split("/") or name.startswith("/") or "\\" in name:
                return None
            base = os.path.realpath(get_files_path(is_private=is_private))
            path = os.path.realpath(os.path.join(base, name))
            return path if path.startswith(base + os.sep) else None
    return None


def get_safe_file_name(name: str) -> str:
    """A file name without folders, control or direction signs, short enough for every disk."""
    name = unicodedata.normalize("NFC", str(name)).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    name = re.sub(r'[%?#:*"<>|]', "_", name).strip().lstrip(".")
    stem, ext = os.path.splitext(name)
    ext = ext[:16]
    while len((stem + ext).encode()) > MAX_NAME:
        stem = stem[:-1]
    return (stem + ext) or "file"


def get_file_type(name: str) -> str | None:
    """The kind shown in lists: the extension in capitals."""
    kind = mimetypes.guess_type(name)[0]
    ext = os.path.splitext(name)[1].lstrip(".").upper()
    return ext[:20] or (kind or "").rpartition("/")[2].upper() or None


def _same_kind(url: str, name: str) -> bool:
    return os.path.splitext(url)[1].lower() == os.path.splitext(name)[1].lower()


def check_file_size(size: int) -> None:
    """Raise MaxFileSizeReachedError above the site's limit."""
    limit = get_max_file_size()
    if size > limit:
        frappe.throw(
            _("The file is larger than the {0} MB allowed. Make it smaller or ask the administrator.").format(
                limit // 1024 // 1024
            ),
            frappe.MaxFileSizeReachedError,
        )


@frappe.whitelist(allow_guest=True)
def get_max_file_size() -> int:
    """Largest upload in bytes."""
    config = cint(frappe.local.conf.get("max_file_size"))
    return config or (cint(frappe.get_system_settings("max_file_size")) or DEFAULT_MAX_MB) * 1024 * 1024


def _as_bytes(content: Any, decode: int) -> bytes:
    if isinstance(content, str):
        if content.startswith("data:") and ";base64," in content[:200]:
            content, decode = content.split(",", 1)[1], 1
        content = content.encode("utf-8", "surrogatepass")
    if decode:
        try:
            content = base64.b64decode(content.split(b",", 1)[-1], validate=False)
        except ValueError:
            frappe.throw(_("The file's content is not valid base64."))
    return content


def _remove_quietly(path: str | None) -> None:
    try:
        if path:
            os.remove(path)
    except FileNotFoundError:
        pass


# ---- rights ------------------------------------------------------------------------------------


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
    """Private files: for their owner, and with the document they hang on. Public ones: read by all."""
    user = user or frappe.session.user
    ptype = ptype or "read"
    if user == "Administrator" or ptype == "create":
        return True
    if ptype in ("read", "select") and (not cint(doc.get("is_private")) or cint(doc.get("is_folder"))):
        return True
    if user != "Guest" and doc.get("owner") == user:
        return True
    doctype, name = doc.get("attached_to_doctype"), doc.get("attached_to_name")
    if (
        not (doctype and name)
        or not frappe.db.exists("DocType", doctype)
        or not frappe.db.exists(doctype, name)
    ):
        return False
    right = "read" if ptype in ("read", "select", "print", "email", "report", "export") else "write"
    return frappe.has_permission(doctype, right, name, user=user, print_logs=False)


def get_permission_query_conditions(user: str | None = None) -> str:
    """Lists show public files and one's own; those of a document are listed by the document."""
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    return f"(`tabFile`.`is_private` = 0 or `tabFile`.`owner` = {frappe.db.escape(user)})"


def find_readable_file(url: str) -> File:
    """A File of this private URL that the session user may read. Raises DoesNotExistError or PermissionError."""
    url = unquote(url)
    path = get_path_of_url(url)
    filters = {"file_url": url, "is_folder": 0}
    rows = frappe.get_all("File", filters=filters, fields=["name", "file_url"]) if path else []
    # The comparison above ignores case and accents; the disk does not.
    names = [row.name for row in rows if row.file_url == url]
    if frappe.session.user == "Guest" or (names and not path):
        raise frappe.PermissionError(_("You don't have permission to access this file"))
    if not names or not os.path.isfile(path):
        frappe.throw(_("There is no file {0}.").format(escape_html(url)), frappe.DoesNotExistError)
    for name in names:
        doc = frappe.get_doc("File", name)
        if has_permission(doc, "read"):
            return doc
    raise frappe.PermissionError(_("You don't have permission to access this file"))

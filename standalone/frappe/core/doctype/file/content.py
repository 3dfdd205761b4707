"""Checks that an upload is what its name says, by the first bytes of its content."""

from __future__ import annotations

import os

import frappe
from frappe import _
from frappe.utils import escape_html

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
# Beginnings of a kind of file, by extension. WEBP and others in RIFF are told apart by the brand at byte 8.
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "bmp": (b"BM",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "ico": (b"\x00\x00\x01\x00",),
    "webp": (b"RIFF",),
    "pdf": (b"%PDF",),
    "zip": _ZIP,
    "docx": _ZIP,
    "xlsx": _ZIP,
    "pptx": _ZIP,
    "odt": _ZIP,
    "ods": _ZIP,
    "odp": _ZIP,
    "doc": _OLE,
    "xls": _OLE,
    "ppt": _OLE,
    "msg": _OLE,
    "gz": (b"\x1f\x8b",),
    "7z": (b"7z\xbc\xaf\x27\x1c",),
}
TEXT_KINDS = frozenset(
    ("txt", "csv", "tsv", "json", "xml", "html", "htm", "svg", "md", "ics", "vcf", "eml", "css", "js")
)
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
)
PROGRAM_KINDS = frozenset(
    (
        "exe",
        "dll",
        "bat",
        "cmd",
        "com",
        "scr",
        "msi",
        "ps1",
        "vbs",
        "jar",
        "sh",
        "php",
        "py",
        "pyc",
        "so",
        "hta",
        "lnk",
        "app",
    )
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def check_content(name: str, content: bytes) -> None:
    """Raise ValidationError for a program, or for content of another kind than the file's name says."""
    ext = os.path.splitext(name)[1].lstrip(".").lower()
    shown = escape_html(name)
    allowed = frappe.get_system_settings("allowed_file_extensions")
    if allowed and ext.upper() not in {line.strip().lstrip(".").upper() for line in allowed.splitlines()}:
        frappe.throw(
            _("Files of type {0} are not allowed here.").format(
                escape_html(ext.upper() or _("without extension"))
            )
        )
    if ext in PROGRAM_KINDS or (
        content.startswith(PROGRAMS) and ext not in TEXT_KINDS and ext not in SIGNATURES
    ):
        frappe.throw(_("{0} is a program. Programs cannot be uploaded.").format(shown))
    if not content:
        return
    if not _fits(ext, content):
        frappe.throw(
            _(
                "The content of {0} is not of the kind its name says. Save it in the right format and upload it again."
            ).format(shown)
        )


def _fits(ext: str, content: bytes) -> bool:
    expected = SIGNATURES.get(ext)
    if expected:
        head = content[:1024].lstrip() if ext == "pdf" else content
        return head.startswith(expected) and (ext != "webp" or content[8:12] == b"WEBP")
    if ext in TEXT_KINDS:
        # A NUL byte is no text, except in UTF-16.
        return content.startswith(_UTF16) or b"\x00" not in content[:65536] or _looks_like_utf16(content)
    return True


def _looks_like_utf16(content: bytes) -> bool:
    sample = content[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return max(even, odd) > len(sample) // 4 and min(even, odd) < max(even, odd) // 8 + 1

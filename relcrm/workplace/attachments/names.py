"""What an attached file may be called, and of which kind it may be. No database but the settings."""

import mimetypes
import os
import re
import unicodedata

import frappe
from frappe import _
from frappe.utils import cint, escape_html

from relcrm.exceptions import AttachmentError

LONGEST = 120
DEFAULT_MB = 100
PROGRAM_KINDS = (
    "exe dll bat cmd com scr msi msp ps1 vbs vbe js jse wsf wsh jar sh php py pyc so hta lnk app cpl pif reg iso img"
).split()
PROGRAM_BEGINNINGS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
HEAD = 8
MARKED = ("Cc", "Cf", "Cs", "Co", "Cn")


def clean_name(name: str | None) -> str:
    """Return a file's name without folders, control and direction signs, short enough for every disk."""
    text = unicodedata.normalize("NFC", str(name or "")).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(sign for sign in text if unicodedata.category(sign) not in MARKED)
    text = re.sub(r'[?*:"<>|%#]', "_", " ".join(text.split())).strip().lstrip(".")
    stem, ending = os.path.splitext(text)
    ending = ending[:16]
    while len((stem + ending).encode()) > LONGEST:
        stem = stem[:-1]
    return (stem + ending) or _("file")


def get_key(name: str) -> str:
    """Return a name as it is compared: the same name in other capitals is the same file."""
    return unicodedata.normalize("NFKC", name).casefold()[:140]


def get_kind(name: str) -> str:
    """Return the ending of a name in small letters, without its dot."""
    return os.path.splitext(name)[1].lstrip(".").lower()[:20]


def get_type(name: str) -> str:
    """Return the content type that a name says."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def get_limit() -> int:
    """Return the size in bytes that an attached file may have."""
    return (cint(frappe.db.get_single_value("RelCRM Settings", "attachment_limit")) or DEFAULT_MB) << 20


def get_refused_kinds() -> set[str]:
    """Return the endings that are not taken: programs, and what the settings add."""
    own = frappe.db.get_single_value("RelCRM Settings", "attachments_refused") or ""
    return {*PROGRAM_KINDS, *(kind.lstrip(".").lower() for kind in re.split(r"[\s,;]+", own) if kind)}


def validate_size(name: str, size: int) -> None:
    """Refuse a file that is larger than the settings allow."""
    limit = get_limit()
    if size > limit:
        text = _("{0} is larger than {1} MB, the most that one file may have. Make it smaller, or divide it.")
        frappe.throw(text.format(escape_html(name), limit >> 20), AttachmentError)


def validate_kind(name: str, head: bytes) -> None:
    """Refuse a program, by its name or by how it begins, and the kinds that the settings name."""
    kind = get_kind(name)
    if kind in get_refused_kinds() or head.startswith(PROGRAM_BEGINNINGS):
        text = _("{0} is a program, or of a kind that is not taken here. Attach something else.")
        frappe.throw(text.format(escape_html(name)), AttachmentError)

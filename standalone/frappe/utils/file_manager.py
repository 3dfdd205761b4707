"""Files by function, as older apps call them; the work is done by the File DocType."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.core.doctype.file.file import get_files_path, get_max_file_size  # noqa: F401
from frappe.core.doctype.file.utils import remove_all  # noqa: F401


def save_file(
    fname: str,
    content: bytes | str,
    dt: str | None = None,
    dn: Any = None,
    folder: str | None = None,
    decode: bool = False,
    is_private: int = 0,
    df: str | None = None,
) -> Any:
    """Store content as a File of a document and return it."""
    return frappe.get_doc(
        doctype="File",
        file_name=fname,
        attached_to_doctype=dt,
        attached_to_name=dn,
        attached_to_field=df,
        folder=folder,
        is_private=is_private,
        content=content,
        decode=decode,
    ).insert(ignore_permissions=True)


def get_file(fname: str) -> list:
    """[name, content] of a file, by its name or address."""
    name = (
        frappe.db.get_value("File", {"file_url": fname})
        or frappe.db.get_value("File", {"file_name": fname})
        or fname
    )
    doc = frappe.get_doc("File", name)
    return [doc.file_name, doc.get_content()]


def get_file_path(file_name: str) -> str:
    """Path on disk of a file, by its name or address."""
    name = frappe.db.get_value("File", {"file_url": file_name}) or frappe.db.get_value(
        "File", {"file_name": file_name}
    )
    return frappe.get_doc("File", name).get_full_path()

"""Pictures pasted into texts become files; attachments of a deleted document go with it."""

from __future__ import annotations

import re
from typing import Any

import frappe

_IMAGE = re.compile(
    r'<img[^>]*\ssrc\s*=\s*["\'](?P<uri>data:image/(?P<kind>png|jpe?g|gif|webp);base64,[^"\']+)["\']', re.I
)


def extract_images_from_doc(doc: Any, fieldname: str, is_private: bool = True) -> None:
    """Store the embedded pictures of an HTML field as files of the document."""
    content = doc.get(fieldname)
    if isinstance(content, str) and "data:image/" in content:
        doc.set(fieldname, extract_images_from_html(doc, content, is_private))


def extract_images_from_html(doc: Any, content: str, is_private: bool = True) -> str:
    """`content` with each embedded picture replaced by the address of a file."""

    def store(match: re.Match) -> str:
        name = f"{frappe.generate_hash(length=10)}.{match['kind'].lower()}"
        parent = doc.get("parent") or doc.name
        file = frappe.get_doc(
            doctype="File",
            file_name=name,
            attached_to_doctype=doc.get("parenttype") or doc.doctype,
            attached_to_name=parent,
            content=match["uri"],
            is_private=int(is_private),
        ).insert(ignore_permissions=True)
        return match[0].replace(match["uri"], file.file_url)

    return _IMAGE.sub(store, content)


def remove_all(doctype: str, name: Any, delete_permanently: bool = False) -> None:
    """Delete the files that hang on a document."""
    where = {"attached_to_doctype": doctype, "attached_to_name": str(name)}
    for file in frappe.get_all("File", filters=where, pluck="name"):
        frappe.delete_doc("File", file, ignore_permissions=True, delete_permanently=delete_permanently)

"""Tags: words on documents. The document's `_user_tags` holds them as ",one,two"; Tag Link says the same by rows."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.query_args import read_json


class Tag(Document):
    """One word."""


@frappe.whitelist(methods=["POST"])
def add_tag(tag: str, dt: str, dn: str, color: str | None = None) -> str:
    """Tag a document; needs write permission on it. Returns the tag."""
    DocTags(dt).add(dn, tag)
    return tag


@frappe.whitelist(methods=["POST"])
def add_tags(tags: Any, dt: str, docs: Any, color: str | None = None) -> None:
    """Put several tags on several documents."""
    for doc in read_json(docs, "docs", (list,)) or ():
        for tag in read_json(tags, "tags", (list,)) or ():
            DocTags(dt).add(doc, tag)


@frappe.whitelist(methods=["POST"])
def remove_tag(tag: str, dt: str, dn: str) -> None:
    """Take a tag off a document; needs write permission on it."""
    DocTags(dt).remove(dn, tag)


@frappe.whitelist()
def get_tagged_docs(doctype: str, tag: str) -> list[dict]:
    """Documents of a doctype with the tag that the session user may read."""
    frappe.has_permission(doctype, throw=True)
    return frappe.get_list(doctype, filters={"_user_tags": ["like", f"%{tag}%"]}, fields=["name"])


@frappe.whitelist()
def get_tags(doctype: str, txt: str) -> list[str]:
    """Known tags that contain the text."""
    return sorted(frappe.get_list("Tag", filters={"name": ["like", f"%{txt}%"]}, pluck="name"))


@frappe.whitelist()
def get_documents_for_tag(tag: str) -> list[dict]:
    """Documents of any kind with the tag that the session user may read."""
    rows = frappe.get_all("Tag Link", filters={"tag": tag}, fields=["document_type", "document_name", "title"])
    return [
        {"doctype": row.document_type, "name": row.document_name, "content": row.title}
        for row in rows
        if frappe.has_permission(row.document_type, doc=row.document_name, print_logs=False)
    ]


@frappe.whitelist()
def get_tags_list_for_awesomebar() -> list[str]:
    """All tags."""
    return frappe.get_list("Tag", pluck="name", order_by="name asc")


class DocTags:
    """Tags on documents of one doctype."""

    def __init__(self, dt: str) -> None:
        self.dt = dt

    def get_tags(self, dn: str) -> str:
        """The stored text of a document's tags."""
        return frappe.db.get_value(self.dt, dn, "_user_tags") or ""

    def get_tag_list(self, dn: str) -> list[str]:
        """A document's tags."""
        return [tag for tag in self.get_tags(dn).split(",") if tag]

    def add(self, dn: str, tag: str) -> None:
        """Put a tag on a document."""
        tag = _cleaned(tag)
        frappe.get_doc(self.dt, dn).check_permission("write")
        tags = self.get_tag_list(dn)
        if tag.lower() not in (t.lower() for t in tags):
            if not frappe.db.exists("Tag", tag):
                frappe.get_doc({"doctype": "Tag", "name": tag}).insert(ignore_permissions=True)
            self.update(dn, [*tags, tag])

    def remove(self, dn: str, tag: str) -> None:
        """Take a tag off a document."""
        self.update(dn, [t for t in self.get_tag_list(dn) if t.lower() != tag.lower()])

    def remove_all(self, dn: str) -> None:
        """Take every tag off a document."""
        self.update(dn, [])

    def update(self, dn: str, tags: list[str]) -> None:
        """Store the tags, in the document and as Tag Links."""
        doc = frappe.get_doc(self.dt, dn)
        doc.check_permission("write")
        value = "".join(f",{tag}" for tag in dict.fromkeys(tags))
        frappe.db.set_value(self.dt, dn, "_user_tags", value, update_modified=False)
        update_tags(doc, value)


def _cleaned(tag: str) -> str:
    tag = str(tag or "").strip()
    if not tag or "," in tag:
        frappe.throw(_("A tag is one word or phrase without commas: {0}").format(tag or '""'))
    return tag


def update_tags(doc: Any, tags: str) -> None:
    """Make the document's Tag Links match the text of its tags."""
    wanted = {tag.strip() for tag in tags.split(",") if tag.strip()}
    reference = {"document_type": doc.doctype, "document_name": str(doc.name)}
    present = set(frappe.get_all("Tag Link", filters=reference, pluck="tag"))
    for tag in wanted - present:
        frappe.get_doc(
            {
                "doctype": "Tag Link",
                **reference,
                "title": str(doc.get_title() or doc.name)[:140],
                "tag": tag,
            }
        ).insert(ignore_permissions=True)
    for tag in present - wanted:
        frappe.db.delete("Tag Link", {**reference, "tag": tag})


def delete_tags_for_document(doc: Any) -> None:
    """Called when a document is deleted."""
    frappe.db.delete("Tag Link", {"document_type": doc.doctype, "document_name": str(doc.name)})

"""Rows behind tags, see `frappe.desk.doctype.tag.tag`."""

from __future__ import annotations

from frappe.model.document import Document


class TagLink(Document):
    """One tag on one document."""

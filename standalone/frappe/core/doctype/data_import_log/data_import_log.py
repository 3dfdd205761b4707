"""What became of the documents of data imports."""

from __future__ import annotations

from frappe.model.document import Document


class DataImportLog(Document):
    """One document of an import."""

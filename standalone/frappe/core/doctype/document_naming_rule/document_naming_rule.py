"""Names new documents by conditions."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import parse_naming_series
from frappe.utils import cint, compare


class DocumentNamingRule(Document):
    """Names new documents by conditions."""

    def validate(self) -> None:
        meta = frappe.get_meta(self.document_type)
        for row in self.conditions:
            if not meta.get_docfield(row.field):
                frappe.throw(
                    _("{0} is not a field of doctype {1}").format(
                        frappe.bold(row.field), frappe.bold(_(self.document_type))
                    )
                )

    def apply(self, doc: Any) -> None:
        """Set the document's name when every condition holds."""
        if not all(compare(doc.get(row.field), row.condition, row.value) for row in self.conditions):
            return
        frappe.db.begin_write()
        counter = cint(frappe.db.get_value("Document Naming Rule", self.name, "counter")) + 1
        prefix = parse_naming_series(self.prefix, doc=doc) if "." in self.prefix else self.prefix
        doc.name = f"{prefix}{counter:0{cint(self.prefix_digits) or 5}d}"
        frappe.db.set_value("Document Naming Rule", self.name, "counter", counter)

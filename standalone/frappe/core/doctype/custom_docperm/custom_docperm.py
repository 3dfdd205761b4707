"""A site's own permission row; where a DocType has any, the standard ones are ignored."""

import frappe
from frappe.model.document import Document


class CustomDocPerm(Document):
    """A site's own permission row; where a DocType has any, the standard ones are ignored."""

    def on_update(self) -> None:
        frappe.clear_cache(doctype=self.parent)

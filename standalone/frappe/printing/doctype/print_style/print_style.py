"""Rules of appearance for printed pages."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.caching import bump_derived


class PrintStyle(Document):
    """A style sheet that prints can be given."""

    def validate(self) -> None:
        if "</style" in (self.css or "").lower():
            frappe.throw(_("The CSS of Print Style {0} must not end its own style tag.").format(frappe.bold(self.name)))

    def on_update(self) -> None:
        bump_derived()

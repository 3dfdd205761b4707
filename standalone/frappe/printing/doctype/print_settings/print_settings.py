"""Paper and options that every print starts from."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt
from frappe.utils.caching import bump_derived


class PrintSettings(Document):
    """The site's print settings."""

    def validate(self) -> None:
        if self.pdf_page_size == "Custom" and not (flt(self.pdf_page_height) and flt(self.pdf_page_width)):
            frappe.throw(_("Page Size Custom needs a page height and a page width."))

    def on_update(self) -> None:
        bump_derived()

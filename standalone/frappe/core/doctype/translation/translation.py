"""A text of the screens or templates in another language, for this site."""

from __future__ import annotations

from frappe.model.document import Document
from frappe.utils.caching import bump_derived
from frappe.utils.html_utils import sanitize_html


class Translation(Document):
    """A text in another language; it holds from the next request on."""

    def validate(self) -> None:
        self.source_text = (self.source_text or "").strip()
        self.translated_text = sanitize_html(self.translated_text)

    def on_update(self) -> None:
        bump_derived()

    def on_trash(self) -> None:
        bump_derived()

"""A language users can choose; `make_languages` keeps the complete list."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils.caching import bump_derived


class Language(Document):
    """A language users can choose."""

    def validate(self) -> None:
        if not self.language_code or not self.language_code.replace("-", "").isalnum():
            frappe.throw(
                _("{0} is not a language code. Write one such as it or it-CH.").format(frappe.bold(self.language_code))
            )
        if self.based_on == self.language_code:
            frappe.throw(_("Language {0} cannot be based on itself.").format(frappe.bold(self.language_code)))

    def on_update(self) -> None:
        bump_derived()

    def on_trash(self) -> None:
        bump_derived()

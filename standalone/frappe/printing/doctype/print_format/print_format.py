"""How a document looks on paper."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint
from frappe.utils.caching import bump_derived
from frappe.utils.jinja import validate_template


class PrintFormat(Document):
    """A template for one DocType; without `custom_format` the form's own order is printed."""

    def validate(self) -> None:
        self.validate_kind()
        if cint(self.custom_format):
            self.validate_html()

    def validate_kind(self) -> None:
        in_sync = frappe.flags.in_install or frappe.flags.in_migrate or frappe.flags.in_import or frappe.flags.in_patch
        if self.standard == "Yes" and not in_sync and not frappe.conf.developer_mode:
            message = _("Standard Print Format {0} comes with its app. Change a copy of it instead.")
            frappe.throw(message.format(frappe.bold(self.name)))
        if cint(self.raw_printing):
            frappe.throw(_("Raw printing is not available here."), frappe.NotInStandaloneError)
        if self.print_format_type == "JS":
            frappe.throw(_("Print formats in JavaScript are not available here."), frappe.NotInStandaloneError)

    def validate_html(self) -> None:
        if not self.html and self.standard != "Yes":
            frappe.throw(_("Print Format {0} has no HTML. Write its template.").format(frappe.bold(self.name)))
        validate_template(self.html)
        if "<script" in (self.html or "").lower():
            frappe.throw(_("Print Format {0} holds a script. Take it out.").format(frappe.bold(self.name)))

    def on_update(self) -> None:
        bump_derived()

    def on_trash(self) -> None:
        bump_derived()

"""What stands at the top and foot of printed pages."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, flt
from frappe.utils.jinja import validate_template


class LetterHead(Document):
    """The head and foot of letters; a picture is turned into HTML when it is saved."""

    def validate(self) -> None:
        self.validate_disabled()
        if self.source == "Image":
            self.content = picture_html(self.image, self.align, self.image_height, self.image_width) or self.content
        if self.footer_source == "Image":
            made = picture_html(self.footer_image, self.footer_align, self.footer_image_height, self.footer_image_width)
            self.footer = made or self.footer
        self.validate_html()

    def validate_html(self) -> None:
        for part in (self.content, self.footer):
            validate_template(part)
            if "<script" in (part or "").lower():
                frappe.throw(_("Letter Head {0} holds a script. Take it out.").format(frappe.bold(self.name)))

    def validate_disabled(self) -> None:
        if cint(self.disabled) and cint(self.is_default):
            message = _("Letter Head {0} cannot be both disabled and the default. Make another the default first.")
            frappe.throw(message.format(frappe.bold(self.name)))

    def before_insert(self) -> None:
        if not cint(self.disabled) and not frappe.db.exists("Letter Head", {"is_default": 1}):
            self.is_default = 1

    def on_update(self) -> None:
        if cint(self.is_default):
            others = frappe.get_all("Letter Head", {"is_default": 1, "name": ["!=", self.name]}, pluck="name")
            for name in others:
                frappe.db.set_value("Letter Head", name, "is_default", 0)


def picture_html(url: str | None, align: str | None, height: float | None, width: float | None) -> str | None:
    """A picture in a line of its own."""
    if not url:
        return None
    size = "".join(f' {key}="{flt(value):g}"' for key, value in (("height", height), ("width", width)) if flt(value))
    side = (align or "Left").lower()
    return f'<div style="text-align: {side};"><img src="{escape_html(url)}" alt=""{size}></div>'

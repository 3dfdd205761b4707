"""Ready texts with placeholders."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document


class EmailTemplate(Document):
    """One text; `use_html` says which of the two response fields counts."""

    @property
    def response_(self) -> str:
        """The text that counts."""
        return (self.response_html if self.use_html else self.response) or ""

    def validate(self) -> None:
        for text, label in ((self.subject, _("Subject")), (self.response_, _("Response"))):
            self.validate_template(text, label)

    def validate_template(self, text: str, label: str) -> None:
        from jinja2 import TemplateSyntaxError
        from jinja2.sandbox import SandboxedEnvironment

        try:
            SandboxedEnvironment().parse(text or "")
        except TemplateSyntaxError as exc:
            frappe.throw(_("{0} of Email Template {1} has a faulty placeholder: {2}").format(label, self.name, exc))

    def get_formatted_subject(self, doc: dict) -> str:
        """The subject for one document."""
        return frappe.render_template(self.subject or "", doc)

    def get_formatted_response(self, doc: dict) -> str:
        """The text for one document."""
        return frappe.render_template(self.response_, doc)

    def get_formatted_email(self, doc: Any) -> dict[str, str]:
        """Subject and message for one document."""
        values = frappe.parse_json(doc) if isinstance(doc, str) else doc
        return {"subject": self.get_formatted_subject(values), "message": self.get_formatted_response(values)}


@frappe.whitelist()
def get_email_template(template_name: str, doc: Any) -> dict[str, str]:
    """Subject and message of a template for one document."""
    template = frappe.get_doc("Email Template", template_name)
    template.check_permission("read")
    return template.get_formatted_email(doc)

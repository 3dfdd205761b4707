"""Ready texts with placeholders."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils._rules import validate_placeholders


class EmailTemplate(Document):
    """One text; `use_html` says which of the two response fields counts."""

    @property
    def response_(self) -> str:
        """The text that counts."""
        return (self.response_html if self.use_html else self.response) or ""

    def validate(self) -> None:
        validate_placeholders(self, "subject", "response_html" if self.use_html else "response")

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

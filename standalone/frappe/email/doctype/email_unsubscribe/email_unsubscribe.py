"""Addresses that want no more messages."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class EmailUnsubscribe(Document):
    """One refusal: of everything, or of messages about one document."""

    def validate(self) -> None:
        if not self.global_unsubscribe and not (self.reference_doctype and self.reference_name):
            frappe.throw(
                _("Name the document that {0} wants no more messages about, or tick Global Unsubscribe.").format(
                    self.email
                )
            )
        if self.global_unsubscribe:
            entry = {"email": self.email, "global_unsubscribe": 1, "name": ["!=", self.name]}
        else:
            entry = {
                "email": self.email,
                "reference_doctype": self.reference_doctype,
                "reference_name": self.reference_name,
                "name": ["!=", self.name],
            }
        if frappe.db.exists("Email Unsubscribe", entry):
            frappe.throw(_("{0} already unsubscribed").format(self.email), frappe.DuplicateEntryError)

    def on_update(self) -> None:
        if self.reference_doctype and self.reference_name and not self.global_unsubscribe:
            doc = frappe.get_doc(self.reference_doctype, self.reference_name)
            doc.add_comment("Label", _("{0} has left the conversation").format(self.email))

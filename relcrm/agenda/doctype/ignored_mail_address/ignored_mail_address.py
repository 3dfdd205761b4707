import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.agenda.mail.message import ADDRESS
from relcrm.exceptions import MailError


class IgnoredMailAddress(Document):
    """An address, or with @ before it a domain, that the page of unknown senders leaves out."""

    def before_naming(self):
        self.address = (self.address or "").strip().lower()

    def validate(self):
        self.address = (self.address or "").strip().lower()
        whole = f"x{self.address}" if self.address.startswith("@") else self.address
        if not ADDRESS.fullmatch(whole):
            text = _('"{0}" is no e-mail address, nor a domain like @example.com. Correct it.')
            frappe.throw(text.format(frappe.utils.escape_html(self.address[:100])), MailError)

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import PersonalDataError
from relcrm.relations.visibility import validate_party_access


class NoticeSent(Document):
    """That somebody was given a notice."""

    def validate(self):
        if self.contact_person:
            self.party = frappe.db.get_value("Contact Person", self.contact_person, "party")
        if not self.party:
            text = _("A notice is given to somebody. Choose a company or a person.")
            frappe.throw(text, PersonalDataError)
        validate_party_access(self, "party")

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import nowdate

from relcrm.exceptions import OtherPartyError
from relcrm.relations.visibility import validate_party_access

SETTLED = ("Met", "Dropped")


class PartyNeed(Document):
    """What a company or person needs or wants to reach, who said so, and what we agreed to do."""

    def validate(self):
        validate_party_access(self, "party")
        self.validate_contact_person()
        self.set_settled()

    def validate_contact_person(self):
        if not self.contact_person or not any(map(self.has_value_changed, ("contact_person", "party"))):
            return
        if frappe.db.get_value("Contact Person", self.contact_person, "party") != self.party:
            text = _("Said by: {0} is not a person of this company. Choose another person, or another company.")
            name = frappe.db.get_value("Contact Person", self.contact_person, "full_name")
            frappe.throw(text.format(name or self.contact_person), OtherPartyError)

    def set_settled(self):
        if self.state not in SETTLED:
            self.settled_on = None
        elif not self.settled_on:
            self.settled_on = nowdate()

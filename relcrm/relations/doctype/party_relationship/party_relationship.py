import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from relcrm.exceptions import CircularHierarchyError, EventTimeError
from relcrm.relations.visibility import validate_party_access


class PartyRelationship(Document):
    """A tie between two companies or people, shown on both cards."""

    def validate(self):
        validate_party_access(self, "party", "other_party")
        self.validate_two_parties()
        self.validate_dates()

    def validate_two_parties(self):
        if self.party == self.other_party:
            text = _("A tie needs two different companies or people, and {0} is on both sides. Choose another one.")
            frappe.throw(text.format(self.party), CircularHierarchyError)

    def validate_dates(self):
        if self.since and self.until and getdate(self.until) < getdate(self.since):
            text = _("The tie ends on {0}, before it begins on {1}. Correct one of the dates.")
            frappe.throw(text.format(self.until, self.since), EventTimeError)

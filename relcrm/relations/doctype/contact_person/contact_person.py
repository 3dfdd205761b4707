import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import OtherPartyError
from relcrm.relations import party_card
from relcrm.relations.duplicates.keys import forget_keys, keep_keys
from relcrm.relations.duplicates.pairs import forget_pairs
from relcrm.relations.hierarchy import validate_no_circle
from relcrm.relations.merging.trace import LeadsOn
from relcrm.relations.quality.facts import refresh, refresh_party_of
from relcrm.relations.segments.members import forget_member
from relcrm.relations.visibility import validate_party_access


class ContactPerson(LeadsOn, Document):
    """A person or a unit inside a party."""

    def before_validate(self):
        if not self.full_name:
            self.full_name = " ".join(filter(None, [self.first_name, self.last_name])) or None

    def validate(self):
        validate_party_access(self, "party", "same_as")
        self.validate_reports_to()
        party_card.set_phone_forms(self)
        party_card.set_main_values(self)
        self.to_check = "\n".join(party_card.get_reach_findings(self, self.full_name)) or None
        self.set_party_values()

    def on_update(self):
        keep_keys(self)
        refresh_party_of(self)

    def on_trash(self):
        forget_keys(self)
        forget_member(self.doctype, self.name)
        forget_pairs(self.doctype, self.name)

    def after_delete(self):
        refresh([self.party])

    def validate_reports_to(self):
        if not self.reports_to:
            return
        if frappe.db.get_value("Contact Person", self.reports_to, "party") != self.party:
            text = _('{0} of "{1}" must be a person of the same company. Choose another, or leave it empty.')
            frappe.throw(text.format(_("Reports to"), self.full_name), OtherPartyError)
        validate_no_circle(self, "reports_to")

    def set_party_values(self):
        """Copy the party's name for lists and search."""
        row = (
            frappe.db.get_value("Party", self.party, ["party_name", "main_town"], as_dict=True)
            or frappe._dict()
        )
        self.party_name = row.party_name
        self.search_text = party_card.get_contact_search_text(self, row.party_name, row.main_town)

from frappe.model.document import Document

from relcrm.relations import profile
from relcrm.relations.visibility import validate_party_access


class PartyProfile(Document):
    """The values of the firm's own characteristics for one company or person."""

    def validate(self):
        validate_party_access(self, "party")
        profile.validate_rows(self)
        for row in self.profile_values:
            row.party = self.party
        self.completeness = profile.get_completeness(self)

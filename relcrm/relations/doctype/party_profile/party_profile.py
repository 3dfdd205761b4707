from frappe.model.document import Document

from relcrm.relations import profile
from relcrm.relations.visibility import validate_party_access


class PartyProfile(Document):
    """The values of the company's own characteristics for one party."""

    def validate(self):
        validate_party_access(self, "party")
        profile.validate_rows(self)
        self.completeness = profile.get_completeness(self)

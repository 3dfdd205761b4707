from frappe.model.document import Document


class RelCRMTeamMember(Document):
    """A user who belongs to a team."""

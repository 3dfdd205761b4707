from frappe.model.document import Document


class PartyRoleRow(Document):
    """One role that a company or person plays towards us, with its dates."""

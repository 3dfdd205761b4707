from frappe.model.document import Document


class PartyRoleRow(Document):
    """One role that a party plays towards us, with its dates."""

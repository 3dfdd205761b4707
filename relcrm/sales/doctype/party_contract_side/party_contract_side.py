from frappe.model.document import Document


class PartyContractSide(Document):
    """Another company or person in a contract, and as what."""

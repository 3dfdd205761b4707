from frappe.model.document import Document


class PartyAddress(Document):
    """One postal address of a company or person."""

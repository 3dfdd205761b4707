from frappe.model.document import Document


class PartyPhone(Document):
    """One telephone number, as it was typed and in the international form."""

from frappe.model.document import Document


class PartyEmail(Document):
    """One e-mail address."""

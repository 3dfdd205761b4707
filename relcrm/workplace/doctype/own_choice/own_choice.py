from frappe.model.document import Document


class OwnChoice(Document):
    """A word that a field with several choices may hold; each field has its own list of them."""

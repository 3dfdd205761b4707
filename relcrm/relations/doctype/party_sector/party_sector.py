from frappe.model.document import Document


class PartySector(Document):
    """The trade a party is in."""

from frappe.model.document import Document


class PartySector(Document):
    """The trade a company is in."""

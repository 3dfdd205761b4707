from frappe.model.document import Document


class RelationshipType(Document):
    """A kind of tie between two parties, read from either side."""

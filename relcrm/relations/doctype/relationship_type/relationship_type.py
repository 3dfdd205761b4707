from frappe.model.document import Document


class RelationshipType(Document):
    """A kind of tie between two companies or people, read from either side."""

from frappe.model.document import Document


class RelationArea(Document):
    """Which part of our work an event belongs to."""

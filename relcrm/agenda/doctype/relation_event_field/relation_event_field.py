from frappe.model.document import Document


class RelationEventField(Document):
    """One field that events of a type have of their own."""

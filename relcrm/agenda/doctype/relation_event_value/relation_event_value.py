from frappe.model.document import Document


class RelationEventValue(Document):
    """The value of a field of the event's type, in the column of its type."""

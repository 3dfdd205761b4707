from frappe.model.document import Document


class RelationEventOutcome(Document):
    """What one usually does after an outcome of a type of event."""

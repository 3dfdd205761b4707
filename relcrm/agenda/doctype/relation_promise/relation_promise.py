from frappe.model.document import Document


class RelationPromise(Document):
    """What somebody of ours or of theirs promised in an event, and by when."""

from frappe.model.document import Document


class RelationEventParticipant(Document):
    """A person who took part, of ours or of theirs."""

from frappe.model.document import Document


class RelationEventReminder(Document):
    """One reminder of an event, for everybody of ours who takes part."""

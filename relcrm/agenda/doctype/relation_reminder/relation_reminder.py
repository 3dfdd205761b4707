from frappe.model.document import Document


class RelationReminder(Document):
    """One reminder of one of us; made and sent by `relcrm.agenda.reminders` only."""

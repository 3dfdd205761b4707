from frappe.model.document import Document


class ProcessingActivity(Document):
    """One line of the register of processing activities."""

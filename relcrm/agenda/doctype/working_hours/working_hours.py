from frappe.model.document import Document


class WorkingHours(Document):
    """See the DocType's description."""

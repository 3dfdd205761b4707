from frappe.model.document import Document


class WorkingCalendarUse(Document):
    """See the DocType's description."""

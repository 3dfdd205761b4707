from frappe.model.document import Document


class WorkingClosure(Document):
    """See the DocType's description."""

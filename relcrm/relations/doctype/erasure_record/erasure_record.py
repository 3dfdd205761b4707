from frappe.model.document import Document


class ErasureRecord(Document):
    """That a person was erased, when, by whom and why."""

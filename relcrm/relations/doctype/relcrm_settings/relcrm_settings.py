from frappe.model.document import Document


class RelCRMSettings(Document):
    """Our own details for letters, and who sees what."""

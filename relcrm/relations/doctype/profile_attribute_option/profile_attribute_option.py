from frappe.model.document import Document


class ProfileAttributeOption(Document):
    """One of the values that can be chosen."""

from frappe.model.document import Document


class OwnChoiceRow(Document):
    """One of the choices that a record holds in a field with several choices."""

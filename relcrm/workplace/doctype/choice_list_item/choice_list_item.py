from frappe.model.document import Document


class ChoiceListItem(Document):
    """One choice that a field with several choices offers."""

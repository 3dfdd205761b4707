from frappe.model.document import Document


class ChoiceList(Document):
    """What a field with several choices offers, in order."""

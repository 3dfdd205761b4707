from frappe.model.document import Document


class PersonalDataRead(Document):
    """One reading of personal data."""

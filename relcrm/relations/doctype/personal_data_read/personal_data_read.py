from frappe.model.document import Document

exclude_from_linked_with = True  # Frappe's list of links breaks off at a kind that its reader may not read


class PersonalDataRead(Document):
    """One reading of personal data."""

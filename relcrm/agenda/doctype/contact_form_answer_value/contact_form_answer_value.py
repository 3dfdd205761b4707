from frappe.model.document import Document


class ContactFormAnswerValue(Document):
    """The answer to one question about a characteristic."""

from frappe.model.document import Document


class ContactFormAnswerConsent(Document):
    """A box that was ticked, with the words beside it."""

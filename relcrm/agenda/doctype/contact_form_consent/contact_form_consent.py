from frappe.model.document import Document


class ContactFormConsent(Document):
    """A consent that a form for the web site asks for, in the words that are shown."""

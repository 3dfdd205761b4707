from frappe.model.document import Document


class ContactFormQuestion(Document):
    """One thing that a form for the web site asks."""

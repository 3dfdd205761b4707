from frappe.model.document import Document


class Salutation(Document):
    """A title that stands before a person's name."""

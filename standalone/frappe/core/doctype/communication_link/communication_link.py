"""A further document in whose history a message appears."""

from frappe.model.document import Document


class CommunicationLink(Document):
    """A further document in whose history a message appears."""

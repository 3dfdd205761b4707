"""A country with its ISO code and time zones."""

from frappe.model.document import Document


class Country(Document):
    """A country with its ISO code and time zones."""

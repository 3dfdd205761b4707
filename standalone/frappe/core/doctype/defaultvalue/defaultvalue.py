"""A default value of a user or of the site"""

from frappe.model.document import Document


class DefaultValue(Document):
    """A default value of a user or of the site"""

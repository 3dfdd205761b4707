"""A role in a list of roles"""

from frappe.model.document import Document


class HasRole(Document):
    """A role in a list of roles"""

"""A named set of roles for users of one kind"""

from frappe.model.document import Document


class RoleProfile(Document):
    """A named set of roles for users of one kind"""

"""A connection shown on the form of a DocType"""

from frappe.model.document import Document


class DocTypeLink(Document):
    """A connection shown on the form of a DocType"""

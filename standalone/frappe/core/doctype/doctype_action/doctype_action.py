"""A button on the form of a DocType"""

from frappe.model.document import Document


class DocTypeAction(Document):
    """A button on the form of a DocType"""

"""Colour of a state in lists"""

from frappe.model.document import Document


class DocTypeState(Document):
    """Colour of a state in lists"""

"""A patch that has run on this site"""

from frappe.model.document import Document


class PatchLog(Document):
    """A patch that has run on this site"""

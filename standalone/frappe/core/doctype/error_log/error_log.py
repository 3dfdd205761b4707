"""An error that no user could put right"""

from frappe.model.document import Document


class ErrorLog(Document):
    """An error that no user could put right"""

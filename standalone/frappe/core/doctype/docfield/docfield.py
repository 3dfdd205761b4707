"""One field of a DocType"""

from frappe.model.document import Document


class DocField(Document):
    """One field of a DocType"""

"""What one role may do with a DocType"""

from frappe.model.document import Document


class DocPerm(Document):
    """What one role may do with a DocType"""

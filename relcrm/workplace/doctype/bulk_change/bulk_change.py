from frappe.model.document import Document


class BulkChange(Document):
    """Many records changed or deleted at once; `relcrm/workplace/bulk.py` does it."""

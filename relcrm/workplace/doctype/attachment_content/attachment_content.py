from frappe.model.document import Document


class AttachmentContent(Document):
    """The content of attached files, named by its SHA-256; written and read by `workplace/attachments/contents.py`."""

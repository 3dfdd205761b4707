from frappe.model.document import Document


class AttachmentChunk(Document):
    """A piece of at most 1 MiB of a content, in base64; written and read by `workplace/attachments/contents.py`."""

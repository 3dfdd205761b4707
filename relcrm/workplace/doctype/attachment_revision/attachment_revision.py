from frappe.model.document import Document


class AttachmentRevision(Document):
    """One revision of a file that hangs on a record; made by `workplace/attachments/revisions.py`, never changed."""

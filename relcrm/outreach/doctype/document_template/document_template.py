from frappe.model.document import Document


class DocumentTemplate(Document):
    """A template of Word documents; its file is the latest .docx attached to it, with its revisions."""

    def validate(self):
        self.title = " ".join((self.title or "").split())

"""One state of a workflow and what holds while a document is in it."""

from frappe.model.document import Document


class WorkflowDocumentState(Document):
    """One state of a workflow and what holds while a document is in it."""

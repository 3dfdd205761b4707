"""One action of a workflow: from which state, to which, and for whom."""

from frappe.model.document import Document


class WorkflowTransition(Document):
    """One action of a workflow: from which state, to which, and for whom."""

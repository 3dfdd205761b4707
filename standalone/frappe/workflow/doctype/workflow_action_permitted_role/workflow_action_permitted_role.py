"""A role that may take the awaited action."""

from frappe.model.document import Document


class WorkflowActionPermittedRole(Document):
    """A role that may take the awaited action."""

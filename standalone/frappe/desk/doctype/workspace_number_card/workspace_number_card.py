"""A figure placed on a workspace."""

from frappe.model.document import Document


class WorkspaceNumberCard(Document):
    """A figure placed on a workspace."""

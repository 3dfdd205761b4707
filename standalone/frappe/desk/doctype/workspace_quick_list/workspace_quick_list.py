"""A short list placed on a workspace."""

from frappe.model.document import Document


class WorkspaceQuickList(Document):
    """A short list placed on a workspace."""

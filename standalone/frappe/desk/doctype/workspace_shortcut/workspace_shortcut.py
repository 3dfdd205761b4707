"""A button on a workspace."""

from frappe.model.document import Document


class WorkspaceShortcut(Document):
    """A button on a workspace."""

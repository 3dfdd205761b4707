"""A chart placed on a workspace."""

from frappe.model.document import Document


class WorkspaceChart(Document):
    """A chart placed on a workspace."""

"""A block of one's own placed on a workspace."""

from frappe.model.document import Document


class WorkspaceCustomBlock(Document):
    """A block of one's own placed on a workspace."""

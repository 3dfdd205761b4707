"""A link, or the heading of a group of links, on a workspace."""

from frappe.model.document import Document


class WorkspaceLink(Document):
    """A link, or the heading of a group of links, on a workspace."""

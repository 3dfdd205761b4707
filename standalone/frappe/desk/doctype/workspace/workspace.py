"""A page of links, figures and charts where work begins."""

from frappe.model.document import Document


class Workspace(Document):
    """A page of links, figures and charts where work begins."""

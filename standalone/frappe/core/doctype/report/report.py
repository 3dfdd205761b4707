"""A list, a query or a script whose rows people look up, filter and export."""

from frappe.model.document import Document


class Report(Document):
    """A list, a query or a script whose rows people look up, filter and export."""

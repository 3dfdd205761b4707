"""A currency with its sign and smaller unit."""

from frappe.model.document import Document


class Currency(Document):
    """A currency with its sign and smaller unit."""

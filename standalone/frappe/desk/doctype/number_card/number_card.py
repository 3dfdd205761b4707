"""One figure on a workspace."""

from frappe.model.document import Document


class NumberCard(Document):
    """One figure on a workspace."""

"""A module of an app."""

from frappe.model.document import Document


class ModuleDef(Document):
    """A module of an app."""

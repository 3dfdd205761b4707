import frappe
from frappe.model.document import Document


class ProfileValue(Document):
    """One value of one attribute, in the column of its type."""


def on_doctype_update():
    """Index values by attribute and column, for filters, segments and statistics; of one profile, by attribute."""
    for column in ("choice", "number", "amount", "date"):
        frappe.db.add_index("Profile Value", ["attribute", column, "parent"], f"attribute_{column}_parent")
    frappe.db.add_index("Profile Value", ["parent", "attribute", "choice"], "parent_attribute_choice")

import frappe
from frappe.model.document import Document


class ProfileValue(Document):
    """One value of one attribute, in the column of its type."""


def on_doctype_update():
    """Index values by attribute and column, for filters, segments and statistics; of one party, by attribute."""
    for column in ("choice", "number", "amount", "date"):
        frappe.db.add_index("Profile Value", ["attribute", column, "party"], f"attribute_{column}_party")
    columns = ["party", "attribute", "choice", "number"]
    frappe.db.add_index("Profile Value", columns, "party_attribute_choice_number")

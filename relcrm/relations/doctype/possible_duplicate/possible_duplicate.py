import frappe
from frappe.model.document import Document


class PossibleDuplicate(Document):
    """Two records that may be one and the same, and what a person decided (`relations/duplicates/pairs.py`)."""


def on_doctype_update():
    """Add the indexes over several columns that the metadata cannot declare."""
    frappe.db.add_index("Possible Duplicate", ["reference_doctype", "state", "score", "name"], "worklist")

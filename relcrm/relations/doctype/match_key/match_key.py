import frappe
from frappe.model.document import Document


class MatchKey(Document):
    """A key of a company or person by which possible duplicates are found (`relations/duplicates/keys.py`)."""


def on_doctype_update():
    """Add the index that finds candidates without a look at the table."""
    frappe.db.add_index("Match Key", ["match_key", "reference_doctype", "reference_name"], "key_of_record")

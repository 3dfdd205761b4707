from frappe.model.document import Document


class DuplicateSearch(Document):
    """A search for duplicates among all records of a kind (`relations/duplicates/search.py`)."""

from frappe.model.document import Document


class PartyMergeLog(Document):
    """What a merge changed, row by row, to take it back exactly (`relations/merging/log.py`)."""

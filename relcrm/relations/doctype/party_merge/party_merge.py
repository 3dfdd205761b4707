from frappe.model.document import Document


class PartyMerge(Document):
    """The trace of a record that was merged into another one (`relations/merging/`)."""

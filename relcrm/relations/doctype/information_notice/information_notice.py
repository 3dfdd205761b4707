from frappe.model.document import Document


class InformationNotice(Document):
    """What people are told of their data, by source and version."""

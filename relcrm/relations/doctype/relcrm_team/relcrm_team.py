from frappe.model.document import Document


class RelCRMTeam(Document):
    """People who work together; agents see the parties of their team and of its territory."""

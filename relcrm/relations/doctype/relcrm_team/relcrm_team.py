from frappe.model.document import Document


class RelCRMTeam(Document):
    """People who work together; agents see the companies and people of their team and of its territory."""

from frappe.model.document import Document


class PartySource(Document):
    """Where we got to know a company or person: fair, web site, directory, word of mouth."""

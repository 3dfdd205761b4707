from frappe.model.document import Document


class AgendaFeed(Document):
    """An address to follow an agenda; made, read and revoked by `relcrm.agenda.feeds` only."""

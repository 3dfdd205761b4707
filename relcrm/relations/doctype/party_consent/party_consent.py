from frappe.model.document import Document


class PartyConsent(Document):
    """A consent or a refusal, with its date and proof."""

from frappe.model.document import Document


class PartyProductGroup(Document):
    """What kind of goods or work a product is, as purchases are asked about."""

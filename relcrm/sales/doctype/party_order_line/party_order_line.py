from frappe.model.document import Document


class PartyOrderLine(Document):
    """One product of an order: how many, at which price. What it comes to is reckoned by its order."""

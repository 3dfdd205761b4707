from frappe.model.document import Document


class PartyTaxId(Document):
    """A further official number: REA, EORI, a foreign VAT number, the office code of a public body."""

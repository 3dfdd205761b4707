from frappe.model.document import Document


class CtrHash(Document):
    pass

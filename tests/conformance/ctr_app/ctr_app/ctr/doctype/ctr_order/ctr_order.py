from frappe.model.document import Document


class CtrOrder(Document):
    pass

from frappe.model.document import Document


class CtrStatus(Document):
    pass

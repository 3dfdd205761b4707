from frappe.model.document import Document


class CtrSettings(Document):
    pass

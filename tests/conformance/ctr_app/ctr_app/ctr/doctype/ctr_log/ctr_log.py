from frappe.model.document import Document


class CtrLog(Document):
    pass

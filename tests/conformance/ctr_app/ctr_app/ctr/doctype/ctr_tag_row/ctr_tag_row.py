from frappe.model.document import Document


class CtrTagRow(Document):
    pass

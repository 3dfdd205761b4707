from frappe.model.document import Document


class CtrRow(Document):
    pass

from frappe.model.document import Document


class CtrDeal(Document):
    pass

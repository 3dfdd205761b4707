from frappe.model.document import Document


class CtrPrompt(Document):
    pass

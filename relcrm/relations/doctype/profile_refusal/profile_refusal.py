from frappe.model.document import Document


class ProfileRefusal(Document):
    """What somebody did not want to tell, so that it is not asked again tomorrow."""

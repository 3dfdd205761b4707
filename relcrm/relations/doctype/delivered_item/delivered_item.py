from frappe.model.document import Document


class DeliveredItem(Document):
    """What RelCRM delivered, so that an upgrade keeps what the administrator changed."""

"""Who gets a notification, by field, role or address."""

from frappe.model.document import Document


class NotificationRecipient(Document):
    """Who gets a notification, by field, role or address."""

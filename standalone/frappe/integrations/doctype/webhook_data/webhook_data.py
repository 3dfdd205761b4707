"""A field of the document sent with a webhook's request."""

from frappe.model.document import Document


class WebhookData(Document):
    """A field of the document sent with a webhook's request."""

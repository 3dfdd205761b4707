"""A header sent with a webhook's request."""

from frappe.model.document import Document


class WebhookHeader(Document):
    """A header sent with a webhook's request."""

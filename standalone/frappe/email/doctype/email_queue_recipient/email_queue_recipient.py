"""One person to whom a queued e-mail goes."""

from frappe.model.document import Document


class EmailQueueRecipient(Document):
    """One person to whom a queued e-mail goes."""

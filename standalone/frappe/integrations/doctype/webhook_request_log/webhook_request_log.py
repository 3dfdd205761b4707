"""Tries of webhooks."""

from __future__ import annotations

from frappe.model.document import Document


class WebhookRequestLog(Document):
    """One try and its answer."""

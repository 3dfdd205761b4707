"""Runs of scheduled functions."""

from __future__ import annotations

from frappe.model.document import Document


class ScheduledJobLog(Document):
    """One run."""

"""Names of workflow actions, shared by all workflows."""

from __future__ import annotations

from frappe.model.document import Document


class WorkflowActionMaster(Document):
    """The name of an action."""

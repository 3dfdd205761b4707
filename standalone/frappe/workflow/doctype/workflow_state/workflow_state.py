"""Names of workflow states, shared by all workflows."""

from __future__ import annotations

from frappe.model.document import Document


class WorkflowState(Document):
    """The name, sign and colour of a state."""

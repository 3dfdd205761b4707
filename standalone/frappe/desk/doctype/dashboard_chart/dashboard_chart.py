"""A chart on a workspace."""

from frappe.model.document import Document


class DashboardChart(Document):
    """A chart on a workspace."""

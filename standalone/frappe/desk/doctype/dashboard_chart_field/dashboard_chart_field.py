"""A series of a report's chart."""

from frappe.model.document import Document


class DashboardChartField(Document):
    """A series of a report's chart."""

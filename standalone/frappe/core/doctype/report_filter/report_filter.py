"""A filter of a report."""

from frappe.model.document import Document


class ReportFilter(Document):
    """A filter of a report."""

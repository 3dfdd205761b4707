"""A column of a report."""

from frappe.model.document import Document


class ReportColumn(Document):
    """A column of a report."""

"""A weekday on which an assignment rule works."""

from frappe.model.document import Document


class AssignmentRuleDay(Document):
    """A weekday on which an assignment rule works."""

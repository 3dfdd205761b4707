"""A person to whom an assignment rule gives documents."""

from frappe.model.document import Document


class AssignmentRuleUser(Document):
    """A person to whom an assignment rule gives documents."""

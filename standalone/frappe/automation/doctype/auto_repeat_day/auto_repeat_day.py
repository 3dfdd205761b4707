"""A weekday on which a weekly repetition falls."""

from frappe.model.document import Document


class AutoRepeatDay(Document):
    """A weekday on which a weekly repetition falls."""

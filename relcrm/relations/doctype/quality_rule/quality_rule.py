import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import QualityError


class QualityRule(Document):
    """What good data of a company or person have, and how much it counts (`relations/quality/`)."""

    def validate(self):
        if self.weight is None or not 0 <= self.weight <= 100:
            text = _('"{0}": the weight is a number from 0 to 100, not {1}.')
            frappe.throw(text.format(self.rule_name, self.weight), QualityError)

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import PersonalDataError


class RetentionRule(Document):
    """How long data of one kind are kept."""

    def validate(self):
        if (self.months or 0) < 1:
            text = _('{0} "{1}" of {2} must be at least 1. Enter a number of months.')
            frappe.throw(text.format(_("Months"), self.months or 0, self.rule_name), PersonalDataError)

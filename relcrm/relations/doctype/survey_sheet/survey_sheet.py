import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import SurveyError


class SurveySheet(Document):
    """Questions that are asked in a call or a visit, in their order; the answers fill the profile."""

    def validate(self):
        asked = [row.attribute for row in self.questions]
        twice = next((one for one in asked if asked.count(one) > 1), None)
        if twice:
            text = _('"{0}" asks for "{1}" twice. Take one of the questions away.')
            frappe.throw(text.format(self.sheet_name, _(twice)), SurveyError)

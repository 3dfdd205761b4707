import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import ConsentError
from relcrm.relations.contact_rules import CHANNELS


class ContactRule(Document):
    """From a day on, what the law asks before promotion."""

    def validate(self):
        for fieldname in ("register_days_phone", "register_days_post", "promotions_per_month"):
            if (self.get(fieldname) or 0) < 0:
                text = _('{0} "{1}" of {2} cannot be below zero. Enter a number of days or times.')
                label = _(self.meta.get_label(fieldname))
                frappe.throw(text.format(label, self.get(fieldname), self.rule_name), ConsentError)
        self.validate_channels()

    def validate_channels(self):
        for line in (self.soft_spam_channels or "").splitlines():
            if line.strip() and line.strip() not in CHANNELS:
                text = _('"{0}" is no channel. Write one of these per line: {1}.')
                frappe.throw(text.format(line.strip(), ", ".join(CHANNELS)), ConsentError)

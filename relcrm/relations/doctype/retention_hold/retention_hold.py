import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, nowdate

from relcrm.exceptions import PersonalDataError
from relcrm.workplace.days import show_day

exclude_from_linked_with = True  # Frappe's list of links breaks off at a kind that its reader may not read


class RetentionHold(Document):
    """That a person whose data are due is kept until a day."""

    def validate(self):
        if self.contact_person:
            self.party = frappe.db.get_value("Contact Person", self.contact_person, "party")
        if not self.party:
            frappe.throw(_("Choose a person."), PersonalDataError)
        if not (self.reason or "").strip():
            text = _("Say why the data are kept, for instance: lawsuit, file 12 of 2026.")
            frappe.throw(text, PersonalDataError)
        if self.is_new() and getdate(self.keep_until) <= getdate(nowdate()):
            text = _("Keep until: {0} has passed. Choose a day to come, on which it is asked again.")
            frappe.throw(text.format(show_day(self.keep_until)), PersonalDataError)

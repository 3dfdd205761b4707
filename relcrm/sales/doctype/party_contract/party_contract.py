import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, nowdate

from relcrm.exceptions import ContractError
from relcrm.relations.visibility import validate_party_access
from relcrm.sales.contracts import (
    LONGEST_MONTHS,
    get_notice_day,
    get_state,
    plan_deadlines,
    renew,
    withdraw_deadlines,
)
from relcrm.workplace.days import show_day


class PartyContract(Document):
    """An agreement with its days: until when it runs, by when notice has to be given."""

    def validate(self):
        validate_party_access(self, "party")
        self.validate_sides()
        self.validate_days()
        today = getdate(nowdate())
        renew(self, today)
        self.notice_on = get_notice_day(self)
        self.state = get_state(self, today)

    def on_update(self):
        plan_deadlines(self)

    def on_trash(self):
        withdraw_deadlines(self)

    def validate_sides(self):
        seen = {self.party}
        for row in self.other_parties:
            validate_party_access(row, "party")
            if row.party in seen:
                text = _('"{0}" names {1} twice. Take one of them away.')
                self.refuse(text, frappe.db.get_value("Party", row.party, "party_name") or row.party)
            seen.add(row.party)

    def validate_days(self):
        for fieldname in ("starts_on", "ends_on"):  # the first day of all calendars stands for none on any host
            self.set(fieldname, self.get(fieldname) and getdate(self.get(fieldname)))
        if self.ends_on and getdate(self.ends_on) < getdate(self.starts_on):
            text = _('"{0}": it cannot end on {1}, before it starts on {2}. Change one of the two days.')
            self.refuse(text, show_day(self.ends_on), show_day(self.starts_on))
        for fieldname in ("renewal_months", "notice_period"):
            if cint(self.get(fieldname)) > LONGEST_MONTHS * (31 if self.notice_unit == "Days" else 1):
                text = _('"{0}", {1}: {2} is too long. Write a shorter time.')
                self.refuse(text, _(self.meta.get_label(fieldname)), self.get(fieldname))
        if self.renewal == "Renews by itself" and not (self.ends_on and cint(self.renewal_months)):
            self.refuse(_('"{0}" renews by itself: say when it ends, and for how many months it is renewed.'))

    def refuse(self, text: str, *values):
        frappe.throw(text.format(self.contract_name, *values), ContractError)


def on_doctype_update():
    """Add the indexes over several columns that the metadata cannot declare."""
    frappe.db.add_index("Party Contract", ["state", "ends_on"], "state_ends_on")

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, nowdate

from relcrm.exceptions import RegisterFileError
from relcrm.relations import keys, party_card, register_answers
from relcrm.relations.visibility import validate_party_access
from relcrm.workplace.days import show_day


class RegisterAnswer(Document):
    """What the public opposition register answered for a number or an address, and when."""

    def validate(self):
        if self.register == "Post":
            self.set_address()
        else:
            self.set_number()
        if getdate(self.checked_on) > getdate(nowdate()):
            text = _('{0} "{1}" lies in the future. Enter the day on which the register was asked.')
            label = _(self.meta.get_label("checked_on"))
            frappe.throw(text.format(label, show_day(self.checked_on)), RegisterFileError)
        self.sequence = register_answers.make_sequence(self)

    def after_insert(self):
        register_answers.follow_up([self.number or self.party], self.register)

    def set_number(self):
        number = keys.parse_phone(self.number, party_card.get_region())
        if not number:
            text = _('"{0}" is no telephone number. Write it with its prefix, for instance 0422 123456.')
            frappe.throw(text.format(self.number or ""), RegisterFileError)
        self.number, self.party = number, None

    def set_address(self):
        if not self.party:
            frappe.throw(_("An answer for a postal address needs its company or person."), RegisterFileError)
        validate_party_access(self, "party")
        self.number = None
        if not (self.street or self.town):
            self.update(register_answers.get_address(self.party))


def on_doctype_update():
    """Add the index by which the latest answer is found."""
    frappe.db.add_index("Register Answer", ["number", "sequence"], "number_sequence")
    frappe.db.add_index("Register Answer", ["party", "sequence"], "party_sequence")

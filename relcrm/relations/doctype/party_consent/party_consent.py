"""Consents, refusals and other grounds: added, never changed (relations/consents.py, relations/contact_gate.py)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, nowdate

from relcrm.exceptions import ConsentError
from relcrm.relations import consents
from relcrm.relations.visibility import validate_party_access
from relcrm.workplace.days import show_day

KEPT = (
    "party contact_person purpose channel decision decided_on origin address given_by wording within_contract"
    " contract_until"
).split()
FILLED_ONCE = ("proof", "proof_text", "note")


class PartyConsent(Document):
    """A consent, a refusal or another ground for writing and calling, with its date and proof."""

    def before_validate(self):
        self.address = consents.get_plain_address(self.address)
        self.channel = self.channel or ""
        if self.contact_person:
            self.party = frappe.db.get_value("Contact Person", self.contact_person, "party") or self.party
        elif self.is_new() and self.address and not self.party:
            self.party, self.contact_person = consents.find_owner(self.address)

    def validate(self):
        self.validate_unchanged()
        validate_party_access(self, "party")
        self.validate_addressee()
        self.validate_ground()
        self.validate_date()
        self.party_name = consents.get_title(self.party, self.contact_person)
        self.sequence = consents.make_sequence(self)

    def validate_unchanged(self):
        """Refuse to rewrite history; a proof that was missing may be added."""
        before = self.get_doc_before_save()
        if not before or self.flags.anonymising:
            return
        fields = [*KEPT, *(name for name in FILLED_ONCE if before.get(name))]
        changed = [name for name in fields if str(self.get(name) or "") != str(before.get(name) or "")]
        if changed:
            text = _("{0}: what was decided is never changed. Add a new entry for what holds from now on.")
            frappe.throw(text.format(_(self.meta.get_label(changed[0]))), ConsentError)

    def validate_addressee(self):
        if not (self.party or self.contact_person or self.address):
            frappe.throw(_("A consent or refusal needs a person, a company or an address. Choose one."), ConsentError)

    def validate_ground(self):
        """A consent says when it was given and where it comes from; an address of a sale is named."""
        if self.decision == "Given" and self.purpose in consents.ASKED and not (self.decided_on and self.origin):
            missing = _(self.meta.get_label("origin" if self.decided_on else "decided_on"))
            text = _('The consent of "{0}" to {1} needs "{2}". Fill it in, or leave the consent out.')
            title = consents.get_title(self.party, self.contact_person) or self.address
            frappe.throw(text.format(title, _(self.purpose), missing), ConsentError)
        if self.decision == consents.SALE and not (self.address and self.channel):
            text = _('"{0}" needs the channel and the address that was given. Fill in both.')
            frappe.throw(text.format(_(consents.SALE)), ConsentError)

    def validate_date(self):
        self.decided_on = getdate(self.decided_on or nowdate())
        if self.is_new() and self.decided_on > getdate(nowdate()):
            text = _('{0} "{1}" lies in the future. Enter the day of the decision.')
            label = _(self.meta.get_label("decided_on"))
            frappe.throw(text.format(label, show_day(self.decided_on)), ConsentError)


def on_doctype_update():
    """Add the indexes by which the latest decision is found."""
    frappe.db.add_index("Party Consent", ["party", "purpose", "channel"], "party_purpose")
    frappe.db.add_index("Party Consent", ["contact_person", "purpose", "channel"], "person_purpose")

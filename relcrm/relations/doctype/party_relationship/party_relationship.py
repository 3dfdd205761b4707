import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from relcrm.exceptions import CircularHierarchyError, EventTimeError, SecondTieError
from relcrm.relations.ties import find_same, is_part_of, leads_to
from relcrm.relations.visibility import validate_party_access
from relcrm.workplace.days import show_day


class PartyRelationship(Document):
    """A tie between two companies or people, shown on both cards."""

    def validate(self):
        validate_party_access(self, "party", "other_party")
        self.validate_two_parties()
        self.validate_dates()
        self.validate_not_twice()
        self.validate_no_ring()

    def validate_two_parties(self):
        if self.party and self.party == self.other_party:
            text = _("A tie needs two different companies or people, and {0} is on both sides. Choose another one.")
            frappe.throw(text.format(self.get_party_name("party")), CircularHierarchyError)

    def validate_dates(self):
        if self.since and self.until and getdate(self.until) < getdate(self.since):
            text = _("The tie ends on {0}, before it begins on {1}. Correct one of the dates.")
            frappe.throw(text.format(show_day(self.until), show_day(self.since)), EventTimeError)

    def validate_not_twice(self):
        """Refuse the same tie between the same two for the same time, unless it only says less than it did."""
        if is_part_of(self, self.get_doc_before_save()) or not find_same(self):
            return
        title = frappe.db.get_value("Relationship Type", self.relationship_type, "forward_title")
        names = self.get_party_name("party"), _(title), self.get_party_name("other_party")
        text = _('"{0}" {1} "{2}" is written down already for this time. Open that tie, or give this one other dates.')
        frappe.throw(text.format(*names), SecondTieError)

    def validate_no_ring(self):
        """Refuse a tie of a type that has a direction where the other side leads back to this one at the same time."""
        fields = ["forward_title", "no_ring"]
        kind = frappe.db.get_value("Relationship Type", self.relationship_type, fields, as_dict=True)
        is_whole = self.party and self.other_party
        if not (kind and kind.no_ring and is_whole) or is_part_of(self, self.get_doc_before_save()):
            return
        if leads_to(self.other_party, self.party, self):
            text = _(
                '"{0}" {1} "{2}" would make a ring: the other way round holds already, directly or by way of others. '
                "End that tie first, or choose another one."
            )
            names = self.get_party_name("party"), _(kind.forward_title), self.get_party_name("other_party")
            frappe.throw(text.format(*names), CircularHierarchyError)

    def get_party_name(self, fieldname: str) -> str:
        return frappe.db.get_value("Party", self.get(fieldname), "party_name") or self.get(fieldname)

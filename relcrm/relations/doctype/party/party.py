import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from relcrm.relations import party_card, profile
from relcrm.relations.duplicates.keys import find_same_number, forget_keys, keep_keys
from relcrm.relations.duplicates.pairs import forget_pairs
from relcrm.relations.hierarchy import validate_no_circle
from relcrm.relations.merging.trace import LeadsOn
from relcrm.relations.quality.facts import get_quality
from relcrm.relations.segments.members import forget_member
from relcrm.relations.visibility import validate_party_access
from relcrm.workplace.parts import delete_parts


class Party(LeadsOn, Document):
    """Any counterpart of ours, in any number of roles."""

    def before_validate(self):
        self.set_name_of_person()

    def validate(self):
        self.validate_parent()
        self.set_main_values()
        self.set_to_check()
        self.search_text = party_card.get_party_search_text(self)
        self.quality = get_quality(self)

    def on_update(self):
        self.warn_second_use()
        self.update_contacts()
        profile.recount_changed(self)
        keep_keys(self)

    def on_trash(self):
        delete_parts(self)
        forget_keys(self)
        forget_member(self.doctype, self.name)
        forget_pairs(self.doctype, self.name)

    def set_name_of_person(self):
        if not self.party_name and self.party_type == "Person":
            self.party_name = " ".join(filter(None, [self.first_name, self.last_name])) or None

    def set_main_values(self):
        party_card.set_phone_forms(self)
        party_card.set_main_values(self)
        address = party_card.get_main_address(self)
        self.main_town = address.town if address else None
        self.main_province = address.province if address else None
        self.main_region = party_card.get_main_region(address)
        self.main_latitude, self.main_longitude = party_card.get_main_place(self)

    def set_to_check(self):
        self.to_check = "\n".join(party_card.get_party_findings(self)) or None

    def validate_parent(self):
        if self.parent_party and self.has_value_changed("parent_party"):
            validate_party_access(self, "parent_party")
            validate_no_circle(self, "parent_party")

    def warn_second_use(self):
        for fieldname in ("vat_number", "fiscal_code"):
            if self.get(fieldname) and self.has_value_changed(fieldname):
                self.warn_same_value(fieldname)

    def warn_same_value(self, fieldname):
        value = self.get(fieldname)
        for other in find_same_number(fieldname, value, self.name):
            text = _(
                '{0} "{1}" of {2} is also that of {3}. Both stay; look whether they are one and the same.'
            )
            link = get_link_to_form("Party", other.name, other.party_name)
            label = _(self.meta.get_label(fieldname))
            name, value = frappe.utils.escape_html(self.party_name), frappe.utils.escape_html(value)
            frappe.msgprint(text.format(label, value, name, link), indicator="orange", alert=True)

    def update_contacts(self):
        before = self.get_doc_before_save()
        if not before or (before.party_name, before.main_town) == (self.party_name, self.main_town):
            return
        for name in frappe.get_all("Contact Person", filters={"party": self.name}, pluck="name"):
            contact = frappe.get_doc("Contact Person", name)
            contact.set_party_values()
            values = {"party_name": contact.party_name, "search_text": contact.search_text}
            frappe.db.set_value("Contact Person", name, values, update_modified=False)


def on_doctype_update():
    """Add the indexes over several columns that the metadata cannot declare."""
    frappe.db.add_index("Party", ["agent", "modified"], "agent_modified")
    frappe.db.add_index("Party", ["owner"], "owner_index")

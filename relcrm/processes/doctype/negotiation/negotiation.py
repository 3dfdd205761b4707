import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, nowdate

from relcrm.exceptions import OtherPartyError
from relcrm.processes.steps import plan_steps
from relcrm.relations.visibility import validate_party_access

CLOSED = ("Won", "Lost", "Reviewed")


class Negotiation(Document):
    """A sale in the making; its states are those of the active workflow."""

    def validate(self):
        validate_party_access(self, "party")
        self.validate_contact_person()
        self.set_dates()

    def on_update(self):
        plan_steps(self)

    def validate_contact_person(self):
        if not self.contact_person or not self.has_value_changed("contact_person"):
            return
        if frappe.db.get_value("Contact Person", self.contact_person, "party") != self.party:
            text = _(
                'With: {0} is not a person of the company of "{1}". Choose another person, or another company.'
            )
            frappe.throw(text.format(self.contact_person, self.subject), OtherPartyError)

    def set_dates(self):
        if self.is_new() or self.has_value_changed("workflow_state"):
            self.state_since = now_datetime()
        if self.workflow_state not in CLOSED:
            self.closed_on = None
        elif not self.closed_on:
            self.closed_on = nowdate()


def on_doctype_update():
    """Add the indexes over several columns that the metadata cannot declare."""
    frappe.db.add_index("Negotiation", ["party", "workflow_state"], "party_workflow_state")

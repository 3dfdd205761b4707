import frappe
from frappe.model.document import Document

from relcrm.relations.visibility import validate_party_access
from relcrm.sales.orders import reckon


class PartyOrder(Document):
    """What a customer bought, from our books or from those of the company's accounting."""

    def validate(self):
        validate_party_access(self, "party")
        self.order_number = self.order_number or str(int(self.name.rpartition("-")[2]))
        if self.is_new() and not self.agent:
            self.agent = frappe.db.get_value("Party", self.party, "agent")
        reckon(self)


def on_doctype_update():
    """Add the indexes over several columns that the metadata cannot declare."""
    frappe.db.add_index("Party Order", ["party", "order_date"], "party_order_date")
    frappe.db.add_index("Party Order", ["party", "state", "order_date", "total"], "party_state_order_date_total")

import frappe
from frappe.model.document import Document


class PartyProduct(Document):
    """Something that we sell, by the code it has in the price list."""

    def validate(self):
        self.product_name = self.product_name or self.product_code

    def on_update(self):
        self.move_lines()

    def move_lines(self):
        """Put what was sold of it into its new group: the lines of orders hold the group of their product."""
        if self.has_value_changed("product_group") and not self.flags.in_insert:
            frappe.db.set_value(
                "Party Order Line",
                {"product": self.name},
                "product_group",
                self.product_group,
                update_modified=False,
            )

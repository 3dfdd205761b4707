import json

from frappe.model.document import Document


class Customisation(Document):
    """One change that an administrator made to the product, with what was before and after."""

    def get_records(self) -> list[dict]:
        """Return what the change touched, in the order in which it did."""
        return json.loads(self.records or "[]")

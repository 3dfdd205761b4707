from frappe.model.document import Document


class DemoItem(Document):
    """One record of the demo company; written and read by `relcrm.demo`."""

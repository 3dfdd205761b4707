from frappe.model.document import Document


class ImportRunRow(Document):
    """What became of one row of a file; written in batches by `relcrm.exchange.running`."""

from frappe.model.document import Document


class ProcessDesign(Document):
    """For each state of a process, the step that follows."""

from frappe.model.document import Document


class ProcessDesign(Document):
    """For each state of a workflow, the step that follows."""

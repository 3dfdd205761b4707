from frappe.model.document import Document


class ProcessDesignStep(Document):
    """What a state of a process asks for: the event to plan, by when, by whom."""

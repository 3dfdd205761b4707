from frappe.model.document import Document


class SurveyQuestion(Document):
    """One question of a sheet: what is asked to learn a characteristic."""

"""A condition of a naming rule"""

from frappe.model.document import Document


class DocumentNamingRuleCondition(Document):
    """A condition of a naming rule"""

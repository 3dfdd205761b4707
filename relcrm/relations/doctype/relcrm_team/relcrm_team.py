from frappe.model.document import Document

from relcrm.relations.hierarchy import validate_no_circle


class RelCRMTeam(Document):
    """People who work together; agents see the companies and people of their team and of its territory.

    Teams stand in a tree: whoever leads one sees what all below it see.
    """

    def validate(self):
        validate_no_circle(self, "parent_team")

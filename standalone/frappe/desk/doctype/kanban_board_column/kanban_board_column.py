"""One column of a Kanban board."""

from frappe.model.document import Document


class KanbanBoardColumn(Document):
    """One column of a Kanban board."""

"""Controller of the DocType of the same name."""

from __future__ import annotations

from frappe.model.document import Document


class UserEmail(Document):
    pass

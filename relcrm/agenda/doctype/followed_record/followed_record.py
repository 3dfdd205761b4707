import frappe
from frappe.model.document import Document

from relcrm.workplace.rules import quote


class FollowedRecord(Document):
    """A record whose changes somebody wants to be told of; everybody's own affair."""

    def validate(self):
        if not self.flags.ignore_permissions:
            self.user = frappe.session.user
            frappe.get_doc(self.reference_doctype, self.reference_name).check_permission("read")


def get_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: one's own only."""
    user = user or frappe.session.user
    return "" if user == "Administrator" else f"`tabFollowed Record`.`user` = {quote(user)}"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: judged by what is stored."""
    user = user or frappe.session.user
    stored = frappe.db.get_value("Followed Record", doc.name, "user") if doc.name else None
    return user == "Administrator" or not stored or stored == user

"""Who may read attached files: whoever may read the record that they hang on, through every door."""

import frappe
from frappe.model.document import Document

from relcrm.workplace.rules import get_rules, quote

TABLE = "`tabAttachment Revision`"


def get_revision_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: revisions of the records that a user may read, for lists, reports, exports and counts."""
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    parts = [part for kind in _get_kinds() if (part := _get_condition(kind, user))]
    return f"({' or '.join(parts)})" if parts else "1 = 0"


def _get_kinds() -> list[str]:
    return frappe.get_all("Attachment Revision", pluck="reference_doctype", distinct=True, order_by=None)


def _get_condition(kind: str, user: str) -> str:
    if not frappe.db.exists("DocType", kind) or not frappe.has_permission(kind, "read", user=user):
        return ""
    rules = get_rules(kind, user)
    records = f"select `name` from `tab{kind}`" + (f" where {rules}" if rules else "")
    return f"({TABLE}.`reference_doctype` = {quote(kind)} and {TABLE}.`reference_name` in ({records}))"


def has_revision_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a revision is judged by the stored record that it hangs on."""
    user = user or frappe.session.user
    if user == "Administrator":
        return True
    stored = frappe.db.get_value("Attachment Revision", doc.name, ["reference_doctype", "reference_name"])
    if not stored or not frappe.db.exists(*stored):
        return False
    return bool(frappe.has_permission(stored[0], "read", doc=stored[1], user=user))


def get_content_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: contents are for the program alone; only the account Administrator sees their rows."""
    return "" if (user or frappe.session.user) == "Administrator" else "1 = 0"


def has_content_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: contents are for the program alone."""
    return (user or frappe.session.user) == "Administrator"

"""Who sees a negotiation: its agent, its owner, and whoever sees its party."""

import frappe
from frappe.model.document import Document

from relcrm.relations import visibility
from relcrm.workplace.rules import quote

TABLE = "`tabNegotiation`"


def get_negotiation_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: the negotiations that a user's lists show."""
    scope = visibility.get_scope(user)
    if not scope:
        return ""
    me = quote(scope.user)
    parties = visibility.get_party_names_query(scope)
    return f"({TABLE}.`agent` = {me} or {TABLE}.`owner` = {me} or {TABLE}.`party` in ({parties}))"


def has_negotiation_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a stored negotiation is judged by what is stored."""
    scope = visibility.get_scope(user)
    stored = (
        frappe.db.get_value("Negotiation", doc.name, ["agent", "owner", "party"])
        if scope and doc.name
        else None
    )
    if not stored or scope.user in stored[:2]:
        return True
    return visibility.is_party_visible(stored[2], user)

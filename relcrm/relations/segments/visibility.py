"""Who sees segments and their members."""

import frappe
from frappe.model.document import Document

from relcrm.relations import visibility
from relcrm.workplace import shown_to
from relcrm.workplace.rules import quote

MEMBER = "`tabParty Segment Member`"
SEGMENT = "`tabSegment`"


def get_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: one's own segments, and those shared with everybody, a role of one's own, or oneself."""
    user = user or frappe.session.user
    shown = shown_to.get_conditions("Segment", user)
    shared = visibility.get_shared_names("Segment", user) if shown else []
    return f"({shown} or {SEGMENT}.`name` in ({', '.join(map(quote, shared))}))" if shared else shown


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a segment is judged by what is stored."""
    return shown_to.has_permission(doc, ptype, user)


def get_member_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: members that the user may see of segments that they may see; who entered and left is the owner's alone.

    What is watched is found with the owner's rights, so it could tell others of the owner's private events.
    """
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    own = f"select {SEGMENT}.`name` from {SEGMENT} where {SEGMENT}.`owner` = {quote(user)}"
    seen = f"select {SEGMENT}.`name` from {SEGMENT} where {get_conditions(user)}"
    whose = f"{MEMBER}.`segment` in ({own}) or ({MEMBER}.`how` <> 'Watched' and {MEMBER}.`segment` in ({seen}))"
    scope = visibility.get_scope(user)
    party = f" and {MEMBER}.`party` in ({visibility.get_party_names_query(scope)})" if scope else ""
    return f"(({whose}){party})"


def has_member_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: the same for one member."""
    user = user or frappe.session.user
    if user == "Administrator" or not doc.name:
        return True
    stored = frappe.db.get_value("Party Segment Member", doc.name, ["segment", "party", "how"], as_dict=True)
    if not stored:
        return True
    if stored.how == "Watched" and frappe.db.get_value("Segment", stored.segment, "owner") != user:
        return False
    return bool(
        frappe.has_permission("Segment", "read", doc=stored.segment, user=user)
        and visibility.is_party_visible(stored.party, user)
    )

"""Who sees an event: a private one its owner, its assignee, our participants and those it is shared with; any
other whoever sees its party, or was let into the agenda it stands in (`calendars.py`). Said once here, for lists
(`get_*_conditions`) and for single ones (`has_*`).
"""

from functools import partial

import frappe
from frappe.model.document import Document

from relcrm.agenda import calendars
from relcrm.relations import visibility
from relcrm.workplace.reading import recall
from relcrm.workplace.rules import double_percent, quote

TABLE = "`tabRelation Event`"
ATTACHED = {
    "File": ("attached_to_doctype", "attached_to_name"),
    "Tag Link": ("document_type", "document_name"),
    "Comment": ("reference_doctype", "reference_name"),
    "Communication": ("reference_doctype", "reference_name"),
    "ToDo": ("reference_type", "reference_name"),
    "Version": ("ref_doctype", "docname"),
    "Event Mail": ("reference_doctype", "reference_name"),
    "Deleted Document": ("deleted_doctype", "deleted_name"),
}
STORED = ("private", "owner", "assigned_to", "party", "status")


def get_own_conditions(user: str) -> list[str]:
    """Return the SQL conditions for events that a user takes part in, or that are shared with them."""
    me = quote(user)
    names = {*get_joined_events(user), *visibility.get_shared_names("Relation Event", user)}
    among = ", ".join(quote(name) for name in sorted(names))
    joined = [f"{TABLE}.`name` in ({among})"] if names else []
    return [f"{TABLE}.`owner` = {me}", f"{TABLE}.`assigned_to` = {me}", *joined]


def get_joined_events(user: str) -> list[str]:
    """Return the events that name a user among our participants."""
    ask = partial(frappe.get_all, "Relation Event Participant", filters={"user": user}, pluck="parent")
    return recall(("joined", user), ask)


def get_event_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: the events that a user's lists show; the account Administrator sees all."""
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    return f"({' or '.join([get_open_condition(user), *get_own_conditions(user)])})"


def get_open_condition(user: str) -> str:
    """Return the SQL condition for events that a user sees although they take no part in them."""
    scope, levels = visibility.get_scope(user), calendars.get_levels(user)
    parts = [f"{TABLE}.`private` = 0"]
    if scope:
        known = f"{TABLE}.`party` in ({visibility.get_party_names_query(scope)})"
        opened = ", ".join(map(quote, levels.get_opened()))
        parts.append(f"({known} or {TABLE}.`assigned_to` in ({opened}))" if opened else known)
    if closed := levels.get_closed_condition():
        parts.append(closed)
    return f"({' and '.join(parts)})" if len(parts) > 1 else parts[0]


def get_event_row_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: rows of an event's tables, which a list of rows would show by themselves."""
    condition = get_event_conditions(user)
    if not condition:
        return ""
    return f"`tab{doctype}`.`parent` in (select {TABLE}.`name` from {TABLE} where {condition})"


def get_series_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: the series one of whose events the user sees."""
    condition = get_event_conditions(user)
    if not condition:
        return ""
    seen = f"select {TABLE}.`series` from {TABLE} where {TABLE}.`series` is not null and {condition}"
    return f"`tabRelation Event Series`.`name` in ({seen})"


def has_series_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a series is as open as its events."""
    user = user or frappe.session.user
    if user == "Administrator" or not doc.name:
        return True
    condition = double_percent(get_event_conditions(user))
    query = f"select {TABLE}.`name` from {TABLE} where {TABLE}.`series` = %s and {condition} limit 1"
    return bool(frappe.db.sql(query, (doc.name,)))


def get_reminder_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: one's own reminders."""
    user = user or frappe.session.user
    return "" if user == "Administrator" else f"`tabRelation Reminder`.`user` = {quote(user)}"


def has_reminder_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a reminder is for whom it reminds."""
    user = user or frappe.session.user
    stored = frappe.db.get_value("Relation Reminder", doc.name, "user") if doc.name else user
    return user == "Administrator" or stored == user


def get_feed_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: one's own addresses to follow an agenda."""
    user = user or frappe.session.user
    return "" if user == "Administrator" else f"`tabAgenda Feed`.`user` = {quote(user)}"


def has_feed_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: an address is for whom made it."""
    user = user or frappe.session.user
    stored = frappe.db.get_value("Agenda Feed", doc.name, "user") if doc.name else user
    return user == "Administrator" or stored == user


def get_attached_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: what hangs on events that the user does not see, a System Manager too; its texts would tell."""
    condition = get_event_conditions(user)
    if not condition:
        return ""
    kind, name = ATTACHED[doctype]
    events = f"select {TABLE}.`name` from {TABLE} where {condition}"
    table = f"`tab{doctype}`"
    return f"(coalesce({table}.`{kind}`, '') != 'Relation Event' or {table}.`{name}` in ({events}))"


def has_event_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: an event is judged by what is stored, so that nobody lets themselves in by writing to it."""
    user = user or frappe.session.user
    if user == "Administrator" or not doc.name:
        return True
    stored = frappe.db.get_value("Relation Event", doc.name, STORED, as_dict=True)
    if not stored or _takes_part(doc.name, stored, user):
        return True
    if stored.private:
        return False
    levels = calendars.get_levels(user)
    level = levels.get(stored.assigned_to)
    if level < calendars.WRITE and ptype in calendars.WRITING:
        return False
    if level < calendars.READ and stored.status in calendars.PLANNED:
        return False
    if levels.own.get(stored.assigned_to, calendars.NOTHING) >= calendars.READ:
        return True
    scope = visibility.get_scope(user)
    return not scope or bool(stored.party and visibility.is_party_visible(stored.party, user))


def has_attached_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: what hangs on an event is as open as the event; a deleted one is for the account Administrator."""
    user = user or frappe.session.user
    kind, name = (doc.get(field) for field in ATTACHED[doc.doctype])
    if user == "Administrator" or kind != "Relation Event" or not name:
        return True
    if user in (doc.owner, doc.get("allocated_to")):
        return True
    if doc.doctype == "Deleted Document":
        return False
    if has_event_permission(frappe._dict(name=name), "read", user):
        return True
    return name in visibility.get_shared_names("Relation Event", user)


def _takes_part(name: str, stored: dict, user: str) -> bool:
    if user in (stored.owner, stored.assigned_to):
        return True
    return bool(frappe.db.exists("Relation Event Participant", {"parent": name, "user": user}))


def get_parties_query(user: str) -> str:
    """Answer `relcrm_party_visibility`: a user sees the parties of the events that are theirs to do."""
    return f"select `party` from {TABLE} where `assigned_to` = {quote(user)} and `party` is not null"

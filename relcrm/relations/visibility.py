"""Which parties a user sees: all, except a mere agent, who sees their own, their team's and territory's, and those of
whoever stands below them.

The two faces of one rule: `get_*_conditions` for lists, `has_*_permission` for single documents. A stored
document is judged by what is stored, never by what a request wants to write into it.
"""

from dataclasses import dataclass
from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import PartyAccessError
from relcrm.relations.teams import get_led_teams, get_members, get_own_teams, get_people
from relcrm.workplace.reading import recall
from relcrm.workplace.rules import double_percent, quote

WIDE_ROLES = frozenset({"RelCRM User", "RelCRM Marketing", "RelCRM Manager", "RelCRM Administrator"})
PARTY_DOCUMENTS = ("Contact Person", "Party Profile")
AGENT_ROLE = "RelCRM Agent"
OWN, TEAM, TERRITORY, EVERYTHING = "Own", "Own and team", "Own, team and territory", "Everything"


@dataclass(frozen=True)
class Scope:
    """The agents and the territories whose parties a user sees."""

    user: str
    agents: tuple[str, ...]
    territories: tuple[str, ...]


def get_scope(user: str | None = None) -> Scope | None:
    """Return the scope of a mere agent, or None for a user who sees every party."""
    user = user or frappe.session.user
    return recall(("scope", user), lambda: _find_scope(user))


def _find_scope(user: str) -> Scope | None:
    roles = set(frappe.get_roles(user))
    if user == "Administrator" or AGENT_ROLE not in roles or roles & WIDE_ROLES:
        return None
    rule = frappe.db.get_single_value("RelCRM Settings", "agents_see") or TERRITORY
    if rule == EVERYTHING:
        return None
    led, own = get_led_teams(user), set() if rule == OWN else get_own_teams(user)
    agents = {user, *get_people(led), *get_members(own)}
    territories = _get_territories(sorted(led | own)) if rule == TERRITORY else ()
    return Scope(user, tuple(sorted(agents)), tuple(territories))


def _get_territories(teams: list[str]) -> tuple[str, ...]:
    if not teams:
        return ()
    roots = frappe.get_all("RelCRM Team", filters={"name": ["in", teams]}, pluck="territory")
    names: set[str] = set()
    for root in filter(None, roots):
        names |= {root, *frappe.db.get_descendants("Party Territory", root)}
    return tuple(sorted(names))


def _quote(values) -> str:
    return ", ".join(map(quote, values))


def get_party_condition(scope: Scope) -> str:
    """Return the SQL condition on `tabParty` that holds a scope."""
    return f"`tabParty`.`name` in ({get_party_names_query(scope)})"


def get_shared_names(doctype: str, user: str) -> list[str]:
    """Return the documents that are shared with a user or with everybody."""
    filters = {"share_doctype": doctype, "read": 1}
    anybody = {"user": user, "everyone": 1}
    ask = partial(frappe.get_all, "DocShare", filters=filters, or_filters=anybody, pluck="share_name")
    return recall(("shared", doctype, user), ask)


def get_party_names_query(scope: Scope) -> str:
    """Return the SQL of the names of the parties in a scope: a union, each part of which has its index."""
    parts = {
        "agent": scope.agents,
        "owner": [scope.user],
        "territory": scope.territories,
        "name": sorted(set(get_shared_names("Party", scope.user))),
    }
    queries = [
        f"select `name` from `tabParty` where `{column}` in ({_quote(values)})"
        for column, values in parts.items()
        if values
    ]
    queries += [frappe.get_attr(path)(scope.user) for path in frappe.get_hooks("relcrm_party_visibility")]
    return f"select `visible`.`name` from ({' union '.join(queries)}) as `visible`"


def get_party_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: the parties that a user's lists show."""
    scope = get_scope(user)
    return get_party_condition(scope) if scope else ""


def get_party_link_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: documents that belong to one party through their field `party`."""
    scope = get_scope(user)
    return f"`tab{doctype}`.`party` in ({get_party_names_query(scope)})" if scope else ""


def get_relationship_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: ties of which the user sees either side."""
    scope = get_scope(user)
    if not scope:
        return ""
    names = get_party_names_query(scope)
    table = "`tabParty Relationship`"
    return f"({table}.`party` in ({names}) or {table}.`other_party` in ({names}))"


def get_child_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: rows of a party's or a contact person's tables, which a list of rows would show by themselves."""
    scope = get_scope(user)
    if not scope:
        return ""
    names, table = get_party_names_query(scope), f"`tab{doctype}`"
    contacts, profiles = (
        f"select `name` from `tab{dt}` where `party` in ({names})" for dt in PARTY_DOCUMENTS
    )
    return (
        f"(({table}.`parenttype` = 'Party' and {table}.`parent` in ({names}))"
        f" or ({table}.`parenttype` = 'Contact Person' and {table}.`parent` in ({contacts}))"
        f" or ({table}.`parenttype` = 'Party Profile' and {table}.`parent` in ({profiles})))"
    )


def is_party_visible(party: str | None, user: str | None = None) -> bool:
    """Return whether a user sees a stored party by agent, owner, team, territory or an event of theirs."""
    scope = get_scope(user)
    if not scope or not party:
        return True
    query = double_percent(get_party_names_query(scope))
    return bool(frappe.db.sql(f"{query} where `visible`.`name` = %s", (party,)))


def has_party_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a stored party is judged by its stored agent and territory; a new one may be made."""
    return not _is_stored(doc) or is_party_visible(doc.name, user)


def has_party_link_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: documents that belong to one party through their field `party`."""
    if not get_scope(user) or not _is_stored(doc):
        return True
    return is_party_visible(frappe.db.get_value(doc.doctype, doc.name, "party"), user)


def has_relationship_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a tie is seen by whoever sees either of its parties."""
    if not get_scope(user) or not _is_stored(doc):
        return True
    sides = frappe.db.get_value("Party Relationship", doc.name, ["party", "other_party"]) or ()
    return any(is_party_visible(side, user) for side in sides)


def _is_stored(doc: Document) -> bool:
    return bool(doc.name) and not doc.get("__islocal") and bool(frappe.db.exists(doc.doctype, doc.name))


def validate_party_access(doc: Document, *fieldnames: str) -> None:
    """Refuse a newly set party that the user may not see: a link would show what the card hides."""
    if doc.flags.ignore_permissions or not get_scope():
        return
    for fieldname in fieldnames:
        party = doc.get(fieldname)
        if not party or not doc.has_value_changed(fieldname):
            continue
        if not is_party_visible(party):
            label = _(doc.meta.get_label(fieldname))
            text = _(
                "{0}: you may not use {1}. Ask its agent to share it with you, or choose another."
            )
            frappe.throw(text.format(label, party), PartyAccessError)

"""Who sees the answers to forms: the office all, a mere agent those of their companies and those they are told of."""

import frappe
from frappe.model.document import Document

from relcrm.agenda.contact_forms.door import ANSWER
from relcrm.relations import teams, visibility
from relcrm.workplace.rules import double_percent, quote


def get_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: the answers that a user's lists show."""
    user = user or frappe.session.user
    scope = visibility.get_scope(user)
    if not scope:
        return ""
    table = f"`tab{ANSWER}`"
    parts = [f"{table}.`party` in ({visibility.get_party_names_query(scope)})", f"{table}.`told_user` = {quote(user)}"]
    for column, names in (
        ("told_team", teams.get_teams(user)),
        ("name", sorted(set(visibility.get_shared_names(ANSWER, user)))),
    ):
        parts += [f"{table}.`{column}` in ({', '.join(map(quote, names))})"] if names else []
    return f"({' or '.join(parts)})"


def get_row_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: rows of an answer's tables, which a list of rows would show by themselves."""
    condition = get_conditions(user)
    table = f"`tab{ANSWER}`"
    if not condition:
        return ""
    return f"`tab{doctype}`.`parent` in (select {table}.`name` from {table} where {condition})"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a stored answer is as open as it is in lists; only the program makes one."""
    condition = get_conditions(user)
    if not condition or not doc.name:
        return True
    table = f"`tab{ANSWER}`"
    query = f"select {table}.`name` from {table} where {table}.`name` = %s and {double_percent(condition)}"
    return bool(frappe.db.sql(query, (doc.name,)))

"""Grouped counts of events, under the rules of whoever asks."""

import frappe
from frappe.permissions import get_user_permissions

from relcrm.relations.visibility import get_scope
from relcrm.workplace.rules import double_percent, get_rules

TABLE = "`tabRelation Event`"


def get_event_counts(
    from_month: str | None = None,
    to_month: str | None = None,
    area: str | None = None,
    within: tuple[list[str], dict] = ((), {}),
):
    """Return counts by month, area and status of the open (not private) events that the user may see.

    `within` are further conditions as SQL, and its values.
    """
    conditions, values = [f"{TABLE}.`private` = 0", *within[0]], {**within[1]}
    for field, operator, key, value in (
        ("month", ">=", "from_month", from_month),
        ("month", "<=", "to_month", to_month),
        ("area", "=", "area", area),
    ):
        if value:
            conditions.append(f"{TABLE}.`{field}` {operator} %({key})s")
            values[key] = value
    match = get_match_conditions()
    if match:
        conditions.append(f"({match})")
    columns = f"{TABLE}.`month`, {TABLE}.`area`, {TABLE}.`status`"
    where = " and ".join(conditions)
    query = f"select {columns}, count(*) as `events` from {TABLE} where {where} group by {columns}"
    return frappe.db.sql(query, values, as_dict=True)


def get_match_conditions() -> str:
    """Return the row-level rules as SQL; empty for a user who sees every event that is not private."""
    if not get_scope() and not get_user_permissions(frappe.session.user):
        return ""
    return double_percent(get_rules("Relation Event"))

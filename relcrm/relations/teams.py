"""Who works with whom."""

import frappe


def get_colleagues(user: str | None = None) -> list[dict]:
    """Return the users of a user's teams, the user first."""
    user = user or frappe.session.user
    filters = {"user": user, "parenttype": "RelCRM Team"}
    teams = set(frappe.get_all("RelCRM Team Member", filters=filters, pluck="parent"))
    teams |= set(frappe.get_all("RelCRM Team", filters={"leader": user}, pluck="name"))
    users = {user}
    if teams:
        members = {"parent": ["in", list(teams)], "parenttype": "RelCRM Team"}
        users |= set(frappe.get_all("RelCRM Team Member", filters=members, pluck="user"))
        users |= set(
            filter(None, frappe.get_all("RelCRM Team", filters={"name": ["in", list(teams)]}, pluck="leader"))
        )
    filters = {"name": ["in", list(users)], "enabled": 1}
    rows = frappe.get_all("User", filters=filters, fields=["name", "full_name"], order_by="full_name asc")
    return sorted(rows, key=lambda row: row.name != user)

"""Questions about users that services ask."""

from __future__ import annotations

import frappe


def get_users_with_role(role: str) -> list[str]:
    """Enabled users that hold a role, Administrator left out; `All` and `Desk User` mean all of that kind."""
    enabled = {"enabled": 1, "name": ["not in", ["Administrator", "Guest"]]}
    if role == "Desk User":
        enabled["user_type"] = "System User"
    users = frappe.get_all("User", filters=enabled, pluck="name", order_by="name asc")
    if role in ("All", "Desk User"):
        return users
    holders = set(frappe.get_all("Has Role", filters={"role": role, "parenttype": "User"}, pluck="parent"))
    return [user for user in users if user in holders]


def is_website_user(username: str | None = None) -> bool:
    """Whether the user is no System User."""
    return frappe.db.get_value("User", username or frappe.session.user, "user_type") == "Website User"


def is_system_user(username: str | None = None) -> bool:
    """Whether the user is an enabled System User."""
    return bool(
        frappe.db.exists("User", {"name": username or frappe.session.user, "enabled": 1, "user_type": "System User"})
    )

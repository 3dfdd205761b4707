"""Who works with whom, and who leads whom: teams in a tree."""

import frappe


def get_led_teams(user: str) -> set[str]:
    """Return the teams that a user leads, and all that stand below these."""
    teams = frappe.get_all("RelCRM Team", fields=["name", "leader", "parent_team"])
    led = {team.name for team in teams if team.leader == user}
    while below := {team.name for team in teams if team.parent_team in led} - led:
        led |= below
    return led


def get_own_teams(user: str) -> set[str]:
    """Return the teams that a user is a member of."""
    filters = {"user": user, "parenttype": "RelCRM Team"}
    return set(frappe.get_all("RelCRM Team Member", filters=filters, pluck="parent"))


def get_teams(user: str) -> list[str]:
    """Return the teams that a user is a member of or leads, without those below."""
    return sorted(get_own_teams(user) | set(frappe.get_all("RelCRM Team", filters={"leader": user}, pluck="name")))


def get_members(teams: set[str]) -> set[str]:
    """Return the members of teams."""
    filters = {"parent": ["in", sorted(teams)], "parenttype": "RelCRM Team"}
    return set(frappe.get_all("RelCRM Team Member", filters=filters, pluck="user")) if teams else set()


def get_people(teams: set[str]) -> set[str]:
    """Return the members and the leaders of teams."""
    filters = {"name": ["in", sorted(teams)]}
    leaders = frappe.get_all("RelCRM Team", filters=filters, pluck="leader") if teams else []
    return get_members(teams) | {*filter(None, leaders)}


def get_colleagues(user: str | None = None) -> list[dict]:
    """Return the users of a user's teams and of those below the ones they lead, the user first."""
    user = user or frappe.session.user
    users = {user, *get_people(get_own_teams(user) | get_led_teams(user))}
    filters = {"name": ["in", list(users)], "enabled": 1}
    rows = frappe.get_all("User", filters=filters, fields=["name", "full_name"], order_by="full_name asc")
    return sorted(rows, key=lambda row: row.name != user)

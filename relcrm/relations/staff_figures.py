"""Figures per person of our own staff: off until the administrator switches them on and writes why.

Off, everybody sees their own, and those of others by team, together with at least as many as `LEAST`. Every door
that would count by colleague asks here for the heading that a colleague's figures stand under.
"""

from dataclasses import dataclass, field
from functools import cached_property

import frappe
from frappe import _
from frappe.utils import cint

from relcrm.exceptions import StaffFiguresError
from relcrm.relations import visibility

LEAST = 5
MANAGEMENT = frozenset({"RelCRM Manager", "RelCRM Administrator", "System Manager"})
STAFF_ROLES = (*sorted(visibility.WIDE_ROLES), visibility.AGENT_ROLE)


@dataclass
class Heading:
    """What a colleague's figures stand under: themselves, or a team together."""

    key: str
    title: str
    users: list[str] = field(default_factory=list)
    mine: bool = False
    person: bool = False


def are_on() -> bool:
    """Return whether the administrator has switched figures by name on."""
    return bool(cint(frappe.db.get_single_value("RelCRM Settings", "staff_figures")))


def may_see_each(user: str | None = None) -> bool:
    """Return whether a user sees the figures of each colleague: the management, once they are on."""
    user = user or frappe.session.user
    return are_on() and (user == "Administrator" or not MANAGEMENT.isdisjoint(frappe.get_roles(user)))


def may_switch() -> bool:
    """Return whether the user may switch figures by name on or off."""
    return bool(frappe.has_permission("RelCRM Settings", "write"))


class Headings:
    """The headings for one reader. `get(user)` is None where a colleague's figures may not be told apart."""

    def __init__(self, user: str | None = None):
        self.user = user or frappe.session.user
        self.each = may_see_each(self.user)

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of all users."""
        return dict(frappe.get_all("User", fields=["name", "full_name"], as_list=True))

    @cached_property
    def staff(self) -> set[str]:
        """The colleagues who work with RelCRM now."""
        return _get_staff()

    @cached_property
    def _groups(self) -> dict[str, Heading]:
        return {} if self.each else self._make_groups()

    def get(self, user: str | None) -> Heading | None:
        """Return the heading of a colleague; of nobody, a heading of its own, which is no person's."""
        if not user:
            return Heading("", _("Nobody"))
        if self.each or user == self.user:
            return Heading(user, self.names.get(user) or user, [user], mine=user == self.user, person=True)
        return self._groups.get(user) or self._groups.get("")

    def get_within(self, user: str | None, chosen: set[str] | None) -> Heading | None:
        """Return the heading where only some are counted: none that would tell a few of its people apart."""
        heading = self.get(user)
        if not heading or chosen is None or not heading.key or heading.person:
            return heading
        return heading if self.staff & set(heading.users) <= chosen else None

    def check_choice(self, user: str | None) -> None:
        """Refuse to count for one colleague alone whom the reader may not see by name."""
        if user and not self.each and user != self.user:
            frappe.throw(get_sentence(), StaffFiguresError)

    def get_sentence(self) -> str:
        """Return why colleagues are not told apart, empty where they are."""
        return "" if self.each else get_sentence()

    def _make_groups(self) -> dict[str, Heading]:
        """Return the heading of each colleague, and under "" that of whoever is in no team."""
        teams = _get_first_teams()
        groups: dict[tuple, set] = {}
        for user in set(self.names) - {self.user, "Guest"}:
            groups.setdefault((teams.get(user, ""),), set()).add(user)
        groups.setdefault(("",), set())
        while len(groups) > 1 and min(self._count(users) for users in groups.values()) < LEAST:
            groups = self._merge_smallest(groups)
        found: dict[str, Heading] = {}
        for names, users in groups.items():
            if self._count(users) < LEAST:
                return {}
            title = _get_title(names) if len(groups) > 1 else _("Colleagues")
            heading = Heading("team:" + "+".join(names), title, sorted(users))
            found |= dict.fromkeys(users, heading)
            if "" in names:
                found[""] = heading
        return found

    def _merge_smallest(self, groups: dict[tuple, set]) -> dict[tuple, set]:
        order = sorted(groups, key=lambda names: (self._count(groups[names]), names))
        first, second = order[:2]
        merged = {tuple(sorted({*first, *second}, key=lambda name: (not name, name))): groups[first] | groups[second]}
        return merged | {names: groups[names] for names in order[2:]}

    def _count(self, users: set[str]) -> int:
        return len(users & self.staff)


def _get_title(names: tuple[str, ...]) -> str:
    teams = [name for name in names if name]
    if not teams:
        return _("Colleagues")
    return ", ".join(teams) + (f", {_('other colleagues')}" if "" in names else "")


def _get_staff() -> set[str]:
    enabled = set(frappe.get_all("User", filters={"enabled": 1}, pluck="name"))
    having = frappe.get_all("Has Role", filters={"role": ["in", STAFF_ROLES], "parenttype": "User"}, pluck="parent")
    return (enabled & set(having)) - {"Administrator", "Guest"}


def _get_first_teams() -> dict[str, str]:
    """Return the team of each colleague; of several, the first by name."""
    rows = frappe.get_all("RelCRM Team Member", filters={"parenttype": "RelCRM Team"}, fields=["parent", "user"])
    return {row.user: row.parent for row in sorted(rows, key=lambda row: row.parent, reverse=True)}


def get_sentence() -> str:
    """Return why colleagues are not named, and how that is changed."""
    if are_on():
        return _("Figures by name are for the management. Your own are shown, those of others by team.")
    return _(
        "Colleagues are counted together, in teams of at least {0}, as the law on remote control of workers asks;"
        " your own figures are shown. The administrator switches figures by name on in the settings, with the reason."
    ).format(LEAST)

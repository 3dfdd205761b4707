import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.agenda.calendars import forget_levels
from relcrm.exceptions import CalendarError
from relcrm.workplace.rules import quote

KEEPERS = {"RelCRM Administrator", "System Manager"}


class CalendarShare(Document):
    """Somebody's agenda, opened or closed to a person, a team, a role or everybody."""

    def validate(self):
        who = frappe.utils.get_fullname(self.calendar)
        if not self.flags.ignore_permissions and not may_keep(self.calendar):
            text = _("The agenda of {0} is shared by {0} or an administrator only.")
            frappe.throw(text.format(who), CalendarError)
        named = [field for field in ("with_user", "with_team", "with_role") if self.get(field)]
        if len(named) > 1:
            text = _("Agenda of {0}: name a person, a team or a role, one of the three. Make a line for each.")
            frappe.throw(text.format(who), CalendarError)
        if self.with_user == self.calendar:
            text = _("Agenda of {0}: it is shared with {0} already. Choose another person.")
            frappe.throw(text.format(who), CalendarError)
        same = {field: self.get(field) or ["is", "not set"] for field in ("with_user", "with_team", "with_role")}
        same |= {"calendar": self.calendar, "name": ["!=", self.name or ""]}
        if frappe.db.exists("Calendar Share", same):
            text = _("The agenda of {0} is already shared with the same. Change that line instead.")
            frappe.throw(text.format(who), CalendarError)

    def on_update(self):
        forget_levels()

    def on_trash(self):
        forget_levels()


def may_keep(calendar: str | None, user: str | None = None) -> bool:
    """Return whether a user decides who sees an agenda."""
    user = user or frappe.session.user
    return user in (calendar, "Administrator") or bool(KEEPERS & set(frappe.get_roles(user)))


def get_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: one's own shares, and those with oneself; keepers see all."""
    user = user or frappe.session.user
    if may_keep(None, user):
        return ""
    return f"(`tabCalendar Share`.`calendar` = {quote(user)} or `tabCalendar Share`.`with_user` = {quote(user)})"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: judged by what is stored; whoever was let in reads the line, its owner changes it."""
    user = user or frappe.session.user
    stored = frappe.db.get_value("Calendar Share", doc.name, ["calendar", "with_user"], as_dict=True)
    if not stored or may_keep(stored.calendar, user):
        return True
    return stored.with_user == user and ptype in (None, "read", "select", "print")

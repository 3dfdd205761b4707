"""Who keeps the data in order, and what waits for them: the one the settings name, or the administrators."""

import frappe
from frappe import _

from relcrm.relations.duplicates import pairs
from relcrm.relations.quality.mending import GOOD_ENOUGH, MOST

ROLE = "RelCRM Administrator"


def get_keeper() -> str | None:
    """Return the user whom the settings name."""
    return frappe.db.get_single_value("RelCRM Settings", "data_keeper") or None


def is_keeper() -> bool:
    """Return whether the session user keeps the data in order."""
    keeper = get_keeper()
    return frappe.session.user == keeper if keeper else ROLE in frappe.get_roles()


def get_keepers() -> list[str]:
    """Return the users who are told of what is found at night, those that may log in."""
    names = [get_keeper()]
    if not names[0]:
        names = frappe.get_all("Has Role", filters={"parenttype": "User", "role": ROLE}, pluck="parent", distinct=True)
    return frappe.get_all("User", filters={"name": ["in", names], "enabled": 1}, pluck="name", order_by="name asc")


def get_lines() -> list[dict]:
    """Return what waits for whoever keeps the data, as lines with the screen where it is done; nothing for others."""
    if not (is_keeper() and frappe.has_permission("Party", "read")):
        return []
    lines = []
    count = sum(pairs.count_open(doctype) for doctype in pairs.SHOWN)
    if count:
        words = _("1 possible duplicate to decide") if count == 1 else _("{0} possible duplicates to decide")
        shown = f"{pairs.MOST_COUNTED}+" if count >= pairs.MOST_COUNTED else count
        lines.append({"what": words.format(shown), "screen": "duplicates"})
    low = frappe.get_list("Party", filters={"quality": ["<", GOOD_ENOUGH]}, pluck="name", order_by=None, limit=MOST)
    if low:
        words = _("1 company or person to mend") if len(low) == 1 else _("{0} companies and people to mend today")
        lines.append({"what": words.format(len(low)), "screen": "mend"})
    return lines

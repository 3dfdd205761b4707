"""What a user may read of a kind, as SQL whose percent signs are as they are: a query with values doubles them.

Frappe runs the rules of the hooks as they are, and `frappe.desk.reportview` doubles their percent signs: neither is
the other's.
"""

import frappe
from frappe.model.db_query import DatabaseQuery

from relcrm.workplace.reading import recall


def get_rules(doctype: str, user: str | None = None) -> str:
    """Return the SQL of what rules and hooks leave to a user; empty where it is everything."""
    user = user or frappe.session.user
    key = ("rules", doctype, user)
    return recall(key, lambda: DatabaseQuery(doctype, user=user).build_match_conditions() or "")


def quote(value: object) -> str:
    """Return a value as SQL."""
    return frappe.db.escape(value, percent=False)


def double_percent(sql: str) -> str:
    """Return SQL without placeholders for use beside such."""
    return sql.replace("%", "%%")

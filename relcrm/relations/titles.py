"""What records are called, for rows that hold their keys: one query for each kind."""

from collections.abc import Iterable

import frappe


def get_titles(doctype: str, fieldname: str, names: Iterable[str | None]) -> dict[str, str]:
    """Return the titles of records by their names; empty names are left out. Rights are the caller's matter."""
    wanted = list({name for name in names if name})
    if not wanted:
        return {}
    rows = frappe.get_all(doctype, filters={"name": ["in", wanted]}, fields=["name", fieldname])
    return {row.name: row[fieldname] for row in rows}

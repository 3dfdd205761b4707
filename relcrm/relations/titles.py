"""What records are called, for rows that hold their keys: one query for each kind."""

from collections.abc import Iterable

import frappe

from relcrm.workplace.reading import recall_each


def get_titles(doctype: str, fieldname: str, names: Iterable[str | None]) -> dict[str, str]:
    """Return the titles of records by their names; empty names are left out. Rights are the caller's matter."""
    wanted = {name for name in names if name}
    return recall_each(("titles", doctype, fieldname), wanted, lambda names: _ask(doctype, fieldname, names))


def _ask(doctype: str, fieldname: str, names: list[str]) -> dict[str, str]:
    rows = frappe.get_all(doctype, filters={"name": ["in", names]}, fields=["name", fieldname])
    return {row.name: row[fieldname] for row in rows}

"""Boards of any DocType: columns and the steps between them, and moving a card."""

import frappe

from relcrm.workplace import board


@frappe.whitelist(methods=["GET", "POST"])
def get_board(doctype: str, field: str) -> dict:
    """Return the columns of a board by a field and the steps that the user may take; needs read."""
    return board.get_board(str(doctype), field)


@frappe.whitelist(methods=["POST"])
def move_card(
    doctype: str,
    name: str,
    field: str,
    value: str | None = None,
    action: str | None = None,
    values: dict | str | None = None,
    modified: str | None = None,
) -> dict:
    """Put a record into another column, by a step where a process has steps; needs write on it."""
    given = frappe.parse_json(values) if values else None
    kept = given if isinstance(given, dict) else None
    return board.move_card(str(doctype), str(name), str(field), str(value or ""), action, kept, modified)

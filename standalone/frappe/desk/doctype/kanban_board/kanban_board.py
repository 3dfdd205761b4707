"""Kanban boards: columns from the values of a Select field, each with its own order of cards."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document


class KanbanBoard(Document):
    """The layout of one board."""

    def validate(self) -> None:
        field = frappe.get_meta(self.reference_doctype).get_field(self.field_name)
        if not field or field.fieldtype != "Select":
            frappe.throw(_("Choose a Select field of {0} for the columns.").format(_(self.reference_doctype)))
        if any(not row.column_name for row in self.columns):
            frappe.throw(_("Column Name cannot be empty"))


def get_permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Common boards and one's own private ones."""
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    return f"(`tabKanban Board`.`private` = 0 or `tabKanban Board`.`owner` = {frappe.db.escape(user)})"


def has_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """The same rule for one board."""
    return not doc.private or (user or frappe.session.user) in ("Administrator", doc.owner)


@frappe.whitelist()
def get_kanban_boards(doctype: str) -> list[dict]:
    """Boards of a doctype that the session user may see."""
    return frappe.get_list(
        "Kanban Board",
        fields=["name", "filters", "reference_doctype", "private"],
        filters={"reference_doctype": doctype},
    )


def _writable(board_name: str) -> KanbanBoard:
    board = frappe.get_doc("Kanban Board", board_name)
    board.check_permission("write")
    return board


@frappe.whitelist(methods=["POST"])
def add_column(board_name: str, column_title: str) -> list[Any]:
    """Add a column, named like a value of the field."""
    board = _writable(board_name)
    if any(row.column_name == column_title for row in board.columns):
        frappe.throw(_("Column {0} already exists.").format(column_title))
    board.append("columns", {"column_name": column_title})
    board.save()
    return board.columns


@frappe.whitelist(methods=["POST"])
def archive_restore_column(board_name: str, column_title: str, status: str) -> list[Any]:
    """Hide a column (Archived) or show it again (Active)."""
    board = _writable(board_name)
    for row in board.columns:
        if row.column_name == column_title:
            row.status = status
    board.save()
    return board.columns


@frappe.whitelist(methods=["POST"])
def update_order(board_name: str, order: Any) -> tuple[Document, list[dict]]:
    """Store the order of the cards and give cards moved to another column its value."""
    board = _writable(board_name)
    order = frappe.parse_json(order)
    moved = []
    for row in board.columns:
        names = order.get(row.column_name)
        if names is None:
            continue
        for name in names:
            before = frappe.db.get_value(board.reference_doctype, name, board.field_name)
            if before != row.column_name:
                _move(board, name, row.column_name)
                moved.append({"name": name, "new_value": row.column_name})
        row.order = json.dumps(names)
    board.save()
    return board, moved


@frappe.whitelist(methods=["POST"])
def update_order_for_single_card(
    board_name: str, docname: str, from_colname: str, to_colname: str, old_index: int, new_index: int
) -> Document:
    """Move one card to another place or column."""
    board = _writable(board_name)
    for row in board.columns:
        names = [n for n in json.loads(row.order or "[]") if n != docname]
        if row.column_name == to_colname:
            names.insert(int(new_index), docname)
        row.order = json.dumps(names)
    if from_colname != to_colname:
        _move(board, docname, to_colname)
    board.save()
    return board


def _move(board: KanbanBoard, name: str, value: str) -> None:
    doc = frappe.get_doc(board.reference_doctype, name)
    doc.set(board.field_name, value)
    doc.save()


@frappe.whitelist(methods=["POST"])
def update_column_order(board_name: str, order: Any) -> Document:
    """Put the columns into another order."""
    board = _writable(board_name)
    at = {title: i for i, title in enumerate(frappe.parse_json(order))}
    board.columns = sorted(board.columns, key=lambda row: at.get(row.column_name, len(at)))
    for idx, row in enumerate(board.columns, 1):
        row.idx = idx
    board.save()
    return board


@frappe.whitelist(methods=["POST"])
def set_indicator(board_name: str, column_name: str, indicator: str) -> Document:
    """Give a column another colour."""
    board = _writable(board_name)
    for row in board.columns:
        if row.column_name == column_name:
            row.indicator = indicator
    board.save()
    return board


@frappe.whitelist(methods=["POST"])
def quick_kanban_board(doctype: str, board_name: str, field_name: str, project: str | None = None) -> Document:
    """Make a board with a column for each value of a Select field."""
    field = frappe.get_meta(doctype).get_field(field_name)
    values = [v for v in ((field and field.options) or "").split("\n") if v]
    return frappe.get_doc(
        {
            "doctype": "Kanban Board",
            "kanban_board_name": board_name,
            "reference_doctype": doctype,
            "field_name": field_name,
            "columns": [{"column_name": value} for value in values],
        }
    ).insert()

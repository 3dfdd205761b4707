"""Workspaces as clients show them: the menu, and one page with only what its reader may open."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.workspace.workspace import is_workspace_manager
from frappe.model.query_args import read_json
from frappe.utils import cint

PAGE_KEYS = (
    "name", "title", "for_user", "parent_page", "content", "public", "module", "icon", "indicator_color", "is_hidden",
    "app", "type", "link_type", "link_to", "external_link", "sequence_id",
)  # fmt: skip


@frappe.whitelist(methods=["GET", "POST"])
def get_workspace_sidebar_items() -> dict[str, Any]:
    """The workspaces of the session user: public ones first, each with its content as JSON text."""
    manager = is_workspace_manager()
    filters = [["public", "=", 1]] if frappe.session.user == "Guest" else []
    names = frappe.get_all("Workspace", filters=filters, pluck="name", order_by="sequence_id asc, name asc")
    pages = []
    for name in names:
        page = frappe.get_cached_doc("Workspace", name)
        if page.is_permitted() and (manager or not cint(page.is_hidden)):
            pages.append({**{key: page.get(key) for key in PAGE_KEYS}, "label": _(page.title)})
    pages.sort(key=lambda page: not cint(page["public"]))
    return {
        "workspace_setup_completed": 1,
        "pages": pages,
        "has_access": manager,
        "has_create_access": frappe.has_permission("Workspace", "create", print_logs=False),
    }


@frappe.whitelist(methods=["GET", "POST"])
def get_desktop_page(page: Any) -> dict[str, Any]:
    """The items of one workspace that the session user may open. Raises PermissionError for a closed workspace."""
    asked = (
        read_json(page, "page", (dict,)) if str(page).lstrip()[:1] == "{" or isinstance(page, dict) else {"name": page}
    )
    name = (asked or {}).get("name")
    if not name:
        frappe.throw(_("{0} is missing. Send it with the request.").format("page"))
    doc = frappe.get_doc("Workspace", name)
    if not doc.is_permitted():
        frappe.throw(_("You may not open workspace {0}.").format(_(doc.title)), frappe.PermissionError)
    return {
        "charts": {"items": _items(doc.charts, "Dashboard Chart", "chart_name")},
        "shortcuts": {"items": [row for row in map(_translated, doc.shortcuts) if _may_open(row.type, row.link_to)]},
        "cards": {"items": _get_cards(doc)},
        "onboardings": {"items": []},
        "quick_lists": {
            "items": [row for row in map(_translated, doc.quick_lists) if _may_open("DocType", row.document_type)]
        },
        "number_cards": {"items": _items(doc.number_cards, "Number Card", "number_card_name")},
        "custom_blocks": {"items": [_translated(row) for row in doc.custom_blocks]},
    }


def _translated(row: Any) -> frappe._dict:
    out = frappe._dict(row.as_dict())
    if out.label:
        out.label = _(out.label)
    return out


def _items(rows: list, doctype: str, link: str) -> list[dict]:
    out = []
    for row in map(_translated, rows):
        found = frappe.db.get_value(doctype, row.get(link), "document_type as document_type", as_dict=True)
        if found and (not found.document_type or _may_open("DocType", found.document_type)):
            out.append(row)
    return out


def _get_cards(doc: Any) -> list[dict]:
    cards: list[frappe._dict] = []
    for row in doc.links:
        item = _translated(row)
        if row.type == "Card Break":
            cards.append(frappe._dict(item, links=[]))
        elif not cint(row.hidden) and _may_open(row.link_type, row.link_to):
            if not cards:
                cards.append(frappe._dict(label="", links=[]))
            cards[-1]["links"].append(item)
    return [card for card in cards if card["links"] and not cint(card.hidden)]


def _may_open(kind: str | None, name: str | None) -> bool:
    if kind == "DocType":
        return bool(name) and frappe.db.exists("DocType", name) and bool(_can_read(name))
    if kind == "Report":
        row = frappe.db.get_value("Report", name, ["ref_doctype", "disabled"], as_dict=True) if name else None
        if not row or cint(row.disabled) or not frappe.has_permission(row.ref_doctype, "report", print_logs=False):
            return False
        return frappe.get_cached_doc("Report", name).is_permitted()
    return True


def _can_read(doctype: str) -> bool:
    meta = frappe.get_meta(doctype)
    return not cint(meta.istable) and frappe.has_permission(doctype, "read", print_logs=False)

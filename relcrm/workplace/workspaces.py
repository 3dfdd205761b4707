"""Pages of figures, charts and links: Frappe's Workspace, Number Card and Dashboard Chart under the reader's rights.

Every figure is counted by the same query as the list that it leads to. A person's own order is a Workspace
Arrangement; what the reader may not see is left out, never shown as zero.
"""

import json

import frappe
from frappe import _
from frappe.utils import cint

from relcrm.exceptions import ArrangementError
from relcrm.workplace import figures
from relcrm.workplace.doctype.workspace_arrangement.workspace_arrangement import get_name, read_items

BLOCKS = {"number_card": "number_card_name", "chart": "chart_name", "shortcut": "shortcut_name"}
ROWS = {"number_card": ("number_cards", "number_card_name"), "chart": ("charts", "chart_name")}


def get_workspaces() -> list[dict]:
    """Return the pages that the reader may open."""
    filters = {"public": 1, "is_hidden": 0}
    fields = ["name", "title", "icon", "module"]
    rows = frappe.get_all("Workspace", filters=filters, fields=fields, order_by="sequence_id asc, name asc")
    pages = {row.name: frappe.get_cached_doc("Workspace", row.name) for row in rows}
    return [row for row in rows if _is_open(pages[row.name]) and _has_figures(pages[row.name])]


def _is_open(page) -> bool:
    roles = {row.role for row in page.roles}
    return cint(page.public) and (not roles or not roles.isdisjoint(frappe.get_roles()))


def _has_figures(page) -> bool:
    """Return whether a page is one of figures; others are menus of Frappe's own Desk."""
    return bool(page.number_cards or page.charts)


def get_workspace(name: str):
    """Return a page that the reader may open, or refuse in one sentence."""
    page = frappe.get_cached_doc("Workspace", name) if frappe.db.exists("Workspace", name) else None
    if not page or not _is_open(page):
        text = _('There is no page "{0}" for you. Choose one from the list.')
        frappe.throw(text.format(frappe.utils.escape_html(str(name)[:140])), ArrangementError)
    return page


def get_page(name: str) -> dict:
    """Return a page with all its figures, in the reader's order, and what else may be put on it."""
    page = get_workspace(name)
    delivered = get_delivered_items(page)
    kept = frappe.db.get_value("Workspace Arrangement", get_name(page.name), "content")
    items = read_items(kept) if kept else delivered
    shortcuts = {row.label: row for row in page.shortcuts}
    shown = [_fill(item, shortcuts) for item in items]
    return {
        "name": page.name,
        "title": page.title,
        "arranged": bool(kept),
        "items": [item for item in shown if item],
        "offered": get_offered(page, shortcuts),
    }


def get_delivered_items(page) -> list[dict]:
    """Return what stands on a page as it was delivered, read from its blocks."""
    items = []
    for block in json.loads(page.content or "[]"):
        kind, data = block.get("type"), block.get("data") or {}
        if kind in BLOCKS and data.get(BLOCKS[kind]):
            item = {"kind": kind, "name": _get_record(page, kind, data[BLOCKS[kind]]), "width": cint(data.get("col"))}
            items.append(item | {key: data[key] for key in ("height", "warn_from", "alarm_from") if key in data})
    return read_items(items)


def _get_record(page, kind: str, label: str) -> str:
    """Return which card or chart a block names: blocks name the label of a row."""
    if kind not in ROWS:
        return label
    table, fieldname = ROWS[kind]
    return next((row.get(fieldname) for row in page.get(table) if label in (row.label, row.get(fieldname))), label)


def get_offered(page, shortcuts: dict) -> list[dict]:
    """Return every card, chart and link that the reader may put on a page."""
    offered = [{"kind": "shortcut", "name": label, "label": label} for label, row in shortcuts.items() if _leads(row)]
    cards = frappe.get_all("Number Card", filters={"is_public": 1}, fields=["name", "label", "document_type"])
    charts = frappe.get_all(
        "Dashboard Chart", filters={"is_public": 1}, fields=["name", "chart_name as label", "document_type"]
    )
    for kind, rows in (("number_card", cards), ("chart", charts)):
        for row in sorted(rows, key=lambda row: row.name):
            if not row.document_type or figures.may_read(row.document_type):
                offered.append({"kind": kind, "name": row.name, "label": row.label})
    return offered


def _fill(item: dict, shortcuts: dict) -> dict | None:
    """Return an item with what it shows; None where it is gone or not the reader's to see."""
    if item["kind"] == "shortcut":
        row = shortcuts.get(item["name"])
        return item | {"label": item["name"], "goes_to": _leads(row)} if row and _leads(row) else None
    make = figures.get_card if item["kind"] == "number_card" else figures.get_chart
    found = make(item["name"])
    return item | found if found else None


def _leads(row) -> dict | None:
    """Return where a link leads, or None where the reader may not go."""
    if row.type == "URL":
        return {"url": row.url}
    if row.type == "Report":
        return {"report": row.link_to} if frappe.db.exists("Report", row.link_to) else None
    if row.type == "DocType" and figures.may_read(row.link_to):
        conditions = figures.read_conditions(row.stats_filter, None)
        return {"doctype": row.link_to, "conditions": conditions, "view": row.doc_view or ""}
    return None


def save_arrangement(name: str, items: list) -> dict:
    """Keep the reader's own order of a page and return the page."""
    page = get_workspace(name)
    items = json.dumps(read_items(items))
    kept = get_name(page.name)
    if frappe.db.exists("Workspace Arrangement", kept):
        doc = frappe.get_doc("Workspace Arrangement", kept)
        doc.content = items
        doc.save()
    else:
        frappe.get_doc({"doctype": "Workspace Arrangement", "workspace": page.name, "content": items}).insert()
    return get_page(name)


def reset_arrangement(name: str) -> dict:
    """Forget the reader's own order of a page and return it as delivered."""
    kept = get_name(get_workspace(name).name)
    if frappe.db.exists("Workspace Arrangement", kept):
        frappe.delete_doc("Workspace Arrangement", kept)
    return get_page(name)

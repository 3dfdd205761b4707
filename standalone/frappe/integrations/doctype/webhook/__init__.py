"""Which webhooks wait for an event of a document; their requests are made by jobs after the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe.utils.caching import derived

if TYPE_CHECKING:
    from frappe.model.document import Document


def _read_map() -> dict[str, list[tuple[str, str, str | None]]]:
    if not frappe.db.table_exists("Webhook"):
        return {}
    rows = frappe.get_all(
        "Webhook",
        filters={"enabled": 1},
        fields=["name", "webhook_doctype", "webhook_docevent", "condition"],
        order_by="name asc",
    )
    found: dict[str, list[tuple[str, str, str | None]]] = {}
    for row in rows:
        found.setdefault(row.webhook_doctype, []).append((row.name, row.webhook_docevent, row.condition))
    return found


def run_webhooks(doc: Document, method: str) -> None:
    """Called for every event of every document: queue the requests of the webhooks whose condition holds."""
    waiting = derived("webhooks", _read_map).get(doc.doctype)
    flags = frappe.local.flags
    if not waiting or flags.in_import or flags.in_patch or flags.in_install:
        return
    for name, event, condition in waiting:
        if event == method:
            _queue(doc, name, condition)


def _queue(doc: Document, name: str, condition: str | None) -> None:
    """A faulty condition or text is logged; it does not keep the document from being saved."""
    from frappe.integrations.doctype.webhook.webhook import get_context, queue_request

    messages = list(frappe.local.message_log)
    try:
        if not condition or frappe.safe_eval(condition, None, get_context(doc)):
            queue_request(doc, name)
    except Exception:
        frappe.local.message_log = messages
        frappe.log_error(f"Webhook {name} failed", reference_doctype=doc.doctype, reference_name=str(doc.name))

"""Which webhooks wait for an event of a document; their requests are made by jobs after the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe.utils._rules import get_rules_by_doctype

if TYPE_CHECKING:
    from frappe.model.document import Document


def run_webhooks(doc: Document, method: str) -> None:
    """Called for every event of every document: queue the requests of the webhooks whose condition holds."""
    rules = get_rules_by_doctype("Webhook", "webhook_doctype", {"enabled": 1}, ("webhook_docevent", "condition"))
    waiting = rules.get(doc.doctype)
    flags = frappe.local.flags
    if not waiting or flags.in_import or flags.in_patch or flags.in_install:
        return
    for row in waiting:
        if row.webhook_docevent == method:
            _queue(doc, row.name, row.condition)


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

"""Webhooks: the request is made from the document as it was at the event, by a job, with retries and a log."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

import frappe
from frappe import _
from frappe.integrations import outgoing
from frappe.model.document import Document
from frappe.utils import cint
from frappe.utils._rules import validate_placeholders
from frappe.utils.caching import bump_derived

SIGNATURE_HEADER = "X-Frappe-Webhook-Signature"
PAUSES = (10, 60, 300)  # seconds before the second, third and fourth try
MAX_TIMEOUT = 60


class Webhook(Document):
    """One rule: which event of which documents is told to whom, and how."""

    def autoname(self) -> None:
        from frappe.model.naming import make_autoname

        self.name = self.name or make_autoname("HOOK-.####", "Webhook")

    def validate(self) -> None:
        self.validate_request_url()
        self.validate_body()
        self.validate_headers()
        self.timeout = min(max(cint(self.timeout) or 5, 1), MAX_TIMEOUT)

    def on_update(self) -> None:
        bump_derived()

    def on_trash(self) -> None:
        bump_derived()

    def validate_request_url(self) -> None:
        parts = urlsplit((self.request_url or "").strip())
        if parts.scheme not in ("http", "https") or not (parts.netloc or self.is_dynamic_url):
            frappe.throw(_("Webhook {0}: {1} is no http or https address.").format(self.name, self.request_url))

    def validate_body(self) -> None:
        if self.request_structure == "JSON":
            if not (self.webhook_json or "").strip():
                frappe.throw(_("Webhook {0} has no JSON Request Body. Fill it in.").format(self.name))
            validate_placeholders(self, "webhook_json")
            self.webhook_data = []
        known = {df.fieldname for df in frappe.get_meta(self.webhook_doctype).fields}
        for row in self.webhook_data:
            if row.fieldname not in known and not hasattr(frappe.new_doc(self.webhook_doctype), row.fieldname):
                frappe.throw(
                    _("Row #{0}: {1} has no field {2}.").format(row.idx, _(self.webhook_doctype), row.fieldname)
                )
        if len({row.key for row in self.webhook_data}) < len(self.webhook_data):
            frappe.throw(_("Same Field is entered more than once"))

    def validate_headers(self) -> None:
        for row in self.webhook_headers:
            if any(ch in f"{row.key}{row.value}" for ch in "\r\n"):
                frappe.throw(_("Row #{0}: a header cannot contain a line break.").format(row.idx))


def get_context(doc: Document) -> dict[str, Any]:
    """Names that conditions and templates may use."""
    return {"doc": doc, "utils": frappe.utils}


def queue_request(doc: Document, webhook_name: str) -> None:
    """Make the request from the document as it is now, and hand it to a job."""
    webhook = frappe.get_cached_doc("Webhook", webhook_name)
    data = get_webhook_data(doc, webhook)
    url = webhook.request_url
    if webhook.is_dynamic_url:
        url = frappe.render_template(url, get_context(doc))
    frappe.enqueue(
        "frappe.integrations.doctype.webhook.webhook.enqueue_webhook",
        queue=webhook.background_jobs_queue or "default",
        enqueue_after_commit=True,
        webhook=webhook_name,
        reference=[doc.doctype, str(doc.name)],
        url=url,
        body=json.dumps(data),
    )


def get_webhook_data(doc: Document, webhook: Webhook) -> Any:
    """What is sent: the chosen fields, or the filled-in JSON text."""
    if webhook.webhook_data:
        values = json.loads(frappe.as_json(doc.as_dict()))
        return {row.key: values.get(row.fieldname) for row in webhook.webhook_data}
    if webhook.webhook_json:
        text = frappe.render_template(webhook.webhook_json, get_context(doc))
        try:
            return json.loads(text)
        except ValueError as exc:
            frappe.throw(
                _(
                    "The body of webhook {0} is no JSON for {1} {2}: {3}. Use {{{{ value | tojson }}}} for texts."
                ).format(webhook.name, doc.doctype, doc.name, exc)
            )
    return {}


def get_webhook_headers(webhook: Webhook, body: bytes) -> dict[str, str]:
    """Content type, signature, and the headers of the rule."""
    form = webhook.request_structure == "Form URL-Encoded"
    headers = {"Content-Type": "application/x-www-form-urlencoded" if form else "application/json"}
    if webhook.enable_security:
        secret = webhook.get_password("webhook_secret", raise_exception=False) or ""
        headers[SIGNATURE_HEADER] = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    headers.update({row.key: row.value or "" for row in webhook.webhook_headers if row.key})
    return headers


def enqueue_webhook(webhook: str, reference: list[str], url: str, body: str, attempt: int = 1) -> None:
    """Job: make the request once, log it, and queue another try where it failed and tries are left."""
    if not frappe.db.exists("Webhook", {"name": webhook, "enabled": 1}):
        return
    hook = frappe.get_doc("Webhook", webhook)
    payload = _encode(hook, body)
    headers = get_webhook_headers(hook, payload if hook.request_structure == "Form URL-Encoded" else body.encode())
    method, timeout = hook.request_method or "POST", min(cint(hook.timeout) or 5, MAX_TIMEOUT)
    frappe.db.rollback()  # no transaction stays open while the other system thinks
    status, answer, error, retry = 0, "", "", False
    try:
        result = outgoing.request(method, url, payload, headers, timeout)
        status, answer = result.status, result.text
        retry = status >= 500 or status in (408, 425, 429)
        if not 200 <= status < 300:
            error = _("The other system answered with status {0}.").format(status)
    except outgoing.AddressNotAllowedError as exc:
        error = str(exc)
    except (OSError, http.client.HTTPException) as exc:
        error, retry = _("No answer from {0}: {1}").format(url, exc), True
    log_request(webhook, reference, url, headers, body, answer, status, attempt, error)
    if retry and attempt <= len(PAUSES):
        frappe.enqueue(
            "frappe.integrations.doctype.webhook.webhook.enqueue_webhook",
            queue=hook.background_jobs_queue or "default",
            enqueue_after_commit=True,
            delay=PAUSES[attempt - 1],
            webhook=webhook,
            reference=reference,
            url=url,
            body=body,
            attempt=attempt + 1,
        )
    elif error:
        frappe.log_error(_("Webhook {0} failed").format(webhook), error, reference[0], reference[1])


def _encode(webhook: Webhook, body: str) -> bytes:
    if webhook.request_structure != "Form URL-Encoded":
        return body.encode()
    data = json.loads(body)
    flat = {k: v if isinstance(v, (str, int, float)) else "" if v is None else json.dumps(v) for k, v in data.items()}
    return urlencode(flat).encode()


def log_request(
    webhook: str,
    reference: list[str],
    url: str,
    headers: dict,
    data: str,
    answer: str,
    status: int,
    attempt: int = 1,
    error: str = "",
) -> None:
    """Keep one try; secrets in headers are not kept."""
    shown = {k: "***" if k.lower() in ("authorization", "cookie", "x-api-key") else v for k, v in headers.items()}
    frappe.get_doc(
        {
            "doctype": "Webhook Request Log",
            "webhook": webhook,
            "reference_doctype": reference[0],
            "reference_document": reference[1],
            "user": frappe.session.user,
            "url": url,
            "headers": frappe.as_json(shown),
            "data": data,
            "response": answer,
            "status_code": status,
            "attempt": attempt,
            "error": error or None,
        }
    ).insert(ignore_permissions=True, ignore_links=True)


@frappe.whitelist(methods=["POST"])
def generate_preview(webhook: str, docname: str) -> dict[str, Any]:
    """What a webhook would send for a document; needs read permission on both."""
    hook = frappe.get_doc("Webhook", webhook)
    hook.check_permission("read")
    doc = frappe.get_doc(hook.webhook_doctype, docname)
    doc.check_permission("read")
    context = get_context(doc)
    return {
        "meets_condition": bool(not hook.condition or frappe.safe_eval(hook.condition, None, context)),
        "url": frappe.render_template(hook.request_url, context) if hook.is_dynamic_url else hook.request_url,
        "body": get_webhook_data(doc, hook),
    }


def clear_old_logs(days: int = 30) -> None:
    """Scheduled job: forget tries older than this."""
    frappe.db.delete("Webhook Request Log", {"modified": ["<", frappe.utils.add_days(frappe.utils.nowdate(), -days)]})

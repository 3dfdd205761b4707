"""Links that carry a signature over their arguments, so that they can be trusted from a mailbox."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qsl, urlencode

import frappe
from frappe import _


def get_secret() -> str:
    """The site's own key for signatures, made once."""
    from frappe.utils.password import get_encryption_key

    return get_encryption_key()


def get_signed_params(params: str | dict) -> str:
    """The arguments as a query string with `_signature` at its end."""
    text = params if isinstance(params, str) else urlencode(params)
    return f"{text}&_signature={_sign(text)}"


def _sign(text: str) -> str:
    return hmac.new(get_secret().encode(), text.encode(), hashlib.sha512).hexdigest()


def verify_request() -> bool:
    """Whether the request's query string carries its signature; otherwise answers with a page that says so."""
    text = frappe.safe_decode(frappe.local.request.query_string) if frappe.local.request else ""
    signed, _sep, signature = text.partition("&_signature=")
    plain = urlencode(parse_qsl(signed))
    valid = bool(signature) and any(hmac.compare_digest(signature, _sign(t)) for t in (signed, plain))
    if not valid:
        frappe.respond_as_web_page(
            _("Invalid Link"), _("This link is invalid. Copy the whole of it from the message."), http_status_code=403
        )
    return valid

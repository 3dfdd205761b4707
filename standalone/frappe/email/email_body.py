"""From the parts of a message to the MIME text that is kept in Email Queue and sent."""

from __future__ import annotations

import html
import mimetypes
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate, make_msgid, parseaddr
from typing import Any

import frappe
from frappe import _
from frappe.utils import strip_html
from frappe.utils._text import without_blocks

UNSUBSCRIBE_MARK = "<!--unsubscribe_url-->"
# No part of these may run over the next tag: that would take for ever on a text made for it.
_BREAK = re.compile(r"<\s{0,9}(br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.I)
_BLOCKS = {"<style": "</style>", "<script": "</script>", "<title": "</title>"}
_LINK = re.compile(
    r"<a\b[^<>]{0,2000}?href=[\"']([^\"'<>]{1,2000})[\"'][^<>]{0,2000}>((?:(?!<a\b).)*?)</a>", re.I | re.S
)


def get_email(
    *,
    sender: str,
    subject: str,
    content: str,
    to: list[str] | None = None,
    cc: list[str] | None = None,
    reply_to: str | None = None,
    message_id: str | None = None,
    in_reply_to: str | None = None,
    attachments: list[dict] | None = None,
    read_receipt: Any = None,
    headers: dict | None = None,
) -> EmailMessage:
    """A message with text and HTML alternatives; `to` and `cc` are left out where each reader gets their own copy.

    `message_id` comes without its angle brackets.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = safe_address(sender)
    if to:
        message["To"] = ", ".join(safe_address(a) for a in to)
    if cc:
        message["Cc"] = ", ".join(safe_address(a) for a in cc)
    message["Subject"] = one_line(subject) or _("No subject")
    message["Date"] = formatdate(localtime=True)
    own = make_msgid(domain=parseaddr(sender)[1].partition("@")[2] or "localhost")
    message["Message-ID"] = f"<{one_line(message_id)}>" if message_id else own
    if reply_to:
        message["Reply-To"] = safe_address(reply_to)
    if in_reply_to:
        message["In-Reply-To"] = message["References"] = one_line(in_reply_to)
    if read_receipt:
        message["Disposition-Notification-To"] = safe_address(sender)
    for key, value in (headers or {}).items():
        message[one_line(key)] = one_line(str(value))
    message.set_content(html_to_text(content), cte="quoted-printable")
    message.add_alternative(content, subtype="html", cte="quoted-printable")
    for item in attachments or ():
        add_attachment(message, item["fname"], item["fcontent"])
    return message


def add_attachment(message: EmailMessage, fname: str, fcontent: bytes | str, content_type: str | None = None) -> None:
    """Attach a file; its type is guessed from its name."""
    maintype, _slash, subtype = (
        content_type or mimetypes.guess_type(fname)[0] or "application/octet-stream"
    ).partition("/")
    data = fcontent.encode() if isinstance(fcontent, str) else fcontent
    message.add_attachment(data, maintype=maintype, subtype=subtype, filename=one_line(fname))


def one_line(text: str | None) -> str:
    """A header's value without line breaks, so that no further header can be smuggled in."""
    return " ".join((text or "").split())


def safe_address(value: str) -> str:
    """One address, with or without a name, as a header wants it. Raises InvalidEmailAddressError."""
    name, address = parseaddr(one_line(value))
    try:
        Address(addr_spec=address)
    except Exception:
        frappe.throw(_("{0} is not a valid Email Address").format(value), frappe.InvalidEmailAddressError)
    return formataddr((name, address)) if name else address


def html_to_text(content: str) -> str:
    """The readable text of an HTML message, links in brackets."""
    text = _LINK.sub(lambda m: m.group(2) if m.group(1) in m.group(2) else f"{m.group(2)} ({m.group(1)})", content)
    text = without_blocks(text.replace("\r", ""), _BLOCKS)
    text = html.unescape(strip_html(_BREAK.sub("\n", text)))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def get_formatted_html(
    subject: str,
    message: str,
    footer: str | None = None,
    header: Any = None,
    signature: str | None = None,
    unsubscribe: str | None = None,
) -> str:
    """The message in the plain frame that every e-mail of the site has."""
    parts = [get_header(header), message]
    if signature:
        parts.append(f"<div>{signature}</div>")
    foot = "".join(f"<p>{text}</p>" for text in (footer, unsubscribe) if text)
    if foot:
        parts.append(f'<div style="color: #6b7280; font-size: 12px; margin-top: 24px">{foot}</div>')
    body = "\n".join(part for part in parts if part)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{html.escape(subject or "")}</title></head>\n'
        f'<body style="font-family: sans-serif; font-size: 14px; line-height: 1.5">\n{body}\n</body></html>'
    )


def get_header(header: Any) -> str:
    """The heading over a message: a text, or [text, colour]."""
    if not header:
        return ""
    title = header[0] if isinstance(header, (list, tuple)) else header
    return f"<h2>{frappe.utils.escape_html(str(title))}</h2>"


def unsubscribe_text(message: str | None) -> str:
    """The last line of a message, with the mark that becomes each reader's own link."""
    label = message or _("Unsubscribe")
    return f'<a href="{UNSUBSCRIBE_MARK}">{frappe.utils.escape_html(label)}</a>'

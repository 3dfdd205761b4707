"""Write an e-mail about a document: keeps a Communication and, when asked, queues it."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.query_args import read_json
from frappe.utils import cint, get_datetime, split_emails, validate_email_address


@frappe.whitelist(methods=["POST"])
def make(
    doctype: str | None = None,
    name: str | None = None,
    content: str | None = None,
    subject: str | None = None,
    sent_or_received: str = "Sent",
    sender: str | None = None,
    sender_full_name: str | None = None,
    recipients: Any = None,
    communication_medium: str = "Email",
    send_email: Any = False,
    print_html: str | None = None,
    print_format: str | None = None,
    attachments: Any = None,
    send_me_a_copy: Any = False,
    cc: Any = None,
    bcc: Any = None,
    read_receipt: Any = None,
    print_letterhead: Any = True,
    email_template: str | None = None,
    communication_type: str | None = None,
    send_after: Any = None,
    print_language: str | None = None,
    now: bool = False,
    **kwargs: Any,
) -> dict[str, str]:
    """Keep (and with `send_email` queue) a message; needs the e-mail right on the document it is about."""
    if doctype and name:
        frappe.has_permission(doctype, "email", doc=name, throw=True)
    elif cint(send_email):
        frappe.has_permission("Communication", "create", throw=True)
    people = {"recipients": _addresses(recipients), "cc": _addresses(cc), "bcc": _addresses(bcc)}
    if cint(send_email) and not any(people.values()):
        frappe.throw(_("Say to whom the message goes: enter at least one address under To, CC or BCC."))
    message = frappe.get_doc(
        {
            "doctype": "Communication",
            "subject": subject,
            "content": content,
            "sender": sender or None,
            "sender_full_name": sender_full_name,
            **{key: ", ".join(addresses) or None for key, addresses in people.items()},
            "communication_medium": communication_medium,
            "communication_type": communication_type or "Communication",
            "sent_or_received": sent_or_received,
            "reference_doctype": doctype,
            "reference_name": name,
            "email_template": email_template,
            "read_receipt": cint(read_receipt),
            "has_attachment": 1 if attachments or print_format or print_html else 0,
            "send_after": get_datetime(send_after) if send_after else None,
        }
    ).insert(ignore_permissions=True)
    if cint(send_email):
        files = _attachments(message, attachments, print_html, print_format, print_language, cint(print_letterhead))
        _send(message, people, files, cint(send_me_a_copy), now)
    return {"name": message.name, "emails_not_sent_to": ", ".join(message.flags.emails_not_sent_to or ())}


def _addresses(value: Any) -> list[str]:
    if not isinstance(value, (str, list, tuple, type(None))):
        frappe.throw(_("The addresses must be a text, with commas between them, or a list."))
    parts = split_emails(value) if isinstance(value, str) else [str(part) for part in value or ()]
    for part in parts:
        validate_email_address(part, throw=True)
    return parts


def _attachments(
    message: Any,
    attachments: Any,
    print_html: str | None,
    print_format: str | None,
    language: str | None,
    letterhead: int,
) -> list[dict]:
    """What `sendmail` understands: file ids, and a print made when the mail goes out."""
    files: list[dict] = []
    for item in read_json(attachments, "attachments", (list,)) or ():
        fid = item.get("name") or item.get("fid") if isinstance(item, dict) else str(item)
        if fid:
            frappe.get_doc("File", fid).check_permission("read")
            files.append({"fid": fid})
    if print_format and message.reference_name:
        files.append(
            {
                "print_format_attachment": 1,
                "doctype": message.reference_doctype,
                "name": message.reference_name,
                "print_format": print_format,
                "print_letterhead": letterhead,
                "lang": language or frappe.local.lang,
            }
        )
    return files


def _send(message: Any, people: dict[str, list[str]], files: list[dict], copy: int, now: bool) -> None:
    cc = list(people["cc"])
    if copy and message.sender and message.sender not in cc:
        cc.append(message.sender)
    wanted = [*people["recipients"], *cc, *people["bcc"]]
    queued = frappe.sendmail(
        recipients=people["recipients"],
        cc=cc,
        bcc=people["bcc"],
        sender=message.sender,
        subject=message.subject,
        content=message.content,
        reference_doctype=message.reference_doctype,
        reference_name=message.reference_name,
        attachments=files,
        communication=message.name,
        expose_recipients="header",
        read_receipt=message.read_receipt,
        send_after=message.send_after,
        add_unsubscribe_link=0,
        now=now,
    )
    reached = {row.recipient for row in queued.recipients} if queued else set()
    message.flags.emails_not_sent_to = [a for a in wanted if validate_email_address(a) not in reached]
    message.set_delivery_status()

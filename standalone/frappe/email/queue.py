"""`frappe.sendmail`: from a caller's arguments to Email Queue rows; flushing them; refusing further messages."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _, _dict
from frappe.email.email_body import get_email, get_formatted_html, unsubscribe_text
from frappe.utils import cint, get_datetime, get_url, now_datetime, split_emails, validate_email_address
from frappe.utils.verified_command import get_signed_params, verify_request

BATCH = 500


def are_emails_muted() -> bool:
    """Whether messages are queued only, by flag or by the site's configuration."""
    return bool(frappe.flags.mute_emails or cint(frappe.conf.get("mute_emails") or 0))


def sendmail(
    recipients: Any = None,
    sender: str = "",
    subject: str = "No Subject",
    message: str = "No Message",
    as_markdown: bool = False,
    delayed: bool = True,
    reference_doctype: str | None = None,
    reference_name: Any = None,
    unsubscribe_method: str | None = None,
    unsubscribe_params: dict | None = None,
    unsubscribe_message: str | None = None,
    add_unsubscribe_link: int = 1,
    attachments: list | None = None,
    content: str | None = None,
    doctype: str | None = None,
    name: Any = None,
    reply_to: str | None = None,
    queue_separately: bool = False,
    cc: Any = None,
    bcc: Any = None,
    message_id: str | None = None,
    in_reply_to: str | None = None,
    send_after: Any = None,
    expose_recipients: str | None = None,
    send_priority: int = 1,
    communication: str | None = None,
    retry: int = 1,
    now: bool | None = None,
    read_receipt: Any = None,
    is_notification: bool = False,
    inline_images: list | None = None,
    template: str | None = None,
    args: dict | None = None,
    header: Any = None,
    print_letterhead: bool = False,
    with_container: bool = False,
    email_read_tracker_url: str | None = None,
    x_priority: int = 3,
    email_headers: dict | None = None,
) -> Any:
    """Queue a message and return its Email Queue document, or None when nobody is left to write to.

    Raises OutgoingEmailError where no account can send. `now=True` (or `delayed=False`) sends right after the present
    transaction is committed.
    """
    if inline_images:
        raise frappe.NotInStandaloneError(_("Inline images are not supported here. Attach the files instead."))
    letter = _dict(
        sender=sender,
        subject=subject or _("No Subject"),
        body=_body(message, content, template, args, as_markdown),
        recipients=_addresses(recipients),
        cc=_addresses(cc),
        bcc=_addresses(bcc),
        reference_doctype=reference_doctype or doctype,
        reference_name=reference_name or name,
        attachments=list(attachments or ()),
        reply_to=reply_to,
        message_id=message_id,
        in_reply_to=in_reply_to,
        header=header,
        read_receipt=read_receipt,
        headers={**(email_headers or {}), **({"X-Priority": str(x_priority)} if x_priority != 3 else {})},
        expose_recipients=expose_recipients,
        unsubscribe_method=unsubscribe_method,
        unsubscribe_params=unsubscribe_params,
        unsubscribe_message=unsubscribe_message,
        add_unsubscribe_link=cint(add_unsubscribe_link) if reference_doctype or doctype else 0,
        row={
            "send_after": get_datetime(send_after) if send_after else None,
            "priority": send_priority,
            "communication": communication,
        },
    )
    queued = _queue(letter, queue_separately)
    if queued and (now or not delayed):
        for doc in queued:
            frappe.db.after_commit.add(doc.send_quietly)
    return queued[-1] if queued else None


def _body(message: str, content: str | None, template: str | None, args: dict | None, as_markdown: bool) -> str:
    if template:
        return frappe.get_template(f"templates/emails/{template}.html").render(args or {})
    text = content or message
    return frappe.utils.md_to_html(text) if as_markdown else text


def _addresses(value: Any) -> list[str]:
    parts = split_emails(value) if isinstance(value, str) else list(value or ())
    found: dict[str, None] = {}
    for part in parts:
        address = validate_email_address(part) if part else ""
        if address:
            found.setdefault(address, None)
    return list(found)


def _queue(letter: _dict, separately: bool) -> list[Any]:
    from frappe.email.doctype.email_account.email_account import EmailAccount

    account = EmailAccount.find_outgoing(match_by_email=letter.sender, _raise_error=not are_emails_muted())
    refused = _unsubscribed(letter)
    for key in ("recipients", "cc", "bcc"):
        letter[key] = [address for address in letter[key] if address.lower() not in refused]
    everyone = list(dict.fromkeys([*letter.recipients, *letter.cc, *letter.bcc]))
    if account and account.always_bcc and everyone:
        everyone = list(dict.fromkeys([*everyone, account.always_bcc]))
    if not everyone:
        return []
    if separately:
        return [_insert(_dict(letter, recipients=[one], cc=[], bcc=[]), [one], account) for one in everyone]
    return [_insert(letter, everyone, account)]


def _unsubscribed(letter: _dict) -> set[str]:
    everyone = [*letter.recipients, *letter.cc, *letter.bcc]
    if not everyone:
        return set()
    rows = frappe.get_all(
        "Email Unsubscribe",
        filters={"email": ["in", everyone]},
        fields=["email", "global_unsubscribe", "reference_doctype", "reference_name"],
    )
    about = (letter.reference_doctype, str(letter.reference_name))
    return {
        row.email.lower()
        for row in rows
        if letter.add_unsubscribe_link
        and row.global_unsubscribe
        or letter.reference_doctype
        and (row.reference_doctype, row.reference_name) == about
    }


def _insert(letter: _dict, everyone: list[str], account: Any) -> Any:
    sender = _sender(letter.sender, account)
    embedded = [a for a in letter.attachments if "fcontent" in a]
    later = [a for a in letter.attachments if "fcontent" not in a]
    link = letter.add_unsubscribe_link and (not account or account.send_unsubscribe_message)
    html = get_formatted_html(
        letter.subject,
        letter.body,
        footer=account.footer if account else None,
        header=letter.header,
        signature=account.signature if account and account.add_signature else None,
        unsubscribe=unsubscribe_text(letter.unsubscribe_message) if link else None,
    )
    exposed = letter.expose_recipients == "header"
    mime = get_email(
        sender=sender,
        subject=letter.subject,
        content=html,
        to=letter.recipients if exposed else None,
        cc=letter.cc if exposed else None,
        reply_to=letter.reply_to,
        message_id=letter.message_id,
        in_reply_to=letter.in_reply_to,
        attachments=embedded,
        read_receipt=letter.read_receipt,
        headers=letter.headers,
    )
    return frappe.get_doc(
        {
            "doctype": "Email Queue",
            **letter.row,
            "sender": sender,
            "status": "Not Sent",
            "message": mime.as_string(),
            "message_id": mime["Message-ID"].strip(" <>"),
            "reference_doctype": letter.reference_doctype,
            "reference_name": str(letter.reference_name) if letter.reference_name else None,
            "recipients": [{"recipient": address, "status": "Not Sent"} for address in everyone],
            "show_as_cc": ", ".join(letter.cc),
            "attachments": frappe.as_json(later) if later else None,
            "expose_recipients": letter.expose_recipients,
            "add_unsubscribe_link": 1 if link else 0,
            "unsubscribe_method": letter.unsubscribe_method,
            "unsubscribe_param": frappe.as_json(letter.unsubscribe_params) if letter.unsubscribe_params else None,
            "email_account": account.name if account else None,
        }
    ).insert(ignore_permissions=True, ignore_links=True)


def _sender(sender: str, account: Any) -> str:
    if not account:
        return sender or "noreply@localhost"
    if not sender or account.always_use_account_email_id_as_sender:
        return account.default_sender
    return sender


# ---- sending what waits -------------------------------------------------------------------------


def flush() -> None:
    """Scheduled job: send what is due, the most urgent and oldest first."""
    if are_emails_muted():
        return
    from frappe.email.doctype.email_queue.email_queue import EmailQueue, give_up_interrupted

    give_up_interrupted()
    servers: dict[str, Any] = {}
    try:
        for name in get_queue():
            EmailQueue.find(name).send(servers=servers)
    finally:
        for server in servers.values():
            server.quit()


def get_queue() -> list[str]:
    """Names of the messages that are due."""
    return frappe.get_all(
        "Email Queue",
        filters={"status": ["in", ("Not Sent", "Partially Sent")], "retry": ["<", 3]},
        or_filters=[["send_after", "is", "not set"], ["send_after", "<=", now_datetime()]],
        order_by="priority desc, retry asc, creation asc",
        limit=BATCH,
        pluck="name",
    )


# ---- refusing further messages ------------------------------------------------------------------


def get_unsubscribe_url(row: Any, email: str) -> str:
    """The signed address by which one reader refuses messages about one document."""
    method = row.unsubscribe_method or "/api/method/frappe.email.queue.unsubscribe"
    params = {"email": email, "doctype": row.reference_doctype, "name": row.reference_name}
    params.update(frappe.parse_json(row.unsubscribe_param) or {})
    return get_url(f"{method}?{get_signed_params({k: v for k, v in params.items() if v})}")


@frappe.whitelist(allow_guest=True, methods=["GET", "POST"])
def unsubscribe(doctype: str, email: str, name: str | None = None, **kwargs: Any) -> None:
    """From a message's link: GET asks, POST (the page's button, or the mail program's own) carries it out."""
    if not verify_request():
        return
    if frappe.local.request.method != "POST":
        token = frappe.session.data.csrf_token if frappe.session.data else None
        hidden = f'<input type="hidden" name="csrf_token" value="{token}">' if token else ""
        frappe.respond_as_web_page(
            _("Unsubscribe"),
            '<form method="post">{}<p>{}</p><button type="submit">{}</button></form>'.format(
                hidden,
                _("{0} will get no more messages about this.").format(frappe.utils.escape_html(email)),
                _("Unsubscribe"),
            ),
        )
        return
    entry = {"email": email, "reference_doctype": doctype, "reference_name": name}
    if not frappe.db.exists("Email Unsubscribe", entry):
        frappe.get_doc({"doctype": "Email Unsubscribe", **entry}).insert(ignore_permissions=True)
    frappe.respond_as_web_page(
        _("Unsubscribed"),
        _("{0} has left the conversation and will get no more messages about it.").format(
            frappe.utils.escape_html(email)
        ),
    )

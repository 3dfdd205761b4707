"""One queued message. Each reader gets a copy of their own, and every step is committed before the next is taken.

No network call is made while a transaction is open. A message whose sending was cut off by a crash is not sent again
to the reader it was being handed over for: that one is marked as an error that says so.
"""

from __future__ import annotations

import smtplib
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any

import frappe
from frappe import _
from frappe.email.email_body import UNSUBSCRIBE_MARK, add_attachment
from frappe.model.document import Document
from frappe.model.query_args import read_json
from frappe.utils import add_to_date, cint, now_datetime

MAX_TRIES = 3
INTERRUPTED_AFTER_MINUTES = 15


class EmailQueue(Document):
    """A message and those it goes to."""

    @classmethod
    def find(cls, name: str) -> EmailQueue:
        """The queued message of this name."""
        return frappe.get_doc("Email Queue", name)

    def can_send_now(self) -> bool:
        """Whether the message waits and nothing forbids sending."""
        from frappe.email.queue import are_emails_muted

        due = not self.send_after or self.send_after <= now_datetime()
        waits = self.status in ("Not Sent", "Partially Sent") and cint(self.retry) < MAX_TRIES
        return waits and due and not are_emails_muted()

    def send_quietly(self) -> None:
        """Right after a commit: send, and leave a failure to the next flush."""
        try:
            EmailQueue.find(self.name).send()
        except Exception:
            frappe.db.rollback()
            frappe.log_error(_("Sending {0} failed").format(self.name))
            frappe.db.commit()

    def send(self, servers: dict[str, Any] | None = None, force_send: bool = False) -> None:
        """Send to everyone not reached yet. Commits."""
        if not (force_send or self.can_send_now()):
            return
        self.note(status="Sending", retry=cint(self.retry) + 1)
        own = servers is None
        servers = {} if servers is None else servers
        failure = ""
        try:
            for row in self.recipients:
                if row.status not in ("Sent", "Error", "Expired"):
                    self.send_to(row, servers)
        except (OSError, smtplib.SMTPException, frappe.OutgoingEmailError) as exc:
            failure = str(exc) or type(exc).__name__
            _drop_server(servers, self.email_account)
        finally:
            if own:
                for server in servers.values():
                    server.quit()
        self.note_outcome(failure)

    def send_to(self, row: Any, servers: dict[str, Any]) -> None:
        """Hand the copy of one reader to the mail server."""
        text = self.build_message(row.recipient)
        session = None if _is_dry_run() else self.get_server(servers).session
        _note("Email Queue Recipient", row, status="Sending", error=None)
        try:
            if session:
                session.sendmail(parseaddr(self.sender)[1], [row.recipient], text)
        except smtplib.SMTPRecipientsRefused as exc:
            code, answer = next(iter(exc.recipients.values()))
            lasting = 500 <= code < 600
            reason = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
            _note("Email Queue Recipient", row, status="Error" if lasting else "Not Sent", error=reason)
            if not lasting:
                raise
        except (OSError, smtplib.SMTPException) as exc:
            _note("Email Queue Recipient", row, status="Not Sent", error=str(exc))
            raise
        else:
            _note("Email Queue Recipient", row, status="Sent", error=None)

    def get_server(self, servers: dict[str, Any]) -> Any:
        """The open connection of this message's account, shared by a batch."""
        from frappe.email.doctype.email_account.email_account import EmailAccount

        if self.email_account not in servers:
            if self.email_account and frappe.db.exists("Email Account", self.email_account):
                account = frappe.get_doc("Email Account", self.email_account)
            else:
                account = EmailAccount.find_outgoing(match_by_email=self.sender, _raise_error=True)
            servers[self.email_account] = account.get_smtp_server()
            frappe.db.rollback()
        return servers[self.email_account]

    def note_outcome(self, failure: str) -> None:
        states = {row.status for row in self.recipients}
        waiting = bool(states & {"Not Sent", "Sending"})
        tries = cint(self.retry) if waiting else MAX_TRIES
        if states <= {"Sent"}:
            status = "Sent"
        elif "Sent" in states:
            status = "Partially Sent"
        else:
            status = "Not Sent" if waiting and tries < MAX_TRIES else "Error"
        errors = [failure] if failure else [f"{row.recipient}: {row.error}" for row in self.recipients if row.error]
        pause = 5 * 2**tries if waiting and failure else 0
        self.note(
            status=status,
            retry=tries,
            error="\n".join(errors) or None,
            send_after=add_to_date(now_datetime(), minutes=pause) if pause else self.send_after,
        )
        self.update_communication()

    def update_communication(self) -> None:
        if self.communication and frappe.db.exists("Communication", self.communication):
            frappe.get_doc("Communication", self.communication).set_delivery_status()
            frappe.db.commit()

    def note(self, **values: Any) -> None:
        _note("Email Queue", self, **values)

    # ---- the copy of one reader

    def build_message(self, recipient: str) -> bytes:
        """The bytes that go to one reader: their address, their link, the attachments."""
        message: EmailMessage = message_from_string(self.message, policy=SMTP)  # type: ignore[assignment]
        if not message["To"]:
            message["To"] = recipient
        if self.add_unsubscribe_link:
            self.personalise(message, recipient)
        for item in frappe.parse_json(self.attachments) or ():
            self.attach(message, item)
        return message.as_bytes()

    def personalise(self, message: EmailMessage, recipient: str) -> None:
        from frappe.email.queue import get_unsubscribe_url

        url = get_unsubscribe_url(self, recipient)
        message["List-Unsubscribe"] = f"<{url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        for part in message.walk():
            if part.get_content_maintype() == "text" and not part.is_attachment():
                text = part.get_content()
                if UNSUBSCRIBE_MARK in text:
                    part.set_content(
                        text.replace(UNSUBSCRIBE_MARK, url), subtype=part.get_content_subtype(), cte="quoted-printable"
                    )

    def attach(self, message: EmailMessage, item: dict) -> None:
        if item.get("fid") or item.get("file_url"):
            file = (
                frappe.get_doc("File", item["fid"])
                if item.get("fid")
                else frappe.get_doc("File", {"file_url": item["file_url"]})
            )
            add_attachment(message, file.file_name, file.get_content())
        elif item.get("print_format_attachment"):
            printed = frappe.attach_print(
                item["doctype"],
                item["name"],
                print_format=item.get("print_format"),
                lang=item.get("lang"),
                print_letterhead=bool(item.get("print_letterhead", 1)),
            )
            add_attachment(message, printed["fname"], printed["fcontent"])


def _note(doctype: str, row: Any, **values: Any) -> None:
    frappe.db.set_value(doctype, row.name, values, update_modified=doctype == "Email Queue")
    row.update(values)
    frappe.db.commit()


def _is_dry_run() -> bool:
    return bool(frappe.flags.in_test and not frappe.flags.testing_email)


def _drop_server(servers: dict[str, Any], key: str) -> None:
    server = servers.pop(key, None)
    if server:
        server.quit()


def give_up_interrupted() -> None:
    """Messages that a crash left in the middle: the reader being served is told apart, the rest goes on."""
    long_ago = add_to_date(now_datetime(), minutes=-INTERRUPTED_AFTER_MINUTES)
    for name in frappe.get_all("Email Queue", filters={"status": "Sending", "modified": ["<", long_ago]}, pluck="name"):
        doc = EmailQueue.find(name)
        for row in doc.recipients:
            if row.status == "Sending":
                reason = _("Interrupted while the mail server took it: it may have arrived. Send it again if not.")
                _note("Email Queue Recipient", row, status="Error", error=reason)
        doc.note_outcome("")
        if any(row.status == "Not Sent" for row in doc.recipients):
            doc.note(status="Not Sent", retry=0)


@frappe.whitelist(methods=["POST"])
def send_now(name: str) -> None:
    """Send one message at once; needs System Manager."""
    frappe.only_for("System Manager")
    record = EmailQueue.find(name)
    record.check_permission("write")
    record.send(force_send=True)


@frappe.whitelist(methods=["POST"])
def retry_sending(queues: Any) -> None:
    """Let messages that failed be tried again; needs System Manager."""
    frappe.only_for("System Manager")
    for name in read_json(queues, "queues", (list,)) or ():
        doc = EmailQueue.find(name)
        if doc.status in ("Error", "Partially Sent"):
            for row in doc.recipients:
                if row.status == "Error":
                    frappe.db.set_value("Email Queue Recipient", row.name, {"status": "Not Sent", "error": None})
            frappe.db.set_value(
                "Email Queue", name, {"status": "Not Sent", "retry": 0, "error": None, "send_after": None}
            )


def clear_outbox(days: int = 30) -> None:
    """Scheduled job: forget messages older than this."""
    old = {"modified": ["<", add_to_date(now_datetime(), days=-days)], "status": ["not in", ("Not Sent", "Sending")]}
    names = frappe.get_all("Email Queue", filters=old, pluck="name", limit=5000)
    if names:
        frappe.db.delete("Email Queue Recipient", {"parent": ["in", names]})
        frappe.db.delete("Email Queue", {"name": ["in", names]})

"""Mailboxes the site sends through."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from typing import Any

import frappe
from frappe import _
from frappe.email.smtp import SMTPServer
from frappe.model.document import Document
from frappe.utils import validate_email_address
from frappe.utils.caching import bump_derived, derived

TEST_TIMEOUT = 5


class EmailAccount(Document):
    """One mailbox."""

    def autoname(self) -> None:
        if not self.email_account_name:
            self.email_account_name = (self.email_id or "").partition("@")[0].replace("_", " ").title()
        self.name = self.email_account_name

    def validate(self) -> None:
        validate_email_address(self.email_id, True)
        self.refuse_unbuilt_parts()
        if self.use_tls and self.use_ssl_for_outgoing:
            frappe.throw(_("Email Account {0} has both TLS and SSL. Choose one.").format(self.name))
        if self.enable_outgoing and self.should_test_connection():
            self.validate_smtp_conn()

    def on_update(self) -> None:
        bump_derived()
        if self.default_outgoing:
            others = {"default_outgoing": 1, "name": ["!=", self.name]}
            for name in frappe.get_all("Email Account", filters=others, pluck="name"):
                frappe.db.set_value("Email Account", name, "default_outgoing", 0)

    def on_trash(self) -> None:
        bump_derived()

    def refuse_unbuilt_parts(self) -> None:
        if self.auth_method == "OAuth":
            raise frappe.NotInStandaloneError(
                _("Log-in by OAuth is not available here. Choose Basic and an app password.")
            )
        if self.enable_incoming:
            raise frappe.NotInStandaloneError(_("Reading a mailbox is not available here. Take off Enable Incoming."))

    def should_test_connection(self) -> bool:
        flags = frappe.flags
        asleep = flags.in_test or flags.in_install or flags.in_patch or flags.in_migrate or flags.in_import
        return not (asleep or self.awaiting_password or self.flags.ignore_validate)

    def validate_smtp_conn(self) -> None:
        """Connect and log in once. Raises OutgoingEmailError with the reason."""
        server = self.get_smtp_server(timeout=TEST_TIMEOUT)
        try:
            if not self.no_smtp_authentication and not server.password:
                frappe.throw(
                    _("Email Account {0} has no password. Enter it, or tick Awaiting password.").format(self.name)
                )
            _open = server.session
        finally:
            server.quit()

    def get_smtp_server(self, timeout: float = 20) -> SMTPServer:
        """A connection to this account's server, not opened yet."""
        needs_login = not self.no_smtp_authentication
        return SMTPServer(
            self.smtp_server,
            login=(self.login_id if self.login_id_is_different and self.login_id else self.email_id)
            if needs_login
            else None,
            password=self._get_plain_password() if needs_login else None,
            port=self.smtp_port,
            use_tls=self.use_tls,
            use_ssl=self.use_ssl_for_outgoing,
            timeout=timeout,
        )

    def _get_plain_password(self) -> str | None:
        typed = self.get("password")
        if typed and set(typed) != {"*"}:
            return typed
        return self.get_password("password", raise_exception=False) if not self.is_new() else None

    @property
    def default_sender(self) -> str:
        """The address as it stands in From."""
        return formataddr((self.name, self.email_id))

    @classmethod
    def find_default_outgoing(cls) -> Any:
        """The account for every message that names no other, or None."""
        return _load(_outgoing().get("default"))

    @classmethod
    def find_outgoing(
        cls, match_by_email: str | None = None, match_by_doctype: str | None = None, _raise_error: bool = False
    ) -> Any:
        """The account with this sender's address, else the default one. Raises OutgoingEmailError if asked to."""
        accounts = _outgoing()
        address = parseaddr(match_by_email or "")[1].lower()
        found = _load(accounts["by_address"].get(address) or accounts.get("default"))
        if not found and _raise_error:
            frappe.throw(
                _("No outgoing mailbox is set up. Please setup default outgoing Email Account from Email Account."),
                frappe.OutgoingEmailError,
            )
        return found


def _outgoing() -> dict[str, Any]:
    return derived("outgoing email accounts", _read_outgoing)


def _read_outgoing() -> dict[str, Any]:
    rows = frappe.get_all(
        "Email Account",
        filters={"enable_outgoing": 1, "awaiting_password": 0},
        fields=["name", "email_id", "default_outgoing"],
        order_by="modified desc",
    )
    return {
        "by_address": {row.email_id.lower(): row.name for row in reversed(rows) if row.email_id},
        "default": next((row.name for row in rows if row.default_outgoing), None),
    }


def _load(name: str | None) -> Any:
    return frappe.get_cached_doc("Email Account", name) if name else None

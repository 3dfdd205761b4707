"""One connection to a mail server, kept open for a batch of messages."""

from __future__ import annotations

import smtplib
import ssl

import frappe
from frappe import _
from frappe.utils import cint

DEFAULT_PORTS = {"ssl": 465, "tls": 587, "plain": 25}


class SMTPServer:
    """Connects at the first use of `session`. Certificates are checked unless the site's config says otherwise."""

    def __init__(
        self,
        server: str,
        login: str | None = None,
        password: str | None = None,
        port: int | str | None = None,
        use_tls: int | None = None,
        use_ssl: int | None = None,
        timeout: float = 20,
    ) -> None:
        self.server, self.login, self.password = server, login, password
        self.use_tls, self.use_ssl = cint(use_tls), cint(use_ssl)
        self.port = cint(port) or DEFAULT_PORTS["ssl" if self.use_ssl else "tls" if self.use_tls else "plain"]
        self.timeout = timeout
        self._session: smtplib.SMTP | None = None

    @property
    def session(self) -> smtplib.SMTP:
        """The open connection. Raises ValidationError naming the server where that fails."""
        if self._session is None:
            self._session = self._connect()
        return self._session

    def _connect(self) -> smtplib.SMTP:
        if not self.server:
            frappe.throw(
                _("The Email Account names no outgoing server. Fill in Outgoing Server."), frappe.OutgoingEmailError
            )
        try:
            session = self._open()
            try:
                if self.use_tls and not self.use_ssl:
                    session.starttls(context=_tls_context())
                if self.login and self.password:
                    session.login(self.login, self.password)
            except BaseException:
                session.close()
                raise
            return session
        except smtplib.SMTPAuthenticationError as exc:
            self._fail(_("refused the log-in of {0}. Check user name and password.").format(self.login), exc)
        except (OSError, smtplib.SMTPException) as exc:
            self._fail(_("could not be used: {0}. Check server, port and encryption.").format(exc), exc)
        raise AssertionError("unreachable")

    def _open(self) -> smtplib.SMTP:
        if self.use_ssl:
            return smtplib.SMTP_SSL(self.server, self.port, timeout=self.timeout, context=_tls_context())
        return smtplib.SMTP(self.server, self.port, timeout=self.timeout)

    def _fail(self, what: str, exc: Exception) -> None:
        raise frappe.OutgoingEmailError(_("Mail server {0}:{1} {2}").format(self.server, self.port, what)) from exc

    def is_session_active(self) -> bool:
        """Whether the connection still answers."""
        try:
            return self._session is not None and self._session.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def quit(self) -> None:
        """Say goodbye, however the server takes it."""
        if self._session is not None:
            try:
                self._session.quit()
            except (OSError, smtplib.SMTPException):
                self._session.close()
            self._session = None


def _tls_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    if frappe.conf.get("allow_unverified_mail_certificates"):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context

"""E-mail, through a real SMTP server on this machine."""

from __future__ import annotations

import datetime
import email
import socket
import ssl
from email.policy import default as mail_policy
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Mailbox:
    """Keeps what arrives; answers as a test wishes."""

    def __init__(self):
        self.arrived = []
        self.answers = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=mail_policy)
        self.arrived.append((envelope.mail_from, envelope.rcpt_tos, message))
        return "250 OK"

    def to(self):
        return [recipient for _sender, recipients, _message in self.arrived for recipient in recipients]


def sign_in(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"out@example.com", b"mail-secret")
    return AuthResult(success=good, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    encodings = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*encodings))
    return folder


@pytest.fixture
def tls(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


@pytest.fixture
def smtp():
    """Starts servers: smtp(tls_context=..., authenticator=...) -> (mailbox, port)."""
    running = []

    def start(**options):
        mailbox = Mailbox()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return mailbox, port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def site(frappe_site):
    """Under test, but with real sending; what was committed is taken away again."""
    frappe_site.flags.testing_email = True
    yield frappe_site
    frappe_site.flags.testing_email = False
    frappe_site.db.rollback()
    frappe_site.conf.pop("mute_emails", None)
    for doctype in ("Email Queue Recipient", "Email Queue", "Email Account", "Email Unsubscribe", "Communication"):
        frappe_site.db.delete(doctype)
    frappe_site.clear_cache()
    frappe_site.db.commit()


@pytest.fixture
def account(site):
    def make(port, **values):
        doc = {
            "doctype": "Email Account",
            "email_id": "out@example.com",
            "email_account_name": "Office",
            "enable_outgoing": 1,
            "default_outgoing": 1,
            "smtp_server": "localhost",
            "smtp_port": port,
            "no_smtp_authentication": 1,
        }
        made = site.get_doc(doc | values).insert()
        site.db.commit()
        return made

    return make


def flush(site):
    from frappe.email.queue import flush as send

    site.db.commit()
    send()


def body(message, kind):
    return message.get_body((kind,)).get_content()


def test_without_account_it_says_so(site):
    with pytest.raises(site.OutgoingEmailError, match="setup default outgoing Email Account"):
        site.sendmail(recipients="a@example.org", subject="x", message="y")


def test_queued_then_sent_to_each_reader_alone(site, account, smtp):
    mailbox, port = smtp()
    account(port, footer="Our house")
    queued = site.sendmail(
        recipients=["a@example.org", "b@example.org"], subject="Così è", message="<p>Hello <b>x</b></p>"
    )
    assert queued.doctype == "Email Queue"
    assert (queued.status, queued.sender) == ("Not Sent", "Office <out@example.com>")
    assert [(row.recipient, row.status) for row in queued.recipients] == [
        ("a@example.org", "Not Sent"),
        ("b@example.org", "Not Sent"),
    ]
    flush(site)
    assert site.get_doc("Email Queue", queued.name).status == "Sent"
    sender, recipients, message = mailbox.arrived[0]
    assert (sender, recipients, message["To"]) == ("out@example.com", ["a@example.org"], "a@example.org")
    assert (message["Subject"], message["From"]) == ("Così è", "Office <out@example.com>")
    assert "Hello <b>x</b>" in body(message, "html") and "Our house" in body(message, "html")
    assert body(message, "plain").splitlines()[0] == "Hello x"
    assert mailbox.arrived[1][2]["To"] == "b@example.org"
    flush(site)
    assert len(mailbox.arrived) == 2


def test_exposed_recipients_are_seen_and_bcc_is_not(site, account, smtp):
    mailbox, port = smtp()
    account(port)
    site.sendmail(
        recipients=["a@example.org"], cc=["c@example.org"], bcc=["b@example.org"],
        subject="x", message="y", expose_recipients="header", now=True,
    )  # fmt: skip
    assert mailbox.arrived == []
    site.db.commit()
    assert sorted(mailbox.to()) == ["a@example.org", "b@example.org", "c@example.org"]
    for _sender, _recipients, message in mailbox.arrived:
        assert (message["To"], message["Cc"], message["Bcc"]) == ("a@example.org", "c@example.org", None)


def test_rolled_back_mail_is_never_sent(site, account, smtp):
    mailbox, port = smtp()
    account(port)
    site.sendmail(recipients="a@example.org", subject="x", message="y", now=True)
    site.db.rollback()
    flush(site)
    assert mailbox.arrived == []


@pytest.mark.parametrize("way", ["starttls", "ssl"])
def test_log_in_over_an_encrypted_connection(site, account, smtp, tls, way):
    if way == "starttls":
        mailbox, port = smtp(tls_context=tls, require_starttls=True, authenticator=sign_in, auth_required=True)
        switch = {"use_tls": 1}
    else:
        mailbox, port = smtp(ssl_context=tls, authenticator=sign_in, auth_require_tls=False)
        switch = {"use_ssl_for_outgoing": 1}
    account(port, no_smtp_authentication=0, password="mail-secret", **switch)
    site.sendmail(recipients="a@example.org", subject="x", message="y", now=True)
    site.db.commit()
    assert mailbox.to() == ["a@example.org"]


def test_untrusted_certificate_is_refused(site, account, smtp, tls, monkeypatch):
    mailbox, port = smtp(tls_context=tls)
    monkeypatch.delenv("SSL_CERT_FILE")
    account(port, use_tls=1)
    queued = site.sendmail(recipients="a@example.org", subject="x", message="y")
    flush(site)
    assert mailbox.arrived == []
    queued.reload()
    assert queued.status == "Not Sent" and "certificate" in queued.error.lower()


def test_wrong_password_is_told_when_the_account_is_saved(site, account, smtp, tls):
    _mailbox, port = smtp(tls_context=tls, require_starttls=True, authenticator=sign_in, auth_required=True)
    site.flags.in_test = False
    with pytest.raises(site.OutgoingEmailError, match="refused the log-in of out@example.com"):
        account(port, no_smtp_authentication=0, password="wrong", use_tls=1)
    with pytest.raises(site.ValidationError, match="has no password"):
        account(port, no_smtp_authentication=0, use_tls=1)
    site.flags.in_test = True


def test_unreachable_server_is_tried_again_later_and_then_given_up(site, account):
    account(1)
    queued = site.sendmail(recipients="a@example.org", subject="x", message="y")
    for tries in (1, 2, 3):
        site.db.set_value("Email Queue", queued.name, "send_after", None)
        flush(site)
        queued.reload()
        assert queued.retry == tries
    assert queued.status == "Error"
    assert "localhost:1" in queued.error
    from frappe.email.doctype.email_queue.email_queue import retry_sending

    retry_sending([queued.name])
    queued.reload()
    assert (queued.status, queued.retry) == ("Not Sent", 0)


def test_refused_reader_does_not_hold_up_the_others(site, account, smtp):
    mailbox, port = smtp()
    mailbox.answers["gone@example.org"] = "550 no such mailbox"
    account(port)
    queued = site.sendmail(recipients=["gone@example.org", "a@example.org"], subject="x", message="y")
    flush(site)
    queued.reload()
    assert queued.status == "Partially Sent"
    assert [row.status for row in queued.recipients] == ["Error", "Sent"]
    assert "550" in queued.error
    flush(site)
    assert mailbox.to() == ["a@example.org"]


def test_message_cut_off_by_a_crash_is_not_sent_twice(site, account, smtp):
    mailbox, port = smtp()
    account(port)
    queued = site.sendmail(recipients=["a@example.org", "b@example.org", "c@example.org"], subject="x", message="y")
    long_ago = site.utils.add_to_date(None, hours=-1)
    site.db.set_value("Email Queue Recipient", queued.recipients[0].name, "status", "Sent")
    site.db.set_value("Email Queue Recipient", queued.recipients[1].name, "status", "Sending")
    site.db.set_value("Email Queue", queued.name, {"status": "Sending", "modified": long_ago}, update_modified=False)
    flush(site)
    assert mailbox.to() == ["c@example.org"]
    queued.reload()
    assert [row.status for row in queued.recipients] == ["Sent", "Error", "Sent"]
    assert "may have arrived" in queued.recipients[1].error


def test_muted_site_queues_only(site, account, smtp):
    mailbox, port = smtp()
    account(port)
    site.conf["mute_emails"] = 1
    queued = site.sendmail(recipients="a@example.org", subject="x", message="y", now=True)
    flush(site)
    assert mailbox.arrived == []
    assert site.get_doc("Email Queue", queued.name).status == "Not Sent"


def test_message_for_later_waits(site, account, smtp):
    mailbox, port = smtp()
    account(port)
    site.sendmail(recipients="a@example.org", subject="x", message="y", send_after=site.utils.add_to_date(None, days=1))
    flush(site)
    assert mailbox.arrived == []


def test_unsubscribe_link_is_each_readers_own_and_works(site, account, smtp):
    from frappe.email.queue import unsubscribe

    mailbox, port = smtp()
    account(port)
    about = {"reference_doctype": "User", "reference_name": "Administrator"}
    site.sendmail(recipients=["a@example.org", "b@example.org"], subject="x", message="y", **about)
    flush(site)
    link = mailbox.arrived[0][2]["List-Unsubscribe"].strip("<>")
    assert "a%40example.org" in link and link in body(mailbox.arrived[0][2], "html").replace("&amp;", "&")
    assert mailbox.arrived[0][2]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    query = urlsplit(link).query
    arguments = {"doctype": "User", "name": "Administrator", "email": "a@example.org"}
    site.set_request(method="POST", path="/", query_string=query.replace("a%40", "b%40"))
    unsubscribe(**arguments)
    assert not site.db.exists("Email Unsubscribe", {"email": "a@example.org"})
    site.set_request(method="GET", path="/", query_string=query)
    unsubscribe(**arguments)
    assert not site.db.exists("Email Unsubscribe", {"email": "a@example.org"})
    site.set_request(method="POST", path="/", query_string=query)
    unsubscribe(**arguments)
    site.local.request = None
    queued = site.sendmail(recipients=["a@example.org", "b@example.org"], subject="x", message="y", **about)
    assert [row.recipient for row in queued.recipients] == ["b@example.org"]
    assert site.sendmail(recipients=["a@example.org"], subject="x", message="y", **about) is None


def test_attachments_arrive(site, account, smtp):
    mailbox, port = smtp()
    account(port)
    file = site.get_doc(
        {"doctype": "File", "file_name": "later.txt", "content": b"from the files", "is_private": 1}
    ).insert()
    attachments = [{"fname": "now.txt", "fcontent": "at once"}, {"fid": file.name}]
    site.sendmail(recipients="a@example.org", subject="x", message="y", attachments=attachments)
    flush(site)
    parts = {part.get_filename(): part.get_content().strip() for part in mailbox.arrived[0][2].iter_attachments()}
    assert parts == {"now.txt": "at once", "later.txt": "from the files"}


def test_header_cannot_be_smuggled_in(site, account, smtp):
    mailbox, port = smtp()
    account(port)
    site.sendmail(recipients="a@example.org", subject="x\r\nBcc: evil@example.org", message="y")
    with pytest.raises(site.InvalidEmailAddressError):
        site.sendmail(recipients="a@example.org", subject="x", message="y", reply_to="nobody at all")
    flush(site)
    assert mailbox.to() == ["a@example.org"]
    assert mailbox.arrived[0][2]["Bcc"] is None


def test_the_account_of_the_sender_is_used(site, account, smtp):
    office, office_port = smtp()
    shop, shop_port = smtp()
    account(office_port)
    account(shop_port, email_id="shop@example.com", email_account_name="Shop", default_outgoing=0)
    site.sendmail(recipients="a@example.org", sender="shop@example.com", subject="x", message="y")
    flush(site)
    assert (office.to(), shop.to()) == ([], ["a@example.org"])


def test_only_one_account_is_the_default(site, account):
    account(1)
    account(2, email_id="second@example.com", email_account_name="Second")
    assert site.db.get_value("Email Account", "Office", "default_outgoing") == 0


def test_made_message_is_kept_and_follows_its_delivery(site, account, smtp):
    from frappe.core.doctype.communication.email import make

    mailbox, port = smtp()
    account(port)
    answer = make(
        doctype="User", name="Administrator", recipients="a@example.org, A <a2@example.org>", cc="c@example.org",
        subject="Hello", content="<p>Hi</p>", send_email=1,
    )  # fmt: skip
    assert answer["emails_not_sent_to"] == ""
    assert site.db.get_value("Communication", answer["name"], "delivery_status") == "Sending"
    flush(site)
    assert sorted(mailbox.to()) == ["a2@example.org", "a@example.org", "c@example.org"]
    kept = site.get_doc("Communication", answer["name"])
    assert (kept.delivery_status, kept.status, kept.sent_or_received) == ("Sent", "Linked", "Sent")


def test_making_needs_the_email_right_and_an_address(site, make_user):
    from frappe.core.doctype.communication.email import make

    with pytest.raises(site.ValidationError, match="at least one address"):
        make(doctype="User", name="Administrator", subject="x", content="y", send_email=1)
    make_user("nobody@example.com")
    site.set_user("nobody@example.com")
    with pytest.raises(site.PermissionError):
        make(doctype="User", name="Administrator", recipients="a@example.org", subject="x", content="y", send_email=1)


def test_template_fills_in_the_document(site):
    from frappe.email.doctype.email_template.email_template import get_email_template

    values = {
        "doctype": "Email Template",
        "subject": "For {{ name }}",
        "use_html": 1,
        "response_html": "<p>{{ name }}</p>",
    }
    site.get_doc(values).insert(set_name="Svc Text")
    text = get_email_template("Svc Text", '{"name": "Ann"}')
    assert text == {"subject": "For Ann", "message": "<p>Ann</p>"}
    with pytest.raises(site.ValidationError, match="faulty placeholder"):
        site.get_doc(values | {"response_html": "{{ name "}).insert(set_name="Svc Bad")

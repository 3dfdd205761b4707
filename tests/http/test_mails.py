"""Mails over HTTP: the same one from many hands at once, and doors that stay as closed as the event."""

from __future__ import annotations

import email
import json
import threading
import time
from email.policy import default as mail_policy
from urllib.request import Request, urlopen

import pytest
from aiosmtpd.controller import Controller

MAIL = (
    b"From: Carla Verdi <carla@verdi.example>\r\nTo: noi@example.com\r\nSubject: Richiesta\r\n"
    b"Date: Mon, 16 Nov 2026 09:30:00 +0100\r\nMessage-ID: <insieme@verdi.example>\r\n\r\nBuongiorno"
)
API = "/api/method/relcrm.api.mails"


def make_multipart(content: bytes, file_name: str = "a.eml", **form: str) -> tuple[bytes, str]:
    edge = "edge0123456789"
    fields = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in form.items()
    )
    head = fields + f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{edge}--\r\n".encode(), edge


def attach(server, token: dict, event: str, content: bytes) -> str:
    """Attach the next revision of a file to an event; returns its name."""
    body, edge = make_multipart(content, "Offerta.txt", doctype="Relation Event", name=event)
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}", **token}
    url = f"{server.url}/api/method/relcrm.api.attachments.upload"
    with urlopen(Request(url, data=body, headers=headers, method="POST"), timeout=60) as answer:
        return json.load(answer)["message"]["name"]


def test_the_same_mail_from_eight_hands_at_once_is_one_event(copy_site, serve, make_token):
    site = copy_site()
    token = make_token(site)
    server = serve(site)
    answers: list[dict] = []

    def drop() -> None:
        content, edge = make_multipart(MAIL)
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", **token}
        request = Request(f"{server.url}{API}.drop", data=content, headers=headers, method="POST")
        with urlopen(request, timeout=60) as answer:
            answers.append(json.load(answer)["message"])

    hands = [threading.Thread(target=drop) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(answers) == 8 and len({one["event"] for one in answers}) == 1
    assert sorted(one["existing"] for one in answers) == [0] + [1] * 7
    unknown = server.call("GET", f"{API}.get_unknown", **token)
    assert [row["address"] for row in json.loads(unknown.text)["message"]] == ["carla@verdi.example"]
    refused = server.call("POST", f"{API}.drop", {}, **token)
    assert refused.status == 417 and "MailError" in refused.text


class Mailbox:
    """Keeps what arrives; refuses one reader."""

    def __init__(self) -> None:
        self.arrived = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nessuno"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.arrived.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=mail_policy)))
        return "250 OK"


@pytest.fixture
def mailbox(free_port):
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port)
    controller.start()
    yield handler, free_port
    controller.stop()


def wait_for_state(server, token: dict, event: str, states: set[str]) -> dict:
    for _try in range(100):
        [mail] = json.loads(server.call("POST", f"{API}.get_mail", {"event": event}, **token).text)["message"]["mails"]
        if mail["mail_state"] in states:
            return mail
        time.sleep(0.1)  # the queue sends in its own time
    raise AssertionError(mail)


def test_mail_leaves_through_a_real_server_and_its_state_is_told(copy_site, serve, make_token, mailbox):
    handler, port = mailbox
    site = copy_site()
    token = make_token(site)
    server = serve(site)

    def post(doctype: str, values: dict) -> str:
        answer = server.call("POST", f"/api/resource/{doctype.replace(' ', '%20')}", values, **token)
        assert answer.status == 200, answer.text
        return json.loads(answer.text)["data"]["name"]

    account = {"email_account_name": "Ufficio", "email_id": "ufficio@nostra.example", "smtp_server": "127.0.0.1"}
    account |= {"smtp_port": port, "enable_outgoing": 1, "default_outgoing": 1, "no_smtp_authentication": 1}
    post("Email Account", account)
    event = {"subject": "Visita", "event_type": "Task", "starts_on": "2026-11-23 10:00:00"}
    event = post("Relation Event", event)
    values = {"to": [{"address": "anna@casale.example", "name": "Anna Rossi"}], "bcc": ["nascosta@altri.example"]}
    first, _second = (attach(server, token, event, text) for text in (b"prima stesura", b"seconda"))
    values |= {"subject": "Offerta", "text": "<p>Ecco</p>", "files": [first]}
    sent = server.call("POST", f"{API}.send", {"doctype": "Relation Event", "name": event, "values": values}, **token)
    assert sent.status == 200, sent.text
    mail = wait_for_state(server, token, event, {"Sent"})
    readers = sorted(reader for rcpts, _message in handler.arrived for reader in rcpts)
    assert readers == ["anna@casale.example", "nascosta@altri.example"]
    message = handler.arrived[0][1]
    assert message["Message-ID"] == f"<{mail['message_id']}>" and message["To"] == "anna@casale.example"
    assert "ufficio@nostra.example" in message["From"] and message["Bcc"] is None
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content().encode()) == ("Offerta.txt", b"prima stesura"), "the one chosen"
    other = post("Relation Event", {"subject": "Altra", "event_type": "Task", "starts_on": "2026-11-23 10:00:00"})
    values["to"], values["bcc"], values["files"] = ["nessuno@casale.example"], [], []
    server.call("POST", f"{API}.send", {"doctype": "Relation Event", "name": other, "values": values}, **token)
    failed = wait_for_state(server, token, other, {"Failed"})
    assert "550" in failed["outcome_text"]
    begun = server.call("POST", f"{API}.prepare", {"doctype": "Relation Event", "name": other}, **token)
    assert json.loads(begun.text)["message"]["draft"]["text"] == "<p>Ecco</p>"

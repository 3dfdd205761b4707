"""Every mail of the public collections is taken, or refused with the reason; and no bytes at all make reading fail."""

from __future__ import annotations

import base64
import struct
import time
from pathlib import Path

import frappe
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcrm.agenda.mail import body, files, filing, tnef
from relcrm.exceptions import MailError

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
REFUSED = {
    "poi_msgClassAppointment.msg": "appointment",
    "poi_msgClassContact.msg": "contact",
    "poi_msgClassStickyNote.msg": "note",
    "poi_msgClassTask.msg": "task",
}
HEAD = b"From: a@x.example\nTo: b@y.example\nSubject: s\nMessage-ID: <1@x.example>\n"


def get_files(kind: str) -> list[Path]:
    found = sorted((DATA / kind).glob("*"))
    if not found:
        pytest.skip(f"the collection {kind} is not there")
    return found


@pytest.fixture
def undone():
    yield
    frappe.db.rollback()


@pytest.mark.parametrize(("kind", "count"), [("eml", 124), ("msg", 37)])
def test_every_file_is_taken_or_refused_with_the_reason(kind, count, undone):
    found = get_files(kind)
    assert len(found) == count
    made, refused = {}, {}
    for path in found:
        content = path.read_bytes()
        try:
            made[path.name] = filing.file_mail(content, path.name, filing.Target())
        except MailError as reason:
            refused[path.name] = str(reason)
    assert {name: REFUSED.get(name, "") for name in refused} == {n: w for n, w in REFUSED.items() if n in refused}
    assert all(REFUSED[name] in reason and name in reason for name, reason in refused.items())
    assert len(made) == count - (4 if kind == "msg" else 0)
    events = frappe.db.count("Relation Event", {"name": ["in", [one["event"] for one in made.values()]]})
    again = {path.name: filing.file_mail(path.read_bytes(), path.name, filing.Target()) for path in found
             if path.name in made}  # fmt: skip
    assert {name: one["event"] for name, one in again.items()} == {name: one["event"] for name, one in made.items()}
    assert all(one["existing"] for one in again.values())
    assert events == len({one["event"] for one in made.values()})


def test_certified_receipts_say_what_became_of_the_mail(undone):
    if not (DATA / "eml").exists():
        pytest.skip("the collection eml is not there")
    for name, state in (("ricevuta_accettazione", "Accepted"), ("avviso_mancata_consegna", "Not delivered")):
        made = filing.file_mail((DATA / "eml" / f"pec_{name}.eml").read_bytes(), name, filing.Target())
        assert made["state"] == state


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from([b"", HEAD, HEAD + b"MIME-Version: 1.0\nContent-Type: multipart/mixed; "
                                                 b"boundary=b\n\n--b\n", files.outlook.BEGINNING]))  # fmt: skip
def test_no_bytes_make_reading_fail(content, before):
    try:
        mail = files.read_mail(before + content)
    except MailError:
        return
    body.make_notes(mail.text, mail.html)
    filing.make_subject(mail)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>/=\"' abdivscriptqoeéjonlru&;:!-#")), max_size=300))
def test_notes_never_act(text):
    made = body.make_notes("", text).lower()
    for word in ("<script", "<img", "<iframe", "javascript:", "<style", "onerror="):
        assert word not in made.replace("&lt;", "")


@pytest.mark.parametrize(
    "formatted",
    ["<div>" * 200_000, "<a " + "x=1 " * 100_000, "<!--" * 100_000, "&" * 300_000, "<table><tr>" * 50_000 + "x"],
)
def test_hostile_html_takes_no_time(formatted):
    begun = time.monotonic()
    body.make_notes("", formatted)
    assert time.monotonic() - begun < 5


def test_signed_envelope_is_opened():
    """CMS signed data in DER, as a mail program writes it: the message inside is read."""
    inner = b"Content-Type: text/plain\n\nFirmato davvero"

    def der(tag: int, value: bytes) -> bytes:
        size = len(value)
        length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
        return bytes([tag]) + length + value

    oid = bytes.fromhex
    content = der(0x30, der(6, oid("2a864886f70d010701")) + der(0xA0, der(4, inner)))
    signed = der(0x30, der(2, b"\x01") + der(0x31, b"") + content + der(0x31, b""))
    cms = der(0x30, der(6, oid("2a864886f70d010702")) + der(0xA0, signed))
    mail = files.read_mail(
        HEAD + b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n"
        b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(cms)
    )
    assert mail.text == "Firmato davvero"


def test_certified_mail_gives_the_mail_inside():
    inner = b"From: Cliente <cliente@pec.example>\nTo: noi@pec.example\nSubject: Ordine\nMessage-ID: <in@pec>\n\nTesto"
    mail = files.read_mail(
        b"From: Per conto di <posta-certificata@pec.example>\nX-Trasporto: posta-certificata\nSubject: POSTA\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nbusta\n--b\n"
        b"Content-Type: message/rfc822; name=postacert.eml\nContent-Disposition: inline; filename=postacert.eml\n\n"
        + inner + b"\n--b--\n"
    )  # fmt: skip
    assert (mail.subject, mail.sender, mail.message_id) == ("Ordine", ("Cliente", "cliente@pec.example"), "in@pec")
    assert mail.is_certified and mail.text.strip() == "Testo"


def make_winmail(*files: tuple[str, bytes], text: str = "") -> bytes:
    """A winmail.dat as Outlook writes it: text and files as attributes, names as MAPI properties."""
    def attribute(level: int, number: int, value: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    def properties(*given: tuple[int, int, bytes]) -> bytes:
        parts = [struct.pack("<HHII", kind, number, 1, len(v)) + v + b"\0" * (-len(v) % 4) for kind, number, v in given]
        return struct.pack("<I", len(parts)) + b"".join(parts)

    content = tnef.SIGNATURE + b"\x01\x00" + attribute(1, 0x00089006, b"\0\0\1\0")
    if text:
        content += attribute(1, tnef.PROPERTIES, properties((0x001F, tnef.TEXT, text.encode("utf-16-le") + b"\0\0")))
    for name, value in files:
        content += attribute(2, tnef.BEGINS, b"\0" * 14) + attribute(2, tnef.TITLE, b"CORTO~1.PDF\0")
        content += attribute(2, tnef.DATA, value)
        long_name = (0x001F, tnef.LONG_NAME, name.encode("utf-16-le") + b"\0\0")
        content += attribute(2, tnef.OF_ATTACHED, properties(long_name))
    return content


def make_mail_with(winmail: bytes, kind: bytes = b"application/ms-tnef") -> bytes:
    return (
        HEAD + b"MIME-Version: 1.0\nContent-Type: " + kind + b"; name=winmail.dat\n"
        b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(winmail)
    )


@pytest.mark.parametrize("kind", [b"application/ms-tnef", b"application/octet-stream"])
def test_winmail_is_opened(kind):
    files_inside = (("Perché no.pdf", b"%PDF-1"), ("due.txt", b"due"))
    mail = files.read_mail(make_mail_with(make_winmail(*files_inside, text="Buongiorno, è pronto"), kind))
    assert mail.text == "Buongiorno, è pronto" and not mail.remarks
    assert [(one.name, one.content) for one in mail.attached] == list(files_inside)


def test_a_mail_inside_winmail_gives_its_files():
    inner = make_winmail(("dentro.pdf", b"%PDF-2"))
    value = struct.pack("<IHHII", 1, tnef.OBJECT, tnef.CONTENT, 1, 16 + len(inner)) + b"I" * 16 + inner
    value += b"\0" * (-len(value) % 4)
    outer = make_winmail() + b"".join(
        struct.pack("<BII", 2, number, len(given)) + given + b"\0\0"
        for number, given in ((tnef.BEGINS, b"\0" * 14), (tnef.OF_ATTACHED, value))
    )
    [file] = files.read_mail(make_mail_with(outer)).attached
    assert (file.name, file.content) == ("dentro.pdf", b"%PDF-2")


def test_a_winmail_in_which_nothing_can_be_read_stays_a_file_and_is_named():
    for content in (b"nothing", tnef.SIGNATURE, tnef.SIGNATURE + b"\x01\x00" + b"\xff" * 40):
        mail = files.read_mail(make_mail_with(content))
        assert [(one.name, one.content) for one in mail.attached] == [("winmail.dat", content)]
        assert "winmail.dat" in mail.remarks[0]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 200), st.binary(min_size=1, max_size=8))
def test_no_winmail_makes_reading_fail(tail, place, spoilt):
    content = make_winmail(("a.pdf", b"%PDF"), text="x")
    tnef.read(content[:place] + spoilt + content[place + len(spoilt) :])
    tnef.read(tnef.SIGNATURE + b"\0\0" + tail)

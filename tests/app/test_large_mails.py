"""Large files in a mail are not copied by the parser, and a mail says the same with them cut out as without."""

from __future__ import annotations

import base64
import random
import time
import tracemalloc
from pathlib import Path

import pytest

from relcrm.agenda.mail import cutting, eml
from relcrm.exceptions import MailError

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "eml"
BYTES = random.Random(5).randbytes
HEAD = b"From: a@x.example\r\nTo: b@y.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
PACKED = b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"


def pack(*parts: bytes, edge: bytes = b"B") -> bytes:
    """Return parts one after another, as the rest of a mail."""
    inner = (b"\r\n--" + edge + b"\r\n").join((b"", *parts))
    return b"Content-Type: multipart/mixed; boundary=" + edge + b"\r\n" + inner + b"\r\n--" + edge + b"--\r\n"


def read_both(content: bytes, monkeypatch) -> tuple:
    """Return what a mail says with its bodies cut out, and without."""
    said = []
    for size in (1, 1 << 40):
        monkeypatch.setattr(cutting, "LARGE", size)
        try:
            said.append(eml.read(content))
        except MailError as refused:
            said.append(str(refused))
    return tuple(said)


def test_every_mail_of_the_collection_says_the_same(monkeypatch):
    found = sorted(DATA.glob("*"))
    if not found:
        pytest.skip("the collection eml is not there")
    for path in found:
        cut, whole = read_both(path.read_bytes(), monkeypatch)
        assert cut == whole, path.name


FILE = base64.encodebytes(BYTES(9000)).replace(b"\n", b"\r\n")
TEXT = b"Content-Type: text/plain\r\n\r\n"
FORWARDED = b"Content-Type: message/rfc822\r\n\r\n" + HEAD + pack(PACKED + FILE, TEXT + b"ciao", edge=b"I")


@pytest.mark.parametrize(
    "content",
    [
        HEAD + pack(PACKED + FILE, PACKED + FILE[:-30] + b"!", PACKED + FILE[:-7], PACKED + b"A", PACKED),
        HEAD + pack(PACKED + FILE[:4000] + b"\r\n\r\n" + FILE[4000:], PACKED + FILE.replace(b"\r\n", b"\n")),
        HEAD + pack(FORWARDED, PACKED + FILE),
        HEAD + PACKED + FILE,
        HEAD + b"Content-Transfer-Encoding: BASE64 \r\n" + TEXT + base64.b64encode(b"ciao " * 99),
        HEAD + pack(TEXT + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"detto cos\xec " * 50),
        HEAD + pack(b"Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain\r\n\r\n"
                    b"Content-Transfer-Encoding: base64\r\n\r\n=C3=A8 cos=\r\ntruito"),
        HEAD + pack(PACKED + FILE).removesuffix(b"\r\n--B--\r\n"),
        HEAD + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n" + PACKED[:-2] + b"X-No-Body: 1",
    ],
)  # fmt: skip
def test_bodies_that_are_broken_nested_or_only_look_like_one_say_the_same(content, monkeypatch):
    cut, whole = read_both(content, monkeypatch)
    assert cut == whole


def test_a_file_inside_a_forwarded_mail_is_whole_in_its_file(monkeypatch):
    monkeypatch.setattr(cutting, "LARGE", 1)
    [forwarded] = eml.read(HEAD + pack(FORWARDED)).attached
    assert FILE.strip().replace(b"\r\n", b"\n") in forwarded.content


@pytest.mark.parametrize(
    "content",
    [
        HEAD + b"Content-Type: text/plain\r\n\r\n" + b"content-transfer-encoding: base64\r\n" * 100_000,
        HEAD + (b"Content-Transfer-Encoding: base64\r\n" * 900 + b"\r\nx\r\n") * 100,
        HEAD + b"Content-Type: text/plain" + b"; a=b" * 100_000 + b"\r\n\r\nx",
        HEAD.replace(b"b@y.example", b"(" * 50_000) + b"\r\nx",
        HEAD + b"Subject: " + b"=?a?q?" * 50_000 + b"\r\n\r\nx",
        HEAD + b"Content-Type: text/plain; " + b"; ".join(b"name*%d*=a" % n for n in range(20_000)) + b"\r\n\r\nx",
        HEAD + b"\n" * 1_200_000,
    ],
    ids=lambda content: str(content[100:160]),
)
def test_what_is_made_to_be_read_for_minutes_is_not(content):
    begun = time.process_time()
    try:
        eml.read(content)
    except MailError as refused:
        assert str(refused).endswith(".")
    assert time.process_time() - begun < 5


def test_a_large_mail_takes_no_more_memory_than_its_file():
    content = HEAD + pack(PACKED + base64.encodebytes(BYTES(6 << 20)), b"Content-Type: text/plain\r\n\r\nciao")
    tracemalloc.start()
    try:
        mail = eml.read(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(mail.attached[0].content) == 6 << 20
    assert peak < 1.2 * (6 << 20)

"""The files and the text in a winmail.dat, the envelope that Outlook and Exchange sometimes send ([MS-OXTNEF]).

A list of attributes (level, number, length, value, sum), some of which are lists of MAPI properties. What ends too
early gives what could be read before. No database.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from relcrm.agenda.mail import rtf
from relcrm.agenda.mail.message import Attached

SIGNATURE = b"\x78\x9f\x3e\x22"
TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
NAME = "winmail.dat"
BODY, PROPERTIES = 0x0002800C, 0x00069003
BEGINS, TITLE, DATA, OF_ATTACHED = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
TEXT, PACKED, HTML = 0x1000, 0x1009, 0x1013
LONG_NAME, SHORT_NAME, CONTENT = 0x3707, 0x3704, 0x3701
SIZES = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8,
         0x0040: 8, 0x0048: 16}  # fmt: skip
STRING8, UNICODE, OBJECT, BINARY = 0x001E, 0x001F, 0x000D, 0x0102
SEVERAL, NAMED = 0x1000, 0x8000
INTERFACE = 16  # bytes before what is in an object
DEEPEST, MOST = 4, 1000


@dataclass
class Envelope:
    """What a winmail.dat holds."""

    text: str = ""
    html: str = ""
    attached: list[Attached] = field(default_factory=list)


def read(content: bytes, depth: int = 0) -> Envelope:
    """Return text and files; a mail inside the mail gives its files too."""
    found, name, data = Envelope(), "", b""
    for number, value in _read_attributes(content):
        if number == BEGINS:
            _add(found, name, data)
            name, data = "", b""
        elif number == TITLE:
            name = name or _decode(value)
        elif number == DATA:
            data = data or value
        elif number == OF_ATTACHED:
            properties = dict(_read_properties(value))
            name = _get_string(properties, LONG_NAME) or name or _get_string(properties, SHORT_NAME)
            kind, inner = properties.get(CONTENT, (0, b""))
            if kind == OBJECT and inner[INTERFACE:].startswith(SIGNATURE):
                data = b""
                if depth < DEEPEST:
                    found.attached += read(inner[INTERFACE:], depth + 1).attached
            elif inner and not data:
                data = inner[INTERFACE:] if kind == OBJECT else inner
        elif number == BODY:
            found.text = found.text or _decode(value)
        elif number == PROPERTIES:
            _read_text(found, dict(_read_properties(value)))
    _add(found, name, data)
    return found


def _add(found: Envelope, name: str, data: bytes) -> None:
    if data and len(found.attached) < MOST:
        found.attached.append(Attached(name, data))


def _read_text(found: Envelope, properties: dict[int, tuple[int, bytes]]) -> None:
    found.html = found.html or _get_string(properties, HTML)
    found.text = found.text or _get_string(properties, TEXT)
    packed = properties.get(PACKED, (0, b""))[1]
    if packed and not found.text.strip() and not found.html.strip():
        found.text = rtf.get_text(rtf.unpack(packed)).replace("\x00", "")


def _read_attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = len(SIGNATURE) + 2
    while at + 9 <= len(content) and content[at] in (1, 2):
        number, length = struct.unpack_from("<II", content, at + 1)
        at += 9
        if at + length > len(content):
            return
        yield number, content[at : at + length]
        at += length + 2


def _read_properties(content: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """Yield number, type and value of the properties; of several values the first."""
    try:
        (count,), at = struct.unpack_from("<I", content), 4
        for _turn in range(min(count, MOST)):
            kind, number = struct.unpack_from("<HH", content, at)
            at += 4
            if number >= NAMED:
                at = _skip_name(content, at + 16)
            values, plain = 1, kind & ~SEVERAL
            if kind & SEVERAL or plain not in SIZES:
                (values,), at = struct.unpack_from("<I", content, at), at + 4
            if values > MOST:
                return
            for turn in range(values):
                size = SIZES.get(plain)
                if size is None:
                    (size,), at = struct.unpack_from("<I", content, at), at + 4
                if at + size > len(content):
                    return
                if not turn:
                    yield number, (plain, content[at : at + size])
                at += size + (-size % 4)
    except struct.error:
        return


def _skip_name(content: bytes, at: int) -> int:
    """Return where the value begins of a property that has a name of its own."""
    (by_name,) = struct.unpack_from("<I", content, at)
    if not by_name:
        return at + 8
    (length,) = struct.unpack_from("<I", content, at + 4)
    return at + 8 + length + (-length % 4)


def _get_string(properties: dict[int, tuple[int, bytes]], number: int) -> str:
    kind, value = properties.get(number, (0, b""))
    return value.decode("utf-16-le", "replace").strip("\x00") if kind == UNICODE else _decode(value)


def _decode(value: bytes) -> str:
    for charset in ("utf-8", "cp1252"):
        try:
            return value.decode(charset).strip("\x00")
        except UnicodeError:
            continue
    return value.decode("latin-1").strip("\x00")

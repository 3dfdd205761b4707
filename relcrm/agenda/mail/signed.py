"""What stands inside a signed envelope (S/MIME, CMS signed data), read without checking the signature. No database."""

import base64
from collections.abc import Callable
from email.message import Message

TYPES = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
DATA = bytes.fromhex("2a864886f70d010701")
DEEPEST = 12
OID, OCTETS, CONTEXT_0 = 0x06, 0x04, 0xA0


def open_signed(part: Message, get_content: Callable[[Message], bytes]) -> bytes | None:
    """Return the message inside a signed part, or None where there is none that can be read."""
    if part.get_content_type() not in TYPES:
        return None
    name = (part.get_filename() or "").lower()
    if name and not name.startswith("smime"):
        return None  # a signed document (an invoice, a contract), not the mail itself
    inner = read_content(get_content(part))
    return inner if inner and b":" in inner[:2000] else None


def read_content(content: bytes) -> bytes | None:
    """Return the content of CMS signed data, in DER, BER or base64; None for anything else, an encrypted one too."""
    if content[:1] != b"\x30":
        try:
            content = base64.b64decode(content, validate=False)
        except ValueError:
            return None
    try:
        outer = _children(content)[0]
        kind, body = _children(outer[1])[:2]
        if kind != (OID, SIGNED_DATA):
            return None
        signed = _children(_children(body[1])[0][1])
        wrapped = next(one for one in signed if one[0] == 0x30 and _children(one[1])[:1] == [(OID, DATA)])
        octets = _children(_children(wrapped[1])[1][1])[0]
        return _join(octets)
    except (IndexError, StopIteration, ValueError):
        return None


def _children(content: bytes, depth: int = 0) -> list[tuple[int, bytes]]:
    """Return tags and bodies that stand one after another."""
    found, at = [], 0
    while at < len(content):
        tag, body, at = _read_one(content, at, depth)
        if tag == 0 and not body:
            break
        found.append((tag, body))
    return found


def _read_one(content: bytes, at: int, depth: int) -> tuple[int, bytes, int]:
    if depth > DEEPEST or at + 2 > len(content):
        raise ValueError("not readable")
    tag, length, start = content[at], content[at + 1], at + 2
    if length == 0x80:
        end = start
        while content[end : end + 2] != b"\x00\x00":
            end = _read_one(content, end, depth + 1)[2]
        return tag, content[start:end], end + 2
    if length > 0x80:
        size = length & 0x7F
        length, start = int.from_bytes(content[start : start + size], "big"), start + size
    if start + length > len(content):
        raise ValueError("cut off")
    return tag, content[start : start + length], start + length


def _join(octets: tuple[int, bytes]) -> bytes:
    """Return a string of octets, which may come in pieces."""
    tag, body = octets
    if tag == OCTETS:
        return body
    if tag == OCTETS | 0x20:
        return b"".join(_join(one) for one in _children(body))
    raise ValueError("no octets")

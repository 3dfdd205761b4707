"""Large attached files stay where they stand while a mail is parsed: the parser, which copies every line several times,
sees one short word in the place of each. What it says is the same as without. No database."""

import binascii
import email
import email.policy
import re
import secrets
from collections.abc import Callable
from email.message import Message
from functools import partial

from frappe import _

from relcrm.exceptions import MailError

LARGE = 1 << 16
MOST_LINES = 1_000_000
LONGEST_HEADERS = 1 << 16
MOST_HEADERS, LONGEST_HEADER, LONGEST_CONTENT = 500, 30_000, 4_000
PACKED = re.compile(rb"content-transfer-encoding[ \t]*:[ \t]*base64[ \t]*\r?\n", re.IGNORECASE)
BLANK_LINE = re.compile(rb"\r?\n\r?\n")


class Large:
    """The large bodies of a mail in base64: where each stands in `content`, and the word that stands for it."""

    def __init__(self, content: bytes):
        self.content, self.mark = content, f"large{secrets.token_hex(16)}x"
        self.spans = list(_find_spans(content))

    def cut(self) -> bytes:
        """Return the mail with a word in the place of each large body."""
        pieces, at = [], 0
        for number, (start, end) in enumerate(self.spans):
            pieces += [self.content[at:start], f"{self.mark}{number}x".encode()]
            at = end
        return b"".join((*pieces, self.content[at:])) if pieces else self.content

    def restore(self, text: bytes, get_body: Callable[[bytes], bytes] = bytes) -> bytes:
        """Put the bodies back where their words stand."""
        words = re.compile(rf"{self.mark}(\d+)x".encode())
        return words.sub(lambda word: get_body(bytes(self.get_body(int(word[1])))), text) if self.spans else text

    def get_body(self, number: int) -> memoryview:
        """Return a body as it stands in the mail, without a copy."""
        start, end = self.spans[number]
        return memoryview(self.content)[start:end]

    def unpack(self, word: str) -> bytes | None:
        """Return the file that a word alone stands for; None for another text, or a body that is broken."""
        found = re.fullmatch(rf"{self.mark}(\d+)x", word.strip())
        try:
            return binascii.a2b_base64(self.get_body(int(found[1]))) if found else None
        except binascii.Error:
            return None


class Part(Message):
    """A part of a mail that knows of the large bodies."""

    def __init__(self, large: Large, policy):
        super().__init__(policy)
        self.large = large

    def set_raw(self, name: str, value: str) -> None:
        """Keep a header; of one made to be read for minutes, the beginning."""
        if len(self._headers) < MOST_HEADERS:
            longest = LONGEST_CONTENT if name.lower().startswith("content-") else LONGEST_HEADER
            super().set_raw(name, value[:longest])


def _find_spans(content: bytes):
    """Yield where large bodies said to be base64 begin and end; a boundary begins with two hyphens."""
    at = 0
    while header := PACKED.search(content, at):
        at = header.start() + LONGEST_HEADERS
        blank = BLANK_LINE.search(content, header.start(), at)
        if not blank:
            continue
        end = content.find(b"\n--", blank.end())
        at = end = len(content) if end < 0 else end
        end -= content[end - 1 : end] == b"\r"  # the boundary's own end of line
        if end - blank.end() >= LARGE:
            yield blank.end(), end


def parse(content: bytes, begin=bytes) -> Message:
    """Return a mail parsed; `begin` mends what stands before its headers. Raises `MailError` for endless lines."""
    large = Large(content)
    text = large.cut()
    if text.count(b"\n") > MOST_LINES:
        raise MailError(_("The mail has too many lines. Save what matters, and attach it."))
    return email.message_from_bytes(begin(text), partial(Part, large), policy=email.policy.compat32)


def unpack(part: Message) -> bytes | None:
    """Return the content of a part whose body is one that was cut out, else None; the part is whole then."""
    large, payload = getattr(part, "large", None), part.get_payload()
    if not large or not isinstance(payload, str) or large.mark not in payload:
        return None
    is_packed = str(part.get("Content-Transfer-Encoding", "")).lower() == "base64"
    content = large.unpack(payload) if is_packed else None
    if content is None:
        whole = large.restore(payload.encode("utf-8", "surrogateescape"))
        part.set_payload(whole.decode("ascii", "surrogateescape"))
    return content


def get_whole(message: Message) -> bytes:
    """Return a mail inside a mail as a file."""
    large, text = getattr(message, "large", None), message.as_bytes()
    return large.restore(text, lambda body: body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")) if large else text

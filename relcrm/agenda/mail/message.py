"""What a mail says, whatever kind of file it came in. No database."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import getaddresses

ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@\x00-\x1f]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}")
LONGEST_ID = 400


@dataclass(frozen=True)
class Attached:
    """A file inside a mail."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A mail that was read: addresses as (name, address) with the address in small letters."""

    subject: str = ""
    sender: tuple[str, str] = ("", "")
    to: tuple[tuple[str, str], ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    bcc: tuple[tuple[str, str], ...] = ()
    sent_on: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    html: str = ""
    attached: tuple[Attached, ...] = ()
    remarks: tuple[str, ...] = ()
    receipt: str = ""  # of certified mail: accettazione, avvenuta-consegna, errore-consegna, ...
    receipt_for: str = ""  # the Message-ID that the receipt is about
    is_certified: bool = False
    headers: dict = field(default_factory=dict, hash=False, compare=False)

    def with_remark(self, remark: str) -> "Mail":
        """Return the mail with one more remark."""
        return replace(self, remarks=(*self.remarks, remark))

    @property
    def recipients(self) -> tuple[tuple[str, str], ...]:
        """All to whom it went."""
        return (*self.to, *self.cc, *self.bcc)


def find_addresses(*texts: str) -> tuple[tuple[str, str], ...]:
    """Return names and addresses in headers, each address once, also out of headers that are written badly."""
    found: dict[str, str] = {}
    for text in filter(None, texts):
        flat = " ".join(text.split())
        for name, address in _parse(flat):
            match = ADDRESS.fullmatch(address.strip().strip("<>"))
            if match:
                found.setdefault(match[0].lower(), name.strip().strip("'\""))
        for match in ADDRESS.finditer(flat):
            found.setdefault(match[0].lower(), "")
    return tuple((name, address) for address, name in found.items())


def _parse(text: str) -> list[tuple[str, str]]:
    """Return the names and addresses of a header; none of one that the library cannot follow."""
    try:
        return getaddresses([text]) if len(text) < 100_000 else []
    except RecursionError:  # comments thousands deep
        return []


def find_ids(text: str) -> tuple[str, ...]:
    """Return the message identifiers in a header, without their brackets."""
    ids = re.findall(rf"<([^<>\s]{{3,{LONGEST_ID}}})>", text or "") or re.findall(r"[^<>\s,;]+@[^<>\s,;]+", text or "")
    return tuple(dict.fromkeys(one.strip()[:LONGEST_ID] for one in ids))

"""Reading of vCard 2.1, 3.0 and 4.0 as programs really write them: cards with their properties, values as text.

Every step is linear in the size of the file and bounded; what a card means in our records is said in `card_values.py`.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from frappe import _

from relcrm.exchange.exceptions import ImportFileError

MAX_CARDS, MAX_PROPERTIES, MAX_VALUE, MAX_CARD_BYTES = 50_000, 1_000, 100_000, 12 * 1024 * 1024
BINARY = ("PHOTO", "LOGO", "SOUND", "KEY")
_BEGIN = re.compile(rb"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_END = re.compile(rb"\s*END\s*:\s*VCARD\s*", re.IGNORECASE)
_BARE = {"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"}
_QUOTED_PRINTABLE = re.compile(rb"^[^:]*;(ENCODING=)?\"?QUOTED-PRINTABLE", re.IGNORECASE)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{4,}={0,2}")
_IS_BASE64 = re.compile(rb"^[^:]*;(ENCODING=)?\"?(BASE64|B)\"?[;:]", re.IGNORECASE)


@dataclass
class Property:
    """One line of a card: its name, the parameters in capitals, and its value as it stands."""

    name: str
    params: dict[str, list[str]]
    value: str
    group: str = ""
    old: bool = False

    @property
    def types(self) -> set[str]:
        """The types in small letters, from TYPE=... and from the bare words of vCard 2.1."""
        words = (word.strip().lower() for text in self.params.get("TYPE", ()) for word in text.split(","))
        return {word for word in words if word}

    @property
    def is_preferred(self) -> bool:
        """Whether it is the one to use."""
        return "pref" in self.types or bool(self.params.get("PREF"))

    def get_text(self) -> str:
        """Return the value as one text."""
        return clean(_unescape(self.value, self.old))

    def get_parts(self) -> list[str]:
        """Return the parts of a structured value (N, ADR, ORG); several values of one part are joined by blanks."""
        parts = _split(self.value, ";")
        if self.old or self.name == "ORG":
            return [clean(_unescape(part, self.old)) for part in parts]
        return [clean(" ".join(_unescape(one, self.old) for one in _split(part, ","))) for part in parts]

    def get_list(self) -> list[str]:
        """Return the values of a list (CATEGORIES, NICKNAME)."""
        return [text for one in _split(self.value, ",") if (text := clean(_unescape(one, self.old)))]

    def get_bytes(self) -> bytes | None:
        """Return what a binary value holds; None for an address on the network and for what cannot be decoded."""
        text = self.value.strip()
        if text.startswith("data:"):
            head, _comma, text = text.partition(",")
            if "base64" not in head:
                return None
        elif not self.params.get("ENCODING"):
            return None
        plain = re.sub(r"\s+", "", text)
        try:
            return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        except (binascii.Error, ValueError):
            return None


@dataclass
class Card:
    """One card: its place in the file, its properties, and why it cannot be taken, if so."""

    number: int
    properties: list[Property] = field(default_factory=list)
    refusal: str | None = None

    def get_all(self, name: str) -> list[Property]:
        """Return the properties of a name that say something, the preferred ones first."""
        found = [one for one in self.properties if one.name == name and one.value.strip("; \t")]
        return sorted(found, key=lambda one: not one.is_preferred)

    def get(self, name: str) -> Property | None:
        """Return the first property of a name."""
        return next(iter(self.get_all(name)), None)

    def get_text(self, name: str) -> str:
        """Return the text of the first property of a name."""
        found = self.get(name)
        return found.get_text() if found else ""

    def get_label(self, one: Property) -> str:
        """Return the name that an Apple or Google card gives a property (`item1.X-ABLabel`)."""
        if not one.group:
            return ""
        labels = [p for p in self.properties if p.name == "X-ABLABEL" and p.group == one.group]
        return labels[0].get_text().removeprefix("_$!<").removesuffix(">!$_") if labels else ""


def is_vcard(content: bytes) -> bool:
    """Tell whether a file is an address book, by its content."""
    head = content[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head:
        head = head.replace(b"\0", b"")
    return bool(re.search(rb"^[\s\xef\xbb\xbf\xff\xfe]*BEGIN\s*:\s*VCARD", head, re.IGNORECASE))


def parse_cards(content: bytes, file_name: str = "") -> list[Card]:
    """Return the cards of a file; one that is too large is refused with a sentence, the others are kept."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16", errors="replace").encode()
    cards = []
    for lines in _split_cards(content.removeprefix(b"\xef\xbb\xbf")):
        if len(cards) >= MAX_CARDS:
            text = _("The file {0} has more than {1} cards. Split it and import the parts.")
            raise ImportFileError(text.format(file_name, MAX_CARDS))
        cards.append(_parse_card(len(cards) + 1, lines))
    if not cards:
        raise ImportFileError(_("The file {0} has no cards.").format(file_name))
    return cards


# --- lines ---------------------------------------------------------------------------------------------------


def _split_cards(content: bytes) -> Iterator[list[bytes] | None]:
    """Yield the lines of each outer card; None for one that is too large. A card without an end ends with the file."""
    lines: list[bytes] | None = None
    depth = size = 0
    for line in content.split(b"\n"):
        line = line.rstrip(b"\r")
        if depth == 1 and line[:1] in (b" ", b"\t"):
            is_begin = is_end = False  # folded: part of the value above, whatever it says
        else:
            is_begin, is_end = bool(_BEGIN.fullmatch(line)), bool(_END.fullmatch(line))
        if is_begin:
            depth += 1
            if depth == 1:
                lines, size = [], 0
                continue
        if depth == 0:
            continue
        if is_end:
            depth -= 1
            if depth == 0:
                yield lines if size <= MAX_CARD_BYTES else None
            continue
        size += len(line) + 1
        if depth == 1 and size <= MAX_CARD_BYTES and not is_begin:
            lines.append(line)
    if depth:
        yield lines if size <= MAX_CARD_BYTES else None


def _parse_card(number: int, lines: list[bytes] | None) -> Card:
    card = Card(number)
    if lines is None:
        text = _("Card {0} is larger than {1} MB. Take pictures and sounds out of it.")
        card.refusal = text.format(number, MAX_CARD_BYTES // 1024 // 1024)
        return card
    raw = list(_unfold(lines))
    if len(raw) > MAX_PROPERTIES:
        text = _("Card {0} has more than {1} entries. Leave only the needed ones.")
        card.refusal = text.format(number, MAX_PROPERTIES)
        return card
    old = any(re.fullmatch(rb"VERSION:\s*2\.1\s*", line, re.IGNORECASE) for line in raw)
    card.properties = [one for line in raw if (one := _parse_line(line, old))]
    return card


def _unfold(lines: list[bytes]) -> Iterator[bytes]:
    """Yield whole lines: folded ones, soft breaks of quoted-printable and bare lines of base64 are put together."""
    parts: list[bytes] = []
    soft = binary = False
    for line in lines:
        if soft:
            parts.append(line.removesuffix(b"="))
            soft = line.endswith(b"=")
        elif parts and line[:1] in (b" ", b"\t"):
            parts.append(line[1:])
        elif parts and binary and _BASE64_LINE.fullmatch(line.strip()):
            parts.append(line.strip())
        elif line.strip():
            if parts:
                yield b"".join(parts)
            parts, soft = [line], False
            binary = bool(_IS_BASE64.match(line[:500]))
            if _QUOTED_PRINTABLE.match(line[:500]) and line.endswith(b"="):
                parts, soft = [line[:-1]], True
    if parts:
        yield b"".join(parts)


def _parse_line(line: bytes, old: bool) -> Property | None:
    """Read one whole line; None for one that is no property."""
    colon = _find_colon(line)
    if colon < 0:
        return None
    head, value = line[:colon].decode("utf-8", errors="replace"), line[colon + 1 :]
    name, *words = _split(head, ";", quotes=True)
    group, _dot, name = name.strip().rpartition(".")
    name = name.upper()
    if not re.fullmatch(r"[A-Z0-9-]{1,60}", name):
        return None
    params: dict[str, list[str]] = {}
    for word in words:
        key, sign, text = word.partition("=")
        key = key.strip().upper()
        if not sign:
            key, text = ("ENCODING" if key in _BARE else "TYPE"), key
        params.setdefault(key, []).append(_unquote(text))
    is_binary = name in BINARY
    if not is_binary and len(value) > MAX_VALUE:
        value = value[:MAX_VALUE]
    if any(text.upper() == "QUOTED-PRINTABLE" for text in params.get("ENCODING", ())):
        value = binascii.a2b_qp(value)
    return Property(name, params, _decode(value, params.get("CHARSET", ())), group.lower(), old)


def _find_colon(line: bytes) -> int:
    """Return where the value begins: the first colon outside quotation marks, or the first when these have no end."""
    quoted = False
    for position, sign in enumerate(line[:20_000]):
        if sign == 34:
            quoted = not quoted
        elif sign == 58 and not quoted:
            return position
    return line.find(b":")


def _unquote(text: str) -> str:
    plain = text.strip().strip('"')
    return plain.replace("^n", "\n").replace("^'", '"').replace("^^", "^")


def _decode(value: bytes, charsets: tuple | list) -> str:
    fallback = () if any(charset.lower() in ("utf-8", "utf8") for charset in charsets) else ("utf-8", "cp1252")
    for charset in (*charsets, *fallback):
        try:
            return value.decode(charset)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return value.decode("utf-8", errors="replace")


def _split(text: str, sign: str, quotes: bool = False) -> list[str]:
    """Split at a sign that no backslash stands before, and, in parameters, that is not in quotation marks."""
    parts, start, escaped, quoted = [], 0, False, False
    for position, one in enumerate(text):
        if escaped:
            escaped = False
        elif one == "\\" and not quotes:
            escaped = True
        elif one == '"' and quotes:
            quoted = not quoted
        elif one == sign and not quoted:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _unescape(text: str, old: bool) -> str:
    if "\\" not in text:
        return text
    signs = {"n": "\n", "N": "\n", ",": ",", ";": ";", ":": ":", "\\": "\\", '"': '"'}
    if old:  # 2.1 escapes only the semicolon, but many programs write commas and line ends as later versions do
        signs = {";": ";", "n": "\n", "N": "\n", ",": ","}
    return re.sub(r"\\(.)", lambda match: signs.get(match[1], match[0]), text, flags=re.DOTALL)


def clean(text: str) -> str:
    """Return a text without control signs, with plain ends of lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t").strip()


def describe_cards(cards: list[Card]) -> Iterator[tuple[int, list[str]]]:
    """Yield each card's number and, as texts, name, company, role, telephones, e-mails and address."""
    for card in cards:
        parts = card.get("N").get_parts() if card.get("N") else []
        name = card.get_text("FN") or " ".join(filter(None, (parts + ["", ""])[1::-1]))
        company = card.get("ORG").get_parts()[0] if card.get("ORG") else ""
        addresses = card.get_all("ADR")[:1]
        address = ", ".join(filter(None, addresses[0].get_parts())) if addresses else ""
        phones, emails = (", ".join(one.get_text() for one in card.get_all(kind)[:5]) for kind in ("TEL", "EMAIL"))
        texts = (name, company, card.get_text("TITLE"), phones, emails, address)
        yield card.number, [" ".join(text.split())[:500] for text in texts]

"""Reading mails in the form in which they travel (.eml, RFC 5322), also those that are written badly. No database."""

import email
import re
from datetime import datetime
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from frappe import _

from relcrm.agenda.mail import cutting, signed, tnef
from relcrm.agenda.mail.message import Attached, Mail, find_addresses, find_ids
from relcrm.exceptions import MailError

MOST_PARTS, DEEPEST, MOST_ATTACHED = 400, 20, 100
MOST_OF_A_NAME = 20
CHARSETS = {"ks_c_5601-1987": "cp949", "iso-8859-8-i": "iso-8859-8", "x-sjis": "cp932", "shift_jis": "cp932",
            "gb2312": "gb18030", "iso-8859-1": "cp1252", "us-ascii": "utf-8", "unicode-1-1-utf-7": "utf-7"}  # fmt: skip
KNOWN = ("from", "to", "subject", "date", "message-id", "received", "sender", "cc", "return-path", "mime-version")
INNER = {"message/rfc822", "message/global"}
ENDINGS = {"text/calendar": "ics", "message/rfc822": "eml", "text/html": "html", "text/plain": "txt",
           "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif",
           "application/pkcs7-mime": "p7m", "application/pkcs7-signature": "p7s", "text/x-vcard": "vcf",
           "message/delivery-status": "txt", "text/rfc822-headers": "txt"}  # fmt: skip


def read(content: bytes) -> Mail:
    """Return what a mail says; raises `MailError` for what is no mail, or one made to do harm."""
    message = cutting.parse(content, _begin)
    if not any(message.get(name) for name in KNOWN):
        raise MailError(_("This is no e-mail: it has neither a sender nor a recipient, a date or a subject."))
    return read_message(message)


def _begin(content: bytes) -> bytes:
    """Cut off what stands before the headers: marks of encodings, blank lines, the From line of a mailbox.

    A blank before the colon of a header, as old programs write it, goes too.
    """
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t \x00")
    content = content.partition(b"\n")[2] if content.startswith(b"From ") and b":" not in content[:5] else content
    head = re.match(rb"(?:[^\r\n]{1,2000}\r?\n){1,500}", content)
    end = head.end() if head else 0
    return re.sub(rb"(?m)^([A-Za-z-]{2,40})[ \t]{1,20}:", rb"\1:", content[:end]) + content[end:]


def read_message(message: Message, depth: int = 0) -> Mail:
    """Return what a parsed message says; certified mail gives what was sent, a receipt itself."""
    parts = list(_walk(message))
    receipt = get_text(message, "X-Ricevuta").lower()
    if get_text(message, "X-Trasporto").lower() == "posta-certificata" and depth == 0:
        inner = [part for part in parts if _name(part).lower() == "postacert.eml"]
        opened = _open_inner(inner[0]) if inner else None
        if opened is not None:
            return _read_certified(message, read_message(opened, 1))
    return _read_plain(message, parts, receipt)


def _read_certified(envelope: Message, mail: Mail) -> Mail:
    values = {**mail.__dict__, "is_certified": True, "sent_on": mail.sent_on or get_date(envelope)}
    values["message_id"] = mail.message_id or next(iter(find_ids(get_text(envelope, "X-Riferimento-Message-ID"))), "")
    return Mail(**values)


def _read_plain(message: Message, parts: list[Message], receipt: str) -> Mail:
    bodies, attached, remarks, enveloped = {"text": [], "html": []}, [], [], []
    for part in parts:
        opened = signed.open_signed(part, _payload)
        if opened is not None:
            inner = read_message(cutting.parse(opened), 1)
            bodies["text"] += [inner.text] if inner.text else []
            bodies["html"] += [inner.html] if inner.html else []
            attached += inner.attached
            continue
        kind = _body_kind(part)
        envelope = None if kind else _open_envelope(part, remarks)
        if kind:
            bodies[kind].append(_decode(part))
        elif envelope:
            enveloped.append(envelope)
            attached += _with_names(envelope.attached, len(attached))
        elif file := _read_file(part, len(attached)):
            attached.append(file)
            if part.get_content_type() in signed.TYPES:
                remarks.append(_("The mail is encrypted: only its envelope can be read here."))
    if not "".join((*bodies["text"], *bodies["html"])).strip():
        bodies = {"text": [one.text for one in enveloped], "html": [one.html for one in enveloped]}
    if len(attached) > MOST_ATTACHED:
        text = _("The mail has {0} attached files. At most {1} are taken: save those that matter, and attach them.")
        raise MailError(text.format(len(attached), MOST_ATTACHED))
    return Mail(
        subject=get_text(message, "Subject")[:500],
        sender=next(iter(find_addresses(get_text(message, "From"), get_text(message, "Sender"))), ("", "")),
        to=find_addresses(*get_all(message, "To")),
        cc=find_addresses(*get_all(message, "Cc")),
        bcc=find_addresses(*get_all(message, "Bcc")),
        sent_on=get_date(message),
        message_id=next(iter(find_ids(get_text(message, "Message-ID"))), ""),
        in_reply_to=next(iter(find_ids(get_text(message, "In-Reply-To"))), ""),
        references=find_ids(" ".join(get_all(message, "References")))[-50:],
        text="\n".join(bodies["text"]),
        html="\n".join(bodies["html"]),
        attached=tuple(attached),
        remarks=tuple(remarks),
        receipt=receipt,
        receipt_for=next(iter(find_ids(get_text(message, "X-Riferimento-Message-ID"))), "") if receipt else "",
    )


def _walk(message: Message, depth: int = 0):
    """Yield the parts that hold something; a mail inside a mail stays one part."""
    stack, count = [(message, depth)], 0
    while stack:
        part, depth = stack.pop()
        count += 1
        if count > MOST_PARTS or depth > DEEPEST:
            raise MailError(_("The mail has too many parts inside one another. Save what matters, and attach it."))
        if part.is_multipart() and part.get_content_type() not in INNER:
            inner = part.get_payload()
            if part.get_content_type() == "multipart/alternative":
                inner = _choose(inner)
            stack += [(one, depth + 1) for one in reversed(inner)]
        else:
            yield part


def _choose(parts: list[Message]) -> list[Message]:
    """Of the forms of one text keep the plain and the formatted one, and what is neither."""
    others = ("text/enriched", "text/x-amp-html", "text/watch-html")
    return [part for part in parts if part.get_content_type() not in others]


def _body_kind(part: Message) -> str | None:
    kind = part.get_content_type()
    disposition = str(part.get("Content-Disposition") or "").lower()
    if disposition.startswith("attachment") or (_name(part) and not disposition.startswith("inline")):
        return None
    return {"text/plain": "text", "text/html": "html"}.get(kind)


def _read_file(part: Message, number: int) -> Attached | None:
    kind = part.get_content_type()
    if kind in INNER:
        opened = _open_inner(part)
        content = cutting.get_whole(opened) if opened is not None else b""
        name = _name(part) or f"{(get_text(opened, 'Subject') if opened is not None else '')[:80] or 'mail'}.eml"
    else:
        content = _payload(part)
        ending = ENDINGS.get(kind) or re.sub(r"\W", "", kind.rpartition("/")[2])[:10] or "bin"
        name = _name(part) or f"{_('attached')}-{number + 1}.{ending}"
    return Attached(name, content) if content else None


def _open_envelope(part: Message, remarks: list[str]) -> tnef.Envelope | None:
    """Return what a winmail.dat holds; one that cannot be opened stays a file, and the mail says so."""
    if part.get_content_type() not in tnef.TYPES and _name(part).lower() != tnef.NAME:
        return None
    content = _payload(part)
    envelope = tnef.read(content) if content.startswith(tnef.SIGNATURE) else tnef.Envelope()
    if envelope.attached or envelope.text or envelope.html:
        return envelope
    if content:
        text = _("{0} is an envelope of Outlook in which nothing could be read; it is attached as it came.")
        remarks.append(text.format(_name(part) or tnef.NAME))
    return None


def _with_names(files: list[Attached], number: int) -> list[Attached]:
    return [
        Attached(one.name or f"{_('attached')}-{number + place}.bin", one.content)
        for place, one in enumerate(files, start=1)
    ]


def _open_inner(part: Message) -> Message | None:
    payload = part.get_payload()
    if isinstance(payload, list):
        return payload[0] if payload else None
    content = _payload(part)
    return cutting.parse(content) if content else None


def _payload(part: Message) -> bytes:
    large = cutting.unpack(part)
    if large is not None:
        return large
    try:
        content = part.get_payload(decode=True)
    except Exception:  # a broken encoding must not lose the rest of the mail
        content = None
    if content is None:
        raw = part.get_payload()
        content = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""
    return content


def _decode(part: Message) -> str:
    return decode(_payload(part), str(part.get_content_charset() or ""))


def decode(content: bytes, charset: str = "") -> str:
    """Return text in a charset that may be wrong, unknown or absent."""
    names = [CHARSETS.get(charset.lower(), charset), "utf-8", "cp1252", "latin-1"]
    for name in filter(None, names):
        try:
            return content.decode(name).replace("\r\n", "\n").replace("\x00", "")
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("utf-8", "replace")


def _name(part: Message) -> str:
    try:
        name = part.get_filename() or part.get_param("name") or ""
    except Exception:
        name = ""
    if isinstance(name, tuple):
        name = email.utils.collapse_rfc2231_value(name)
    return decode_words(str(name)).replace("\n", " ").strip()


def get_text(message: Message, name: str) -> str:
    """Return a header in readable signs, on one line."""
    return next(iter(get_all(message, name)), "")


def get_all(message: Message, name: str) -> list[str]:
    """Return all headers of a name in readable signs, those with raw 8-bit signs too."""
    values = [value for key, value in message.raw_items() if key.lower() == name.lower()]
    return [decode_words(value) for value in values[:MOST_OF_A_NAME] if isinstance(value, str)]


def decode_words(value: str) -> str:
    """Return a header's value with its encoded words read; a broken one stays as it is."""
    value = re.sub(r"\r?\n[ \t]+", " ", value)
    try:
        pieces = decode_header(value)
    except Exception:
        pieces = [(value, None)]
    raw = [piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogateescape") for piece, _name in pieces]
    words = [decode(piece, charset or "") for piece, (_piece, charset) in zip(raw, pieces, strict=True)]
    return " ".join("".join(words).split()).replace("\x00", "")


def get_date(message: Message) -> datetime | None:
    """Return when a mail was written, by its date or by when it was received."""
    received = [text.rpartition(";")[2] for text in get_all(message, "Received")[:3]]
    for text in (*get_all(message, "Date"), *received):
        try:
            found = parsedate_to_datetime(text.strip())
        except (TypeError, ValueError, IndexError, OverflowError):
            continue
        if 1900 <= found.year <= 2200:
            return found
    return None

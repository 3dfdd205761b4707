"""Reading mails that Outlook saved (.msg, an OLE file of MAPI properties). No database."""

import email
import email.policy
import io
import struct
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

import olefile
from frappe import _

from relcrm.agenda.mail import eml, rtf
from relcrm.agenda.mail.message import Attached, Mail, find_addresses, find_ids
from relcrm.exceptions import MailError

BEGINNING = olefile.MAGIC
PROPERTIES = "__properties_version1.0"
UNICODE, STRING8, BINARY, STORAGE = 0x001F, 0x001E, 0x0102, 0x000D
DEEPEST = 8
CODEPAGES = {65001: "utf-8", 1200: "utf-16-le", 20127: "ascii", 28591: "iso-8859-1", 28592: "iso-8859-2",
             28595: "iso-8859-5", 28605: "iso-8859-15", 20866: "koi8-r", 50220: "iso-2022-jp", 51949: "euc-kr",
             936: "gb18030", 54936: "gb18030", 950: "big5", 932: "cp932", 949: "cp949"}  # fmt: skip
KINDS = {
    "ipm.appointment": "an appointment", "ipm.schedule": "an appointment", "ipm.contact": "a contact",
    "ipm.task": "a task", "ipm.stickynote": "a note", "ipm.activity": "a journal entry", "ipm.distlist": "a list",
}  # fmt: skip
MAIL_KINDS = ("ipm.note", "ipm.post", "ipm.schedule.meeting", "report.ipm", "ipm.document", "ipm")


def read(content: bytes) -> Mail:
    """Return what an Outlook file says; raises `MailError` for what is none, or is no mail."""
    try:
        ole = olefile.OleFileIO(io.BytesIO(content))
    except Exception:
        raise MailError(_("The file cannot be read: it is damaged, or no mail that Outlook saved.")) from None
    with ole:
        try:
            return _Item(ole, ()).read()
        except MailError:
            raise
        except Exception:
            raise MailError(_("The file cannot be read: it is damaged, or no mail that Outlook saved.")) from None


class _Item:
    """One message of the file: the outer one, or one that is attached to it."""

    def __init__(self, ole: olefile.OleFileIO, path: tuple[str, ...], depth: int = 0) -> None:
        if depth > DEEPEST:
            raise MailError(_("The mail has too many parts inside one another. Save what matters, and attach it."))
        self.ole, self.path, self.depth = ole, path, depth
        self.fixed = self._read_fixed(path, 24 if path else 32)
        page = self._get_number(0x3FFD) or self._get_number(0x3FDE) or 1252
        self.charset = CODEPAGES.get(page) or f"cp{page}"
        page = self._get_number(0x3FDE) or page
        self.html_charset = CODEPAGES.get(page) or f"cp{page}"

    def read(self) -> Mail:
        kind = self._get_text(0x001A).lower()
        if not kind and not self.ole.exists(PROPERTIES):
            raise MailError(_("The file cannot be read: it is damaged, or no mail that Outlook saved."))
        self._validate_kind(kind)
        headers = email.message_from_string(self._get_text(0x007D), policy=email.policy.compat32)
        to, cc, bcc = self._read_recipients()
        body, html = self._read_bodies()
        return Mail(
            subject=(self._get_text(0x0037) or eml.get_text(headers, "Subject"))[:500],
            sender=self._get_sender(headers),
            to=to or find_addresses(*eml.get_all(headers, "To")),
            cc=cc or find_addresses(*eml.get_all(headers, "Cc")),
            bcc=bcc,
            sent_on=eml.get_date(headers) or self._get_time(0x0039) or self._get_time(0x0E06) or self._get_time(0x3007),
            message_id=next(iter(find_ids(self._get_text(0x1035) or eml.get_text(headers, "Message-ID"))), ""),
            in_reply_to=next(iter(find_ids(self._get_text(0x1042) or eml.get_text(headers, "In-Reply-To"))), ""),
            references=find_ids(self._get_text(0x1039) or eml.get_text(headers, "References"))[-50:],
            text=body,
            html=html,
            attached=tuple(self._read_attached()),
            receipt=eml.get_text(headers, "X-Ricevuta").lower(),
            receipt_for=next(iter(find_ids(eml.get_text(headers, "X-Riferimento-Message-ID"))), ""),
        )

    def _validate_kind(self, kind: str) -> None:
        if self.depth or kind.startswith("ipm.schedule.meeting"):
            return
        for beginning, what in KINDS.items():
            if kind.startswith(beginning):
                text = _("The file is {0} of Outlook, no mail. Save it from Outlook in its own form (calendar, vCard).")
                raise MailError(text.format(_(what)))

    def _get_sender(self, headers) -> tuple[str, str]:
        name = self._get_text(0x0C1A) or self._get_text(0x0042)
        for tag in (0x5D01, 0x5D02, 0x0C1F, 0x0065):
            for _name, address in find_addresses(self._get_text(tag)):
                return name, address
        found = find_addresses(eml.get_text(headers, "From"))
        return found[0] if found else (name, "")

    def _read_recipients(self) -> tuple[tuple, tuple, tuple]:
        found: dict[int, dict[str, str]] = {1: {}, 2: {}, 3: {}}
        for path in self._get_storages("__recip_version1.0_"):
            kind = self._read_fixed(path, 8).get(0x0C15, 1)
            name = self._get_text(0x3001, path)
            for tag in (0x39FE, 0x3003):
                addresses = find_addresses(self._get_text(tag, path))
                if addresses:
                    found.get(kind, found[1]).setdefault(addresses[0][1], name.strip("'"))
                    break
        return tuple(tuple((name, address) for address, name in found[kind].items()) for kind in (1, 2, 3))

    def _read_bodies(self) -> tuple[str, str]:
        text, html = self._get_text(0x1000).replace("\r\n", "\n"), self._get_text(0x1013)
        if not html:
            binary = self._get_binary(0x1013)
            html = eml.decode(binary, self.html_charset) if binary else ""
        if not text.strip() and not html.strip():
            packed = self._get_binary(0x1009)
            text = rtf.get_text(rtf.unpack(packed)) if packed else ""
        return text, html

    def _read_attached(self):
        storages = self._get_storages("__attach_version1.0_")
        if len(storages) > eml.MOST_ATTACHED:
            text = _("The mail has {0} attached files. At most {1} are taken: save those that matter, and attach them.")
            raise MailError(text.format(len(storages), eml.MOST_ATTACHED))
        for number, path in enumerate(storages):
            name = self._get_text(0x3707, path) or self._get_text(0x3704, path) or self._get_text(0x3001, path)
            content = self._get_binary(0x3701, path)
            inner = (*path, f"__substg1.0_3701{STORAGE:04X}")
            if content:
                yield Attached(name or f"{_('attached')}-{number + 1}.bin", content)
            elif self.ole.exists("/".join((*inner, PROPERTIES))):
                mail = _Item(self.ole, inner, self.depth + 1).read()
                yield Attached(f"{(mail.subject or name or 'mail')[:80]}.eml", to_eml(mail))

    def _get_storages(self, beginning: str) -> list[tuple[str, ...]]:
        size = len(self.path)
        found = {
            tuple(entry[: size + 1])
            for entry in self.ole.listdir(streams=True, storages=True)
            if tuple(entry[:size]) == self.path and len(entry) > size and entry[size].startswith(beginning)
        }
        return sorted(found)

    def _read_fixed(self, path: tuple[str, ...], head: int) -> dict[int, int]:
        name = "/".join((*path, PROPERTIES))
        if not self.ole.exists(name):
            return {}
        content, found = self.ole.openstream(name).read()[head:], {}
        for at in range(0, len(content) - 15, 16):
            kind, tag, _flags, value = struct.unpack_from("<HHIQ", content, at)
            if kind in (0x0003, 0x0002, 0x000B):
                found[tag] = value & 0xFFFFFFFF
            elif kind == 0x0040:
                found[tag] = value
        return found

    def _get_number(self, tag: int) -> int:
        return self.fixed.get(tag, 0)

    def _get_time(self, tag: int) -> datetime | None:
        value = self.fixed.get(tag, 0)
        if not value:
            return None
        try:
            return datetime(1601, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=value // 10)
        except OverflowError:
            return None

    def _get_stream(self, tag: int, kind: int, path: tuple[str, ...]) -> bytes | None:
        name = "/".join((*path, f"__substg1.0_{tag:04X}{kind:04X}"))
        if not self.ole.exists(name) or self.ole.get_type(name) != olefile.STGTY_STREAM:
            return None
        return self.ole.openstream(name).read()

    def _get_binary(self, tag: int, path: tuple[str, ...] | None = None) -> bytes:
        return self._get_stream(tag, BINARY, self.path if path is None else path) or b""

    def _get_text(self, tag: int, path: tuple[str, ...] | None = None) -> str:
        path = self.path if path is None else path
        content = self._get_stream(tag, UNICODE, path)
        if content is not None:
            return content.decode("utf-16-le", "replace").replace("\x00", "")
        content = self._get_stream(tag, STRING8, path)
        charset = getattr(self, "charset", "cp1252")
        return eml.decode(content, charset).replace("\x00", "") if content else ""


def to_eml(mail: Mail) -> bytes:
    """Return a mail in the form in which it could have travelled, for one attached to another."""
    message = EmailMessage(policy=email.policy.SMTP.clone(cte_type="7bit"))
    one_line = {"Subject": mail.subject, "Message-ID": f"<{mail.message_id}>" if mail.message_id else ""}
    people = {"From": (mail.sender,), "To": mail.to, "Cc": mail.cc}
    for name, rows in people.items():
        value = ", ".join(formataddr((shown.replace("\n", " "), address)) for shown, address in rows if address)
        one_line[name] = value
    one_line["Date"] = format_datetime(mail.sent_on) if mail.sent_on else ""
    for name, value in one_line.items():
        if value:
            message[name] = " ".join(value.split())
    message.set_content(mail.text or "")
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    for one in mail.attached:
        message.add_attachment(one.content, maintype="application", subtype="octet-stream", filename=one.name)
    return message.as_bytes()

"""A mail becomes an event: when, who, what about, what was attached, what it answers. The same mail becomes one event.

Nobody is registered by a mail: an address that nobody knows waits to be named (`unknown.py`).
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timezone
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, now_datetime

from relcrm.agenda import event_type, events
from relcrm.agenda.mail import body, files, pec, people
from relcrm.agenda.mail.message import Mail
from relcrm.exceptions import AttachmentError, MailError
from relcrm.workplace.attachments import revisions

DOCTYPE, EVENT = "Event Mail", "Relation Event"
MOST_PEOPLE = 50
LONGEST_SUBJECT = 200
LONGEST_LIST = 4000


@dataclass(frozen=True)
class Target:
    """Where a mail was dropped: a party, a person, an event, a process; or nowhere in particular."""

    party: str | None = None
    contact_person: str | None = None
    previous_event: str | None = None
    reference_doctype: str | None = None
    reference_name: str | None = None
    private: int = 0


def get_target(doctype: str | None, name: str | None, private: int = 0) -> Target:
    """Return the place where a mail was dropped; needs read on it."""
    if not doctype or not name:
        return Target(private=private)
    doc = frappe.get_doc(doctype, name)
    doc.check_permission("read")
    if doctype == "Party":
        return Target(party=doc.name, private=private)
    if doctype == "Contact Person":
        return Target(party=doc.party, contact_person=doc.name, private=private)
    if doctype == EVENT:
        process = {"reference_doctype": doc.reference_doctype, "reference_name": doc.reference_name}
        return Target(doc.party, None, doc.name, **process, private=cint(private or doc.private))
    if not doc.meta.has_field("party"):
        text = _("A mail cannot be dropped on {0}: it belongs to no company. Drop it on the company.")
        frappe.throw(text.format(escape_html(_(doctype))), MailError)
    return Target(doc.party, doc.get("contact_person"), None, doctype, doc.name, private)


def file_mail(content: bytes, file_name: str, target: Target) -> dict:
    """Read a mail and make an event of it; returns {event, subject, existing, unknown, left_out, kind, state}.

    A mail that is an event already gives that event. Raises `MailError` with the reason; nothing is half written.
    """
    if len(content) > files.LARGEST:
        text = _("{0} is larger than {1} MB. Save what matters of it, and attach it.")
        frappe.throw(text.format(escape_html(file_name), files.LARGEST >> 20), MailError)
    try:
        mail = files.read_mail(content)
    except MailError as refused:
        frappe.throw(_("{0} was not taken. {1}").format(escape_html(file_name), refused), MailError)
    frappe.db.savepoint("mail")
    try:
        return _file(mail, content, target)
    except frappe.DuplicateEntryError:  # the same mail, dropped twice at the same moment
        frappe.db.rollback(save_point="mail")
        frappe.clear_messages()
        kept = find_kept(mail)
        if kept:
            return _answer(kept, existing=1)
        text = _("{0} is being filed by somebody else at this moment. Look again in a minute.")
        frappe.throw(text.format(escape_html(file_name)), MailError)
    except Exception:
        frappe.db.rollback(save_point="mail")
        raise


def _file(mail: Mail, content: bytes, target: Target) -> dict:
    found = find_kept(mail)
    if found:
        return _answer(found, existing=1)
    everybodys, own = _get_names(mail)
    name = own if frappe.db.exists(DOCTYPE, everybodys) else everybodys  # a colleague keeps it for themselves
    sent = find_by_id(mail.receipt_for) if mail.receipt else None
    if sent:
        return _keep_receipt(mail, content, sent, name)
    return _make(mail, content, target, name)


# ---- the same mail again


def get_identifier(mail: Mail) -> str:
    """Return what tells a mail from all others: its Message-ID, or a digest of what it says."""
    if mail.message_id:
        return mail.message_id
    said = "\n".join((mail.subject, mail.sender[1], str(mail.sent_on), mail.text, mail.html))
    said += "\n".join(f"{one.name} {len(one.content)}" for one in mail.attached)
    return f"{_digest(said)[:40]}@relcrm.invalid"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def make_name(identifier: str, user: str = "") -> str:
    """Return the name under which a mail is kept; a user's own where a colleague keeps it for themselves."""
    return _digest(f"{identifier}\n{user}")[:24]


def find_kept(mail: Mail) -> Document | None:
    """Return the kept mail of the same identifier that the user may read."""
    for name in _get_names(mail):
        found = _get_readable(name)
        if found:
            return found
    return None


def _get_names(mail: Mail) -> tuple[str, str]:
    identifier = get_identifier(mail)
    return make_name(identifier), make_name(identifier, frappe.session.user)


def _get_readable(name: str) -> Document | None:
    if not frappe.db.exists(DOCTYPE, name):
        return None
    doc = frappe.get_doc(DOCTYPE, name)
    if not frappe.db.exists(EVENT, doc.reference_name):
        frappe.db.delete(DOCTYPE, {"name": name})  # its event was deleted: the mail may come again
        return None
    return doc if frappe.has_permission(EVENT, "read", doc=doc.reference_name) else None


def find_by_id(*identifiers: str) -> Document | None:
    """Return the kept mail of the first identifier that is there and whose event the user may read."""
    wanted = [one for one in identifiers if one]
    rows = frappe.get_list(
        DOCTYPE, filters={"message_id": ["in", wanted]}, fields=["name", "message_id"], limit=100
    ) if wanted else []  # fmt: skip
    by_id = {row.message_id: row.name for row in rows}
    found = next((by_id[one] for one in wanted if one in by_id), None)
    return frappe.get_doc(DOCTYPE, found) if found else None


# ---- a new one


def _make(mail: Mail, content: bytes, target: Target, name: str) -> dict:
    direction = people.get_direction(mail)
    others = _get_others(mail, direction)
    known = people.find_partners([address for _name, address in others])
    partner = _choose_partner(others, known, target)
    thread = find_by_id(mail.in_reply_to, *reversed(mail.references))
    event = events.make_event(
        {
            "subject": make_subject(mail),
            "event_type": _get_type(),
            "starts_on": get_site_time(mail),
            "status": "Done",
            "direction": direction,
            "notes": _make_notes(mail),
            "private": target.private,
            "assigned_to": frappe.session.user,
            "participants": _make_participants(mail, others, known, partner),
            "previous_event": thread.reference_name if thread else target.previous_event,
            "reference_doctype": target.reference_doctype,
            "reference_name": target.reference_name,
            "caller_name": None if partner["contact_person"] else (others[0][0] or others[0][1] if others else None),
            **{key: partner[key] for key in ("party", "contact_person")},
        }
    )
    unknown = _get_unknown(others, known)
    kept = keep(mail, name, event.name, direction, unknown)
    left_out = _attach(mail, content, event.name)
    return _answer(kept, left_out=left_out)


def _get_type() -> str:
    kind = event_type.get_type_of_channel("E-mail")
    if not kind:
        text = _("No kind of event stands for e-mails. An administrator gives one the channel E-mail.")
        frappe.throw(text, MailError)
    return kind


def make_subject(mail: Mail) -> str:
    """Return the subject of the event."""
    words = " ".join(mail.subject.split())
    return words[:LONGEST_SUBJECT] or _("E-mail without subject")


def get_site_time(mail: Mail):
    """Return when the mail was written, in the site's time; now where it does not say."""
    if not mail.sent_on:
        return now_datetime().replace(microsecond=0)
    written = mail.sent_on if mail.sent_on.tzinfo else mail.sent_on.replace(tzinfo=timezone.utc)
    zone = frappe.db.get_single_value("System Settings", "time_zone") or "UTC"
    return written.astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)


def _make_notes(mail: Mail) -> str:
    notes = body.make_notes(mail.text, mail.html)
    remarks = "".join(f"<p><em>{escape_html(remark)}</em></p>" for remark in mail.remarks)
    return remarks + notes


def _get_others(mail: Mail, direction: str) -> list[tuple[str, str]]:
    """Return the other side, whoever matters most first: the sender of what came in, else the recipients."""
    everyone = [mail.sender, *mail.recipients] if direction == "In" else list(mail.recipients)
    everyone = [one for one in everyone if one[1]][:MOST_PEOPLE]
    ours = people.get_own_addresses([address for _name, address in everyone])
    return [one for one in everyone if one[1] not in ours]


def _choose_partner(others: list, known: dict, target: Target) -> dict:
    """Return party and person of the event: those of the place it was dropped on, else of the first known address."""
    if target.party:
        inside = [known[address] for _name, address in others if known.get(address, {}).get("party") == target.party]
        person = next((one["contact_person"] for one in inside if one["contact_person"]), None)
        return {"party": target.party, "contact_person": target.contact_person or person}
    for _name, address in others:
        if known.get(address, {}).get("party"):
            return {key: known[address][key] for key in ("party", "contact_person")}
    return {"party": None, "contact_person": None}


def _make_participants(mail: Mail, others: list, known: dict, partner: dict) -> list[dict]:
    rows, seen = [], {partner["contact_person"]}
    for name, address in others[:MOST_PEOPLE]:
        person = known.get(address, {}).get("contact_person")
        if person and person not in seen:
            rows.append({"side": "Theirs", "contact_person": person})
            seen.add(person)
        elif not person:
            rows.append({"side": "Theirs", "person_name": (f"{name} <{address}>" if name else address)[:140]})
    ours = people.get_own_addresses([mail.sender[1], *(address for _name, address in mail.recipients)])
    users = [user for user in dict.fromkeys(ours.values()) if user]
    return rows + [{"side": "Ours", "user": user} for user in users[:MOST_PEOPLE]]


def _get_unknown(others: list, known: dict) -> str | None:
    """Return the address to be named: of the one who matters most, where nobody knows it and nobody ignores it."""
    if not others or others[0][1] in known or people.is_ignored(others[0][1]):
        return None
    return others[0][1]


def keep(mail: Mail, name: str, event: str, direction: str, unknown: str | None = None) -> Document:
    """Write down whose mail an event is; the same mail written twice at once fails for one of the two."""
    return frappe.get_doc(
        {
            "doctype": DOCTYPE,
            "subject": make_subject(mail),
            "direction": direction,
            "from_address": mail.sender[1][:254],
            "from_name": mail.sender[0][:240],
            "sent_on": get_site_time(mail) if mail.sent_on else None,
            "to_addresses": list_people(mail.to),
            "cc_addresses": list_people(mail.cc),
            "bcc_addresses": list_people(mail.bcc),
            "message_id": get_identifier(mail)[:400],
            "in_reply_to": mail.in_reply_to,
            "receipt_for": mail.receipt_for,
            "mail_state": pec.get_state(mail.receipt) if mail.receipt else "",
            "unknown_address": unknown,
            "reference_doctype": EVENT,
            "reference_name": event,
        }
    ).insert(ignore_permissions=True, set_name=name)


def list_people(rows) -> str:
    """Return names and addresses, one a line."""
    return "\n".join(f"{name} ({address})" if name else address for name, address in rows)[:LONGEST_LIST]


def _attach(mail: Mail, content: bytes, event: str) -> list[str]:
    """Attach what came with the mail, and a certified or signed one as it was; returns what was not taken, and why."""
    left_out = []
    for name, one in zip(_get_own_names([one.name for one in mail.attached]), mail.attached, strict=True):
        frappe.db.savepoint("attached")
        try:
            revisions.attach(EVENT, event, name, io.BytesIO(one.content), source="Mail")
        except AttachmentError as refused:
            frappe.db.rollback(save_point="attached")
            frappe.clear_messages()
            left_out.append(str(refused))
    signed = any(one.name.lower().endswith((".p7s", ".p7m")) for one in mail.attached)
    if mail.receipt or mail.is_certified or signed:
        _attach_whole(mail, content, event)
    return left_out


def _get_own_names(given: list[str]) -> Iterator[str]:
    """Give each file of a mail a name of its own: two of one name are two files, not revisions of one."""
    taken: set[str] = set()
    for name in given:
        stem, dot, ending = name.rpartition(".")
        number, own = 1, name
        while own.casefold() in taken:
            number += 1
            own = f"{stem} ({number}){dot}{ending}" if stem else f"{name} ({number})"
        taken.add(own.casefold())
        yield own


def _attach_whole(mail: Mail, content: bytes, event: str) -> None:
    """Attach the mail unaltered: of what was certified the file is the proof."""
    ending = "msg" if content.startswith(files.outlook.BEGINNING) else "eml"
    name = f"{make_subject(mail)[:80]}.{ending}"
    revisions.attach(EVENT, event, name, io.BytesIO(content), source="Mail")


# ---- receipts of certified mail


def _keep_receipt(mail: Mail, content: bytes, sent: Document, name: str) -> dict:
    """Put a receipt to the mail that it is about: its state moves, its file stays unaltered, no further event."""
    frappe.get_doc(EVENT, sent.reference_name).check_permission("write")
    state = pec.get_weightier(sent.mail_state, pec.get_state(mail.receipt))
    frappe.db.set_value(DOCTYPE, sent.name, {"mail_state": state, "outcome_text": mail.text.strip()[:1000]})
    kept = keep(mail, name, sent.reference_name, "In")
    _attach_whole(mail, content, sent.reference_name)
    return _answer(kept, kind="receipt", state=state)


def _answer(kept: Document, existing: int = 0, left_out: list | None = None, kind="mail", state="") -> dict:
    fields = ["subject", "party", "contact_person"]
    event = frappe.db.get_value(EVENT, kept.reference_name, fields, as_dict=True) or frappe._dict()
    party_name = frappe.db.get_value("Party", event.party, "party_name") if event.party else None
    return {
        "event": kept.reference_name,
        "subject": event.subject,
        "party": event.party,
        "party_name": party_name,
        "existing": existing,
        "unknown": kept.unknown_address,
        "left_out": left_out or [],
        "kind": kind,
        "state": state or kept.mail_state or "",
    }

"""Telling others of an event: colleagues find it in their agenda and get a notice, people outside a mail with the
appointment as a calendar file. Only ever by somebody's own act; what was told stays on the event, so that those
outside are told again, by one click, when it moves or is called off.
"""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, get_datetime, get_fullname, now_datetime

from relcrm.agenda.ical import make_ics
from relcrm.agenda.mail.people import find_partners
from relcrm.exceptions import InformError
from relcrm.relations import contact_gate
from relcrm.relations.contact_facts import Addressee
from relcrm.relations.contact_rules import ASKED, EMAIL
from relcrm.relations.keys import is_valid_email
from relcrm.workplace.days import show_day, show_moment

MOST = 50
OFF = "Cancelled"
INVITED, CHANGED, CALLED_OFF = "Invited", "Changed", "Called off"
EVENT, ROW = "Relation Event", "Relation Event Participant"
MOST_SHOWN = 500
KEPT_INSIDE = ("notes", "outcome", "event_values", "participants")


@dataclass(frozen=True)
class Outside:
    """Somebody outside who is told: a name, an address, and the contact person if it is one."""

    name: str
    email: str
    contact_person: str | None = None


def inform(name: str, users: list[str], outside: list[dict | str], message: str = "") -> dict:
    """Tell colleagues and people outside of an event that the user may write; both or nobody. Returns {told, mailed}:
    the colleagues who did not know of it yet, and the addresses written to."""
    event = frappe.get_doc("Relation Event", name)
    event.check_permission("write")
    if len(users) + len(outside) > MOST:
        text = _('"{0}": {1} people are too many to tell at once. Choose at most {2}.')
        frappe.throw(text.format(event.subject, len(users) + len(outside), MOST), InformError)
    people = _read_outside(event, outside)
    if people and _is_off(event):
        text = _('"{0}": people outside are told when it has its day and is not called off. Choose the day first.')
        frappe.throw(text.format(event.subject), InformError)
    _check_gate(event, people)
    told = _add_colleagues(event, users)
    _add_outside(event, people)
    if people:
        event.ical_sequence = cint(event.ical_sequence) + 1
    _save(event)
    for user in told:
        _send_notice(event, user, message)
    if people:
        _send_mail(event, people, message, frappe.session.user, INVITED)
    return {"told": told, "mailed": [person.email for person in people]}


def get_to_tell(event: Document) -> list[Document]:
    """Return the participants outside who were told of an event and know of another day, hour or place than it has
    now, or do not know that it was called off."""
    if event.status == "Done":
        return []
    return [row for row in event.participants if row.told and row.email and row.told != get_state(event)]


def get_names_to_tell(event: Document) -> list[str]:
    """Return the names, else the addresses, of those who have to be told again."""
    return [row.person_name or row.email for row in get_to_tell(event)]


def get_state(event: Document) -> str:
    """Return what somebody outside is told of an event, by which one sees that it has changed since."""
    if _is_off(event):
        return OFF
    times = (get_datetime(event.starts_on), get_datetime(event.ends_on))
    return f"{times[0]:%Y-%m-%d %H:%M} {times[1]:%Y-%m-%d %H:%M} {cint(event.all_day)} {event.location or ''}".strip()


def _is_off(event: Document) -> bool:
    return event.status == OFF or bool(cint(event.undated))


def tell_again(name: str, message: str = "") -> dict:
    """Tell those outside who know of another time of an event how it stands now: the same appointment at its new time,
    or that it is called off, from whoever told them first. Needs write on the event. Returns {mailed}."""
    event = frappe.get_doc("Relation Event", name, for_update=True)
    event.check_permission("write")
    return {"mailed": _tell(event, get_to_tell(event), message, get_state(event))}


def _tell(event: Document, rows: list[Document], message: str, state: str) -> list[str]:
    """Write to participants outside how an event stands, each from whoever told them first; returns the addresses."""
    if not rows:
        return []
    people: dict[str, list[Outside]] = {}
    for row in rows:
        person = Outside(row.person_name or row.email, row.email, row.contact_person)
        people.setdefault(row.told_by or frappe.session.user, []).append(person)
        row.told = state
    event.ical_sequence = cint(event.ical_sequence) + 1
    _save(event)
    for user, theirs in people.items():
        _send_mail(event, theirs, message, user, CALLED_OFF if state == OFF else CHANGED)
    return [row.email for row in rows]


def get_expecting(event: Document) -> list[Document]:
    """Return the participants outside who were told of an event that is still to come, and expect it."""
    return [row for row in event.participants if _expects(row)] if _is_to_come(event) else []


def _expects(row: dict) -> bool:
    return bool(row.told and row.email and row.told != OFF)


def _is_to_come(event: dict) -> bool:
    return event.status != "Done" and (cint(event.undated) or get_datetime(event.ends_on) >= now_datetime())


def get_invited(names: list[str]) -> dict:
    """Return which of some events people outside expect, and who: {events, people}; only what the user may read."""
    if not names:
        return {"events": [], "people": []}
    told = {"parenttype": EVENT, "parent": ["in", names], "told": ["is", "set"]}
    fields = ["parent", "person_name", "email", "told"]
    rows = frappe.get_all(ROW, filters=told, fields=fields, order_by="parent asc, idx asc", limit=0)
    rows = [row for row in rows if _expects(row)]
    among = {"name": ["in", sorted({row.parent for row in rows})]}
    fields = ["name", "status", "undated", "ends_on"]
    events = frappe.get_list(EVENT, filters=among, fields=fields, limit=MOST_SHOWN) if rows else []
    coming = {event.name for event in events if _is_to_come(event)}
    people = [row.person_name or row.email for row in rows if row.parent in coming]
    return {"events": sorted(coming), "people": list(dict.fromkeys(people))}


def call_off(names: list[str], message: str = "") -> dict:
    """Tell those outside who expect events that they are called off, before the events are deleted; all or nobody.

    Needs write and delete on each. An event that stays, or comes back, says by `get_to_tell` that they have to be told
    again. Returns {mailed}.
    """
    if len(names) > MOST:
        text = _("{0} events are too many to call off at once. Choose at most {1}.")
        frappe.throw(text.format(len(names), MOST), InformError)
    mailed: list[str] = []
    for name in dict.fromkeys(names):
        event = frappe.get_doc(EVENT, name, for_update=True)
        event.check_permission("write")
        event.check_permission("delete")
        mailed += _tell(event, get_expecting(event), message, OFF)
    return {"mailed": list(dict.fromkeys(mailed))}


def _save(event: Document) -> None:
    event.flags.telling = True
    event.save()
    event.flags.telling = False


def _add_colleagues(event: Document, users: list[str]) -> list[str]:
    """Add colleagues as informed, whoever does it or takes part already left out; returns the new ones."""
    knowing = {event.assigned_to, frappe.session.user, *(row.user for row in event.participants)}
    wanted = [user for user in dict.fromkeys(users) if user not in knowing]
    filters = {"name": ["in", wanted], "enabled": 1, "user_type": "System User"}
    found = set(frappe.get_all("User", filters=filters, pluck="name")) if wanted else set()
    for user in wanted:
        if user not in found:
            text = _('"{0}" is not a colleague who can be told. Choose somebody else.')
            frappe.throw(text.format(escape_html(str(user))[:140]), InformError)
        event.append("participants", {"side": "Ours", "user": user, "informed": 1})
    return wanted


def _read_outside(event: Document, outside: list[dict | str]) -> list[Outside]:
    """Return people outside with the address that they are written to, each address once."""
    found: dict[str, Outside] = {}
    for entry in outside:
        given = entry if isinstance(entry, dict) else {"email": entry}
        person = given.get("contact_person")
        kept = _get_contact(person) if person else frappe._dict()
        email = str(given.get("email") or kept.main_email or "").strip()
        shown = escape_html(str(given.get("name") or kept.full_name or email or person or ""))[:140]
        if not email:
            text = _('"{0}" has no e-mail address. Enter one in their card, or write it here.')
            frappe.throw(text.format(shown), InformError)
        if not is_valid_email(email):
            text = _('"{0}": {1} is not an e-mail address. Write it like name@example.com.')
            frappe.throw(text.format(event.subject, escape_html(email)[:140]), InformError)
        found.setdefault(email.casefold(), Outside(kept.full_name or given.get("name") or email, email, kept.name))
    return list(found.values())


def _get_contact(name: str) -> dict:
    rows = frappe.get_list("Contact Person", filters={"name": name}, fields=["name", "full_name", "main_email"])
    if not rows:
        text = _('"{0}" is not a contact that you may see. Choose somebody else.')
        frappe.throw(text.format(escape_html(str(name))[:140]), InformError)
    return rows[0]


def _check_gate(event: Document, people: list[Outside]) -> None:
    """Ask the contact gate for those outside of a promotion or a survey; any other appointment is service, which it
    never holds (decision 0026)."""
    if event.get("purpose") not in ASKED:
        return
    known = find_partners([person.email for person in people])
    asked = [Addressee(one["party"], one["contact_person"], address) for address, one in known.items()]
    for person in people:
        if person.contact_person and person.email.lower() not in known:
            party = frappe.db.get_value("Contact Person", person.contact_person, "party")
            asked.append(Addressee(party, person.contact_person, person.email))
    contact_gate.check(asked, event.purpose, EMAIL, _("E-mail"), bool(cint(event.similar_goods)))


def _add_outside(event: Document, people: list[Outside]) -> None:
    """Keep who is written to, at which address, of what, and by whom."""
    theirs = [row for row in event.participants if row.side == "Theirs"]
    known = {row.contact_person or (row.email or "").casefold(): row for row in theirs}
    for person in people:
        row = known.get(person.contact_person or person.email.casefold())
        if not row:
            values = {"side": "Theirs", "contact_person": person.contact_person, "informed": 1}
            row = event.append("participants", values | {"person_name": person.name})
        row.email, row.told = person.email, get_state(event)
        row.told_by = row.told_by or frappe.session.user


def _send_notice(event: Document, user: str, message: str) -> None:
    language = frappe.db.get_value("User", user, "language")
    text = _("{0} tells you of {1}, {2}", language).format(
        get_fullname(frappe.session.user), event.subject, _say_when(event)
    )
    notice = {
        "doctype": "Notification Log",
        "subject": f"{text}: {message}" if message else text,
        "for_user": user,
        "from_user": frappe.session.user,
        "type": "Alert",
        "document_type": "Relation Event",
        "document_name": event.name,
    }
    frappe.get_doc(notice).insert(ignore_permissions=True)


def _send_mail(event: Document, people: list[Outside], message: str, user: str, news: str) -> None:
    """Queue one mail to each with the appointment as a file, and keep it on the event; nothing internal goes along.
    `user` invites, also when another of us tells of a change: calendars follow nobody else."""
    if not frappe.db.exists("Email Account", {"enable_outgoing": 1, "default_outgoing": 1}):
        text = _('"{0}": no mail can go out of here yet. Ask the administrator to enter the account that sends.')
        frappe.throw(text.format(event.subject), InformError)
    sender = frappe.db.get_value("User", user, ["full_name", "email"], as_dict=True)
    organizer = (sender.full_name, sender.email or user)
    off = news == CALLED_OFF
    shown = frappe._dict({key: value for key, value in event.as_dict().items() if key not in KEPT_INSIDE})
    if off:
        shown.undated = 0
    addresses = [(one.name, one.email) for one in people]
    file = make_ics(shown, "CANCEL" if off else "REQUEST", organizer=organizer, attendees=addresses)
    title = event.subject if off else f"{event.subject}, {_say_when(event)}"
    said = {CHANGED: _("This appointment has changed."), CALLED_OFF: _("This appointment is called off.")}
    words = [message, said.get(news), title, "" if off else event.location, sender.full_name]
    content = "".join(f"<p>{escape_html(line)}</p>" for line in words if line)
    form = _("Called off: {0}") if off else _("Changed: {0}") if news == CHANGED else _("Appointment: {0}")
    subject = form.format(title)
    kept = {
        "doctype": "Communication",
        "communication_type": "Communication",
        "communication_medium": "Email",
        "sent_or_received": "Sent",
        "subject": subject,
        "content": content,
        "sender": organizer[1],
        "sender_full_name": organizer[0],
        "recipients": ", ".join(one.email for one in people),
        "reference_doctype": "Relation Event",
        "reference_name": event.name,
    }
    kept = frappe.get_doc(kept).insert(ignore_permissions=True)
    frappe.sendmail(
        recipients=[one.email for one in people],
        subject=subject,
        message=content,
        reply_to=organizer[1],
        reference_doctype="Relation Event",
        reference_name=event.name,
        communication=kept.name,
        attachments=[{"fname": f"{frappe.scrub(_('Appointment'))}.ics", "fcontent": file}],
    )


def _say_when(event: Document) -> str:
    if event.undated:
        return _("day still to be chosen")
    return (show_day if event.all_day else show_moment)(event.starts_on)

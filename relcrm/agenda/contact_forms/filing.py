"""What becomes of an answer: an event of whoever is known by the e-mail, else it waits to be named (`waiting.py`).

Nobody is registered by an answer, and nobody's refusal is taken back by one: whoever types an address is not yet
whose address it is. Where they tick a consent that the known contact has refused, a colleague decides.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, escape_html, getdate, nowdate

from relcrm.agenda import event_type, events
from relcrm.agenda.contact_forms import questions
from relcrm.agenda.contact_forms.door import ANSWER
from relcrm.agenda.mail import people
from relcrm.exceptions import ContactFormError
from relcrm.relations import consents, contact_gate
from relcrm.relations.contact_facts import Addressee
from relcrm.relations.contact_rules import ASKED, BY_NUMBER, EMAIL
from relcrm.relations.profile import COLUMNS, set_profile_values
from relcrm.relations.teams import get_people
from relcrm.workplace.days import show_moment
from relcrm.workplace.language import get_language_of, speaking

EVENT = "Relation Event"
OPEN = ("New", "Waiting")
USUAL_DAYS = 90
MOST = 200


def file_new() -> None:
    """Scheduled: file the answers whose own job was lost."""
    for name in frappe.get_all(ANSWER, filters={"state": "New"}, pluck="name", order_by="creation asc", limit=MOST):
        file_answer(name)


def file_answer(answer: str) -> None:
    """File a new answer with the rights of the program: the form decides who is told, not who sent it."""
    before = frappe.session.user
    frappe.set_user("Administrator")
    try:
        doc = frappe.get_doc(ANSWER, answer, for_update=True) if frappe.db.exists(ANSWER, answer) else None
        if not doc or doc.state != "New":
            return
        known = find_known(doc)
        if known and not has_refused(doc, known):
            attach(doc, known)
        else:
            doc.db_set("state", "Waiting")
        tell(doc)
    finally:
        frappe.set_user(before)


def find_known(doc: Document) -> Addressee | None:
    """Return the one contact or company that has the e-mail of an answer, of those the user sees."""
    found = people.find_partners([doc.email]).get(doc.email) if doc.email else None
    return Addressee(found["party"], found["contact_person"]) if found and found["party"] else None


def has_refused(doc: Document, known: Addressee) -> bool:
    """Return whether a consent that was ticked contradicts a refusal of the known contact."""
    for row in doc.answer_consents:
        if row.purpose in ASKED:
            one = Addressee(known.party, known.contact_person, get_reached(doc, row.channel))
            verdict = contact_gate.judge(one, row.purpose, row.channel, with_holds=False)
            if {reason.code for reason in verdict.reasons} & {"refused", "opposed"}:
                return True
    return False


def get_reached(doc: Document, channel: str) -> str:
    """Return the address or number that a consent is for: what was typed."""
    text = doc.email if channel == EMAIL else doc.phone if channel in BY_NUMBER else ""
    return consents.get_plain_address(text)


# ---- to whom it belongs


def attach(doc: Document, known: Addressee) -> Document:
    """Give an answer to a contact or a company: its event, its consents with their proof, the notice, the profile."""
    with speaking(frappe.db.get_value("Contact Form", doc.form, "language")):  # whoever files it
        values = make_event_values(doc, known)
        entries = make_consents(doc)
    event = events.make_event(values, by_process=True)
    for row, entry in zip(doc.answer_consents, entries, strict=True):
        row.consent = consents.add_entry(known.party, known.contact_person, **entry).name
    add_notice(doc, known)
    fill_profile(doc, known.party)
    doc.update({"state": "Attached", "party": known.party, "contact_person": known.contact_person})
    doc.reference_name = event.name
    doc.save(ignore_permissions=True)
    return event


def make_event_values(doc: Document, known: Addressee) -> dict:
    """Return the event of an answer: something that came in and waits for a reply."""
    kind = frappe.db.get_value("Contact Form", doc.form, "event_type") or event_type.get_type_of_channel("Message")
    if not kind:
        text = _("No kind of event stands for messages. An administrator gives one the channel Message.")
        frappe.throw(text, ContactFormError)
    who = doc.person_name or doc.company or doc.email or doc.phone
    return {
        "subject": f"{doc.form_title}: {who}"[:140],
        "event_type": kind,
        "starts_on": doc.received_on,
        "status": "Open",
        "direction": "In",
        "assigned_to": doc.told_user or get_told(doc)[0],
        "party": known.party,
        "contact_person": known.contact_person,
        "caller_name": None if known.contact_person else doc.person_name,
        "caller_number": doc.phone,
        "notes": make_notes(doc),
    }


def make_notes(doc: Document) -> str:
    """Return what was typed as paragraphs; it is text, whatever it looks like."""
    shown = [(questions.get_usual_label(ask), doc.get(column)) for ask, (column, *_rest) in questions.ASKED.items()]
    lines = [(label, text) for label, text in shown[:-1] if text]
    lines += [(row.label, questions.show_stored(row)) for row in doc.answer_values]
    table = "".join(f"<p>{escape_html(label)}: {escape_html(text)}</p>" for label, text in lines)
    said = "".join(f"<p>{escape_html(line) or '<br>'}</p>" for line in (doc.message or "").splitlines())
    return said + table


def make_consents(doc: Document) -> list[dict]:
    """Return the entries of the ticked consents, each with the words that stood beside it."""
    return [
        {
            "purpose": row.purpose,
            "channel": row.channel or "",
            "decision": "Given",
            "decided_on": getdate(doc.received_on),
            "origin": "Web form",
            "address": get_reached(doc, row.channel),
            "given_by": doc.person_name,
            "wording": _("{0}, version {1}").format(doc.form_title, doc.form_version),
            "proof_text": row.wording,
            "note": _("{0}, received on {1}").format(doc.name, show_moment(doc.received_on)),
        }
        for row in doc.answer_consents
    ]


def add_notice(doc: Document, known: Addressee) -> None:
    """Write down once that the notice was given, with the form that showed it."""
    who = {"contact_person": known.contact_person} if known.contact_person else {"party": known.party}
    if doc.notice and not frappe.db.exists("Notice Sent", {"notice": doc.notice, **who}):
        values = {"notice": doc.notice, **who, "sent_on": getdate(doc.received_on), "channel": "Web form"}
        doc.notice_sent = frappe.get_doc({"doctype": "Notice Sent", **values}).insert().name


def fill_profile(doc: Document, party: str) -> None:
    """Write answers into the characteristics that are empty and fit the kind of party; what is known stays."""
    name = frappe.db.get_value("Party Profile", {"party": party})
    known = {row.attribute for row in frappe.get_doc("Party Profile", name).profile_values} if name else set()
    kind = frappe.db.get_value("Party", party, "party_type")
    values = {}
    for row in doc.answer_values:
        attribute = frappe.get_cached_doc("Profile Attribute", row.attribute)
        fits = not attribute.disabled and attribute.party_type in (None, "", kind)
        if fits and row.attribute not in known and _is_offered(attribute, row):
            values[row.attribute] = questions.get_stored(row)
    if values:
        set_profile_values(party, values)


def _is_offered(attribute: Document, row: Document) -> bool:
    """Return whether a choice is still offered: the characteristic may have changed since."""
    if COLUMNS[attribute.value_type] != "choice":
        return True
    return set(row.value.split("\n")) <= {option.option for option in attribute.options}


# ---- who is told, and what is forgotten


def get_told(doc: Document) -> list[str]:
    """Return the users who are told of an answer, the person in charge first."""
    team = sorted(get_people({doc.told_team})) if doc.told_team else []
    users = dict.fromkeys(user for user in (doc.told_user, *team) if user)
    working = frappe.get_all("User", filters={"name": ["in", list(users)], "enabled": 1}, pluck="name")
    return [user for user in users if user in working] or ["Administrator"]


def tell(doc: Document) -> None:
    """Put a line into the bells of those who are told; whose answer it is stands where they may see it."""
    about = {"document_type": EVENT, "document_name": doc.reference_name} if doc.reference_name else {}
    for user in get_told(doc):
        with speaking(get_language_of(user)):
            words = _("Answer to the form {0}") if about else _("Answer to the form {0}: who is this?")
        notice = {"subject": words.format(escape_html(doc.form_title)), "for_user": user, "type": "Alert", **about}
        notice |= {} if about else {"link": "/relcrm/unknown-senders"}
        frappe.get_doc({"doctype": "Notification Log", **notice}).insert(ignore_permissions=True)


def forget_old() -> int:
    """Scheduled: delete the answers that nobody was found for, after the days of the settings; returns how many."""
    days = cint(frappe.db.get_single_value("RelCRM Settings", "form_answer_days")) or USUAL_DAYS
    filters = {"state": ["!=", "Attached"], "received_on": ["<", add_days(nowdate(), -days)]}
    names = frappe.get_all(ANSWER, filters=filters, pluck="name", limit=5000)
    for first in range(0, len(names), MOST):
        some = names[first : first + MOST]
        for table in ("Contact Form Answer Value", "Contact Form Answer Consent"):
            frappe.db.delete(table, {"parenttype": ANSWER, "parent": ["in", some]})
        frappe.db.delete(ANSWER, {"name": ["in", some]})
    return len(names)

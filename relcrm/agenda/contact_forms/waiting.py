"""Who is this? Answers that belong to nobody yet: looked at beside those who may be the same, then given to one of
them, to somebody new, or to nobody."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, now_datetime, time_diff_in_seconds

from relcrm.agenda.contact_forms import filing, questions
from relcrm.agenda.contact_forms.door import ANSWER
from relcrm.exceptions import ContactFormError
from relcrm.relations import consents
from relcrm.relations.contact_facts import Addressee
from relcrm.relations.duplicates import find as finding

MOST, MOST_ALIKE = 200, 4
FIELDS = (
    "name", "form", "form_title", "received_on", "person_name", "company", "email", "phone", "town", "message",
)  # fmt: skip


def get_waiting() -> list[dict]:
    """Return the answers that wait to be named, of those the user may read, the latest first."""
    filters = {"state": ["in", list(filing.OPEN)]}
    order = "received_on desc, name desc"
    return frappe.get_list(ANSWER, filters=filters, fields=list(FIELDS), order_by=order, limit=MOST)


def describe(answer: str) -> dict:
    """Return an answer as it is named: what was typed, the consents, who is known by it and who may be the same."""
    doc = get_open(answer, lock=False)
    known = filing.find_known(doc)
    return {
        **{field: doc.get(field) for field in FIELDS},
        "values": [{"label": row.label, "value": questions.show_stored(row)} for row in doc.answer_values],
        "consents": [{"purpose": _(row.purpose), "channel": _(row.channel or "")} for row in doc.answer_consents],
        "refused": int(bool(known and filing.has_refused(doc, known))),
        "alike": find_alike(doc),
        "may_make": int(bool(frappe.has_permission("Party", "create"))),
    }


def find_alike(doc: Document) -> list[dict]:
    """Return the people and companies that may be whoever answered, likeliest first, of those the user may read."""
    reach = {
        "emails": [{"email": doc.email}] if doc.email else [],
        "phones": [{"number": doc.phone}] if doc.phone else [],
    }
    person = {"full_name": doc.person_name or "", **reach}
    town = {"addresses": [{"town": doc.town}] if doc.town else [], "town": doc.town or ""}
    party = {"party_name": doc.company or doc.person_name or "", **reach, **town}
    found = finding.find("Contact Person", person, MOST_ALIKE) + finding.find("Party", party, MOST_ALIKE)
    keys = ("doctype", "name", "title", "company", "party_type", "level", "reasons", "main_email", "main_phone")
    return [{key: row.get(key) for key in keys} for row in found]


def get_open(answer: str, lock: bool = True) -> Document:
    """Return an answer that waits and that the user may read."""
    doc = frappe.get_doc(ANSWER, answer, for_update=lock)
    doc.check_permission("read")
    if doc.state not in filing.OPEN:
        text = _('The answer of "{0}" has been dealt with already. Load the page again.')
        frappe.throw(text.format(escape_html(doc.person_name or doc.email or doc.name)), ContactFormError)
    return doc


def give_to(answer: str, doctype: str, name: str, new_person: bool = False) -> dict:
    """Give an answer to a contact or a company, whose e-mail it becomes; needs write on it. Returns {event, party}.

    With `new_person`, whoever answered is registered as a person of that company; needs create on contacts.
    """
    doc = get_open(answer)
    if doctype not in ("Party", "Contact Person"):
        frappe.throw(_("An answer goes to a company or a person. Choose one."), ContactFormError)
    owner = frappe.get_doc(doctype, name)
    owner.check_permission("write")
    if new_person and doctype == "Party" and owner.party_type != "Person" and doc.person_name:
        return _give(doc, Addressee(owner.name, _make_person(doc, owner.name)))
    if doc.email and doc.email not in {(row.email or "").lower() for row in owner.emails}:
        owner.append("emails", {"email": doc.email, "kind": "Work", "is_primary": int(not owner.emails)})
        owner.save()
    return _give(doc, Addressee(owner.party, owner.name) if doctype == "Contact Person" else Addressee(owner.name))


def _give(doc: Document, known: Addressee) -> dict:
    return {"event": filing.attach(doc, known).name, "party": known.party}


def _get_reach(doc: Document) -> dict:
    return {
        "emails": [{"email": doc.email, "kind": "Work", "is_primary": 1}] if doc.email else [],
        "phones": [{"number": doc.phone}] if doc.phone else [],
    }


def _make_person(doc: Document, party: str) -> str:
    """Register whoever answered as a person of a company; returns the name of the entry."""
    values = {"doctype": "Contact Person", "party": party, "full_name": doc.person_name, "source": doc.source}
    return frappe.get_doc({**values, **_get_reach(doc)}).insert().name


def make_new(answer: str) -> dict:
    """Register whoever answered: a person, or a company with its person; needs create on both. Returns as `give_to`."""
    doc = get_open(answer)
    is_person = not doc.company
    title = doc.company or doc.person_name or doc.email or doc.phone
    party = frappe.get_doc(
        {
            "doctype": "Party",
            "party_name": title,
            "party_type": "Person" if is_person else "Company",
            "lifecycle_stage": "Lead",
            "source": doc.source,
            "addresses": [{"town": doc.town}] if doc.town else [],
            **(_get_reach(doc) if is_person or not doc.person_name else {}),
        }
    ).insert()
    person = _make_person(doc, party.name) if doc.company and doc.person_name else None
    return _give(doc, Addressee(party.name, person))


def take_back(answer: str) -> None:
    """Let an answer wait again that the user gave away a moment ago: its event, consents and notice go.

    Whoever was registered meanwhile stays, and so does what the profile learnt.
    """
    doc = frappe.get_doc(ANSWER, answer, for_update=True)
    doc.check_permission("read")
    fresh = time_diff_in_seconds(now_datetime(), doc.modified) < consents.TAKEN_BACK_SECONDS
    if doc.state != "Attached" or doc.modified_by != frappe.session.user or not fresh:
        text = _('The answer of "{0}" can no longer be taken back. Change its event and its consents by hand.')
        frappe.throw(text.format(escape_html(doc.person_name or doc.email or doc.name)), ContactFormError)
    event, notice, given = doc.reference_name, doc.notice_sent, [r.consent for r in doc.answer_consents if r.consent]
    for row in doc.answer_consents:
        row.consent = None
    emptied = dict.fromkeys(("party", "contact_person", "reference_name", "notice_sent"))
    doc.update({"state": "Waiting", **emptied})
    doc.save(ignore_permissions=True)
    consents.take_back(given)
    for doctype, name in (("Relation Event", event), ("Notice Sent", notice)):
        if name and frappe.db.exists(doctype, name):
            frappe.delete_doc(doctype, name, ignore_permissions=True)


def set_aside(answer: str) -> None:
    """Leave an answer to nobody: it is forgotten with the others that wait."""
    get_open(answer).db_set("state", "Set aside")


def ask_again(answer: str) -> None:
    """Take back that an answer was set aside."""
    doc = frappe.get_doc(ANSWER, answer)
    doc.check_permission("read")
    if doc.state == "Set aside":
        doc.db_set("state", "Waiting")

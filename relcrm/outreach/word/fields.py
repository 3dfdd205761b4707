"""What a Word template can ask for: the same recipient, salutation, date and references as a letter has."""

import html
import re

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, nowdate, strip_html

from relcrm.agenda.event_type import get_lines
from relcrm.exceptions import TemplateError
from relcrm.outreach import letters, salutation
from relcrm.workplace.days import show_day, show_moment

KINDS = ("Relation Event", "Party", "Contact Person", "Negotiation")
LONGEST = 100_000


def get_values(doc: Document) -> dict:
    """Return the fields of a document about a record; a field that is empty is an empty text."""
    party, person = _get_correspondents(doc)
    settings = frappe.get_cached_doc("RelCRM Settings")
    to = letters.get_addressee(party, person) if party else None
    lines = letters.get_recipient_lines(party, person, to) if party else []
    language = to.language if to else get_own_language()
    day = doc.get("starts_on") if doc.doctype == "Relation Event" else nowdate()
    signature = get_fullname(doc.get("assigned_to") or doc.get("agent") or frappe.session.user)
    place = letters.get_place(letters.get_main_address(party)) if party else letters.address_block.Place()
    values = {
        "place_date": letters.get_place_date(settings.company_town, day, language),
        "recipient": "\n".join(lines),
        "recipient_lines": lines,
        "salutation": salutation.make_salutation(to) if to else "",
        "closing": salutation.make_closing(to) if to else "",
        "signature": signature,
        "company": party.party_name if party else "",
        "person": person.full_name if person else "",
        "person_title": person.person_title if person else (party.person_title if party else ""),
        "person_role": person.role if person else "",
        "street": place.street,
        "cap": place.cap,
        "town": place.town,
        "province": place.province,
        "vat_number": party.vat_number if party else "",
        "fiscal_code": party.fiscal_code if party else "",
        "pec": party.pec if party else "",
        "email": (person.main_email if person else "") or (party.main_email if party else ""),
        "phone": (person.main_phone if person else "") or (party.main_phone if party else ""),
        "subject": doc.get("subject") or "",
        "text": get_plain(doc.get("notes")) if doc.doctype in ("Relation Event", "Negotiation") else "",
        "our_reference": doc.get("our_reference"),
        "your_reference": doc.get("your_reference"),
        "delivery": doc.get("delivery"),
        "enclosures": get_lines(doc.get("enclosures")),
        "when": _get_when(doc),
        "place": doc.get("location"),
        "outcome": _(doc.outcome) if doc.get("outcome") else "",
        "participants": _get_participants(doc),
        "expected_value": _format(doc, "expected_value"),
        "expected_close": _format(doc, "expected_close"),
        "state": _(doc.workflow_state) if doc.get("workflow_state") else "",
        "sender": "\n".join(letters.get_sender_lines(settings)),
        "sender_lines": letters.get_sender_lines(settings),
        "our_company": settings.company_name,
    }
    return {key: "" if value is None else value for key, value in values.items()}


def _get_when(doc) -> str:
    return (show_day if doc.get("all_day") else show_moment)(doc.get("starts_on"))


def get_fields() -> list[dict]:
    """Return what the author of a template may write: name, what it is, whether it holds several lines."""
    described = {
        "place_date": _("Place and date in words"),
        "recipient": _("Recipient with address, line by line"),
        "recipient_lines": _("The lines of the recipient"),
        "salutation": _("Salutation"),
        "closing": _("Closing"),
        "signature": _("Who writes"),
        "company": _("Company"),
        "person": _("Name of the person"),
        "person_title": _("Title of the person"),
        "person_role": _("Role of the person"),
        "street": _("Street"),
        "cap": _("Postal code"),
        "town": _("Town"),
        "province": _("Province"),
        "vat_number": _("VAT number"),
        "fiscal_code": _("Fiscal code"),
        "pec": _("PEC"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "subject": _("Subject"),
        "text": _("Notes"),
        "our_reference": _("Our reference"),
        "your_reference": _("Your reference"),
        "delivery": _("Delivery"),
        "enclosures": _("The enclosures"),
        "when": _("Date and time of the event"),
        "place": _("Where"),
        "outcome": _("Outcome"),
        "participants": _("The people who took part"),
        "expected_value": _("Expected value"),
        "expected_close": _("Expected close"),
        "state": _("State of the deal"),
        "sender": _("Our name and address, line by line"),
        "sender_lines": _("The lines of our name and address"),
        "our_company": _("Our company"),
    }
    several = {"recipient_lines", "sender_lines", "enclosures", "participants"}
    return [{"name": name, "label": label, "several": int(name in several)} for name, label in described.items()]


def get_language(doc: Document) -> str:
    """Return the language in which one writes to whom a record is about."""
    party, person = _get_correspondents(doc)
    return letters.get_addressee(party, person).language if party else get_own_language()


def get_own_language() -> str:
    """Return the language of the user, where letters have words for it."""
    return salutation.get_language(frappe.local.lang)


def _get_correspondents(doc: Document) -> tuple[Document | None, Document | None]:
    if doc.doctype not in KINDS:
        text = _("No Word document is made from {0}. Make it from a company, a person, an event or a deal.")
        frappe.throw(text.format(_(doc.doctype)), TemplateError)
    party = doc.name if doc.doctype == "Party" else doc.get("party")
    person = doc.name if doc.doctype == "Contact Person" else doc.get("contact_person")
    return _get(doc, "Party", party), _get(doc, "Contact Person", person)


def _get(doc: Document, doctype: str, name: str | None) -> Document | None:
    if not name:
        return None
    return doc if (doc.doctype, doc.name) == (doctype, name) else frappe.get_doc(doctype, name)


def get_plain(text: str | None) -> str:
    """Return formatted notes as lines of plain text."""
    lined = re.sub(r"(?i)<br\s*/?>|</(p|div|li|h[1-6]|tr|blockquote)>", "\n", (text or "")[:LONGEST])
    return re.sub(r"\n{3,}", "\n\n", html.unescape(strip_html(lined))).strip()


def _get_participants(doc: Document) -> list[str]:
    names = []
    for row in doc.get("participants") or []:
        if row.side == "Ours":
            names.append(get_fullname(row.user) if row.user else "")
        else:
            person = row.contact_person
            known = frappe.db.get_value("Contact Person", person, "full_name") if person else None
            names.append(row.person_name or known)
    return [name for name in names if name]


def _format(doc: Document, fieldname: str) -> str:
    if not doc.get(fieldname) or not doc.meta.has_field(fieldname):
        return ""
    is_day = doc.meta.get_field(fieldname).fieldtype == "Date"
    return show_day(doc.get(fieldname)) if is_day else doc.get_formatted(fieldname)

"""Letters over REST: write one, look at it, take it as PDF."""

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from relcrm.agenda import event_type, events
from relcrm.api.agenda import get_event_row
from relcrm.outreach import letters, salutation
from relcrm.outreach.pdf import make_pdf
from relcrm.relations import personal_reads


@frappe.whitelist(methods=["POST"])
def write_letter(
    party: str,
    subject: str,
    body: str = "",
    contact_person: str | None = None,
    our_reference: str | None = None,
    your_reference: str | None = None,
    delivery: str | None = None,
    enclosures: str | None = None,
    private: int = 0,
    previous_event: str | None = None,
    purpose: str | None = None,
    similar_goods: int = 0,
) -> dict:
    """Save an outgoing letter as an event of today; needs create on Relation Event.

    A promotion or a survey goes only to whom the contact gate leaves open; `similar_goods`: it is for goods like those
    that the customer bought.
    """
    values = {
        "event_type": event_type.get_type_of_channel("Letter"),
        "subject": subject,
        "notes": body,
        "starts_on": now_datetime().replace(microsecond=0),
        "status": "Done",
        "direction": "Out",
        "party": party,
        "contact_person": contact_person,
        "our_reference": our_reference,
        "your_reference": your_reference,
        "delivery": delivery,
        "enclosures": enclosures,
        "private": private,
        "previous_event": previous_event,
        "purpose": purpose,
        "similar_goods": cint(similar_goods),
    }
    return {"event": get_event_row(events.make_event(values).name)}


def _get_readable(name: str):
    doc = frappe.get_doc("Relation Event", name)
    doc.check_permission("print")
    return doc


@frappe.whitelist(methods=["GET", "POST"])
def get_html(name: str, with_letter_head: int = 1) -> str:
    """Return a letter as an HTML page; needs print on the event."""
    return letters.get_html(_get_readable(name), bool(cint(with_letter_head)))


@frappe.whitelist(methods=["GET", "POST"])
def get_pdf(name: str, with_letter_head: int = 1) -> None:
    """Answer with a letter as PDF; needs print on the event."""
    html = letters.get_html(_get_readable(name), bool(cint(with_letter_head)))
    personal_reads.note(personal_reads.PRINTED, "Relation Event", name)
    _answer_pdf(f"{name}.pdf", make_pdf(html))


@frappe.whitelist(methods=["GET", "POST"])
def get_test_page() -> None:
    """Answer with the PDF that shows where the envelope's window is; any user."""
    _answer_pdf(f"{frappe.scrub(_('Test page'))}.pdf", make_pdf(letters.get_test_page()))


def _answer_pdf(filename: str, content: bytes) -> None:
    frappe.local.response.filename = filename
    frappe.local.response.filecontent = content
    frappe.local.response.type = "pdf"


@frappe.whitelist(methods=["GET", "POST"])
def get_preview(party: str, contact_person: str | None = None) -> dict:
    """Return address lines, salutation and closing of a letter to a party or a person; needs read on both."""
    doc = frappe.get_doc("Party", party)
    doc.check_permission("read")
    person = frappe.get_doc("Contact Person", contact_person) if contact_person else None
    if person:
        person.check_permission("read")
    to = letters.get_addressee(doc, person)
    return {
        "recipient": letters.get_recipient_lines(doc, person, to),
        "salutation": salutation.make_salutation(to),
        "closing": salutation.make_closing(to),
        "language": to.language,
    }

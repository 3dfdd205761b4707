"""What lies in the demo's files: an offer in two revisions, a Word letter, and mails, one of a sender nobody knows.

The mails stand on e-mail events that the demo has already; all of it goes with the events and the company it hangs on.
"""

import io

import frappe

from relcrm.agenda.mail import filing
from relcrm.agenda.mail.message import Mail
from relcrm.outreach.word import documents
from relcrm.workplace.attachments import revisions

EVENT = "Relation Event"
OFFERS = (
    ("prima stesura", "Carroponte da 5 t, campata 12 m: 24.800 EUR, consegna in otto settimane."),
    ("consegna anticipata come chiesto", "Carroponte da 5 t, campata 12 m: 24.800 EUR, consegna in sei settimane."),
)
STRANGERS = (
    ("Ufficio acquisti", "acquisti@officine-nuove.example.com"),
    ("", "g.conti@studio-conti.example.com"),
)


def make(party: str) -> None:
    """Put files and mails to the first company of the demo."""
    for remark, text in OFFERS:
        revisions.attach("Party", party, "Offerta carroponte.txt", io.BytesIO(text.encode()), remark=remark)
    letter = _get_events("Letter", party) or _get_events("Call", party)
    if letter and frappe.db.exists(documents.DOCTYPE, "Lettera"):
        documents.make(frappe.get_doc(documents.DOCTYPE, "Lettera"), frappe.get_doc(EVENT, letter[0].name))
    _make_mails()


def _get_events(kind: str, party: str | None = None) -> list[dict]:
    filters = {"event_type": kind, "status": "Done", "private": 0} | ({"party": party} if party else {})
    fields = ["name", "subject", "starts_on", "direction", "contact_person"]
    return frappe.get_all(EVENT, filters=filters, fields=fields, order_by="starts_on desc, name desc", limit=12)


def _make_mails() -> None:
    """Say of the latest e-mails who wrote to whom; two are of addresses that nobody knows."""
    ours = ("", "ufficio@demo.example.com")
    for number, event in enumerate(_get_events("E-mail")):
        person = frappe.db.get_value("Contact Person", event.contact_person, ["full_name", "main_email"])
        theirs = (person[0] or "", person[1] or "") if person else ("", "")
        unknown = None
        if number < len(STRANGERS):
            theirs, unknown = STRANGERS[number], STRANGERS[number][1]
        if not theirs[1]:
            continue
        came_in = bool(unknown) or event.direction != "Out"
        mail = Mail(
            subject=event.subject,
            sender=theirs if came_in else ours,
            to=(ours,) if came_in else (theirs,),
            message_id=f"{event.name.lower()}@demo.example.com",
        )
        name = filing.make_name(filing.get_identifier(mail))
        kept = filing.keep(mail, name, event.name, "In" if came_in else "Out", unknown)
        values = {"sent_on": event.starts_on, "mail_state": "" if came_in else "Sent"}
        frappe.db.set_value(filing.DOCTYPE, kept.name, values)

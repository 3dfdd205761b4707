"""Mails by file: dropped, they become events; addresses that nobody knows are named."""

import frappe
from frappe import _
from frappe.utils import cint

from relcrm.agenda.mail import files, filing, unknown
from relcrm.exceptions import MailError
from relcrm.outreach import mail_writing
from relcrm.workplace.attachments import names, uploads


@frappe.whitelist(methods=["POST"])
def drop(
    doctype: str | None = None,
    name: str | None = None,
    private: int = 0,
    key: str | None = None,
    offset: int = 0,
    total: int = 0,
    file_name: str | None = None,
) -> dict:
    """Make an event of the mail sent as `file` (.eml or .msg), on a record or by its addresses; needs create on events.

    Returns {event, subject, party, party_name, existing, unknown, left_out, kind, state}. A large file comes in parts.
    """
    frappe.has_permission("Relation Event", "create", throw=True)
    target = filing.get_target(doctype, name, cint(private))
    sent = frappe.request.files.get("file") if getattr(frappe, "request", None) else None
    if not sent:
        frappe.throw(_("There is no file in the request. Choose one and send it again."), MailError)
    file_name = names.clean_name(file_name or sent.filename)
    if not key:
        return filing.file_mail(sent.stream.read(files.LARGEST + 1), file_name, target)
    if cint(total) > files.LARGEST:
        text = _("{0} is larger than {1} MB. Save what matters of it, and attach it.")
        frappe.throw(text.format(frappe.utils.escape_html(file_name), files.LARGEST >> 20), MailError)
    path = uploads.add_part(key, file_name, cint(offset), cint(total), sent.stream)
    if not path:
        return {"received": cint(offset) + sent.stream.tell()}
    with open(path, "rb") as whole:
        content = whole.read()
    uploads.drop(path)
    return filing.file_mail(content, file_name, target)


@frappe.whitelist(methods=["GET", "POST"])
def get_mail(event: str) -> dict:
    """Return the mails of an event: from, to, date, state; needs read on the event."""
    frappe.get_doc("Relation Event", event).check_permission("read")
    mail_writing.refresh(event)
    fields = (
        "name subject direction from_address from_name to_addresses cc_addresses bcc_addresses sent_on mail_state"
        " unknown_address receipt_for outcome_text mail_text message_id creation owner"
    ).split()
    filters = {"reference_name": event, "reference_doctype": "Relation Event"}
    rows = frappe.get_all("Event Mail", filters=filters, fields=fields, order_by="creation asc", limit=50)
    for row in rows:
        if row.owner != frappe.session.user:
            row.bcc_addresses = None
    return {"mails": rows}


@frappe.whitelist(methods=["GET", "POST"])
def get_unknown() -> list[dict]:
    """Return the addresses of mails that nobody knows, of mails the user may read, with a guess at the company."""
    frappe.has_permission("Relation Event", "read", throw=True)
    return unknown.get_unknown()


@frappe.whitelist(methods=["POST"])
def name_address(
    address: str,
    contact_person: str | None = None,
    party: str | None = None,
    full_name: str | None = None,
    role: str | None = None,
) -> dict:
    """Say whose an address is: a contact's, a company's own, or with `full_name` a new person's at the company.

    Needs write on the contact or the company (create for a new person); returns how many mails were put there.
    """
    if full_name and not contact_person:
        contact_person = unknown.make_person(address, str(party or ""), full_name, role).name
    if not contact_person and not party:
        frappe.throw(_("Say whose the address is: choose a person or a company."), MailError)
    return {"contact_person": contact_person, "mails": unknown.name_address(address, contact_person, party)}


@frappe.whitelist(methods=["POST"])
def ignore_address(address: str) -> int:
    """Ask nobody about an address any more; needs create on Ignored Mail Address. Returns how many mails it was of."""
    return unknown.ignore_address(address)


@frappe.whitelist(methods=["POST"])
def ask_again(address: str) -> int:
    """Take back that an address is ignored; needs delete on Ignored Mail Address."""
    return unknown.ask_again(address)


@frappe.whitelist(methods=["GET", "POST"])
def prepare(doctype: str, name: str) -> dict:
    """Return what an e-mail about a record begins with: senders, people, text, files, ready texts; needs read on it."""
    return mail_writing.prepare(_get_record(doctype, name, "read"))


@frappe.whitelist(methods=["GET", "POST"])
def fill_template(template: str, doctype: str, name: str) -> dict:
    """Return subject and text of a ready text about a record; needs read on both."""
    return mail_writing.fill_template(template, _get_record(doctype, name, "read"))


@frappe.whitelist(methods=["POST"])
def send(doctype: str, name: str, values: dict) -> dict:
    """Send an e-mail and keep it on the event, or on a new one of the company, the person or the deal.

    Needs write on the event, read on anything else and create on events. Returns {event, mail}.
    """
    right = "write" if doctype == "Relation Event" else "read"
    doc = _get_record(doctype, name, right)
    if doctype != "Relation Event":
        frappe.has_permission("Relation Event", "create", throw=True)
    return mail_writing.send(doc, values)


def _get_record(doctype: str, name: str, right: str):
    if doctype not in ("Relation Event", "Party", "Contact Person", "Negotiation"):
        frappe.throw(_("No e-mail is written from {0}.").format(frappe.utils.escape_html(doctype)), MailError)
    doc = frappe.get_doc(doctype, name)
    doc.check_permission(right)
    return doc

"""What people and companies consented to or refused: writing it down, its history, and what a card warns of.

An entry is never changed. Which one holds is the business of relations/contact_gate.py.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, nowdate, time_diff_in_seconds

from relcrm.exceptions import ConsentError
from relcrm.relations import contact_gate, keys
from relcrm.relations.contact_rules import ASKED, AUTOMATIC, EMAIL, MESSAGING, PEC, PHONE, POST, PROMOTION, SMS
from relcrm.relations.party_card import get_region

SALE = "Address given in a sale"
LETTERS = {"Given": "G", "Refused": "R", "Withdrawn": "W", SALE: "S"}
HISTORY_FIELDS = (
    "name party contact_person purpose channel decision decided_on origin address given_by wording proof proof_text"
    " note within_contract contract_until owner creation"
).split()
WRITTEN_FIELDS = (
    "purpose channel decision decided_on origin address given_by wording proof proof_text note within_contract"
    " contract_until"
).split()
# What a refusal said in passing closes: purposes are always all that nobody has to put up with.
REFUSALS = {
    "Calls": (PHONE, AUTOMATIC),
    "E-mails": (EMAIL, PEC),
    "Messages": (SMS, MESSAGING),
    "Letters": (POST,),
    "Everything": ("",),
}
TAKEN_BACK_SECONDS = 600
WARNED = (EMAIL, PHONE)


def make_sequence(doc: Document) -> str:
    """Return day, entry and decision in one text: the greatest of several is the latest decision."""
    return f"{getdate(doc.decided_on)} {doc.name} {LETTERS[doc.decision]}"


def get_plain_address(text: str | None) -> str:
    """Return an e-mail address in small letters, a number in its international form, anything else as it is."""
    text = (text or "").strip()
    if "@" in text:
        return text.casefold()
    return keys.parse_phone(text, get_region()) or text


def find_owner(address: str) -> tuple[str | None, str | None]:
    """Return the one (party, contact person) with an address or number; two Nones where nobody or several have it."""
    table, column = ("Party Email", "email") if "@" in address else ("Party Phone", "e164")
    rows = frappe.get_all(table, filters={column: address}, fields=["parenttype", "parent"], limit=3)
    owners = {(row.parenttype, row.parent) for row in rows}
    if len(owners) != 1:
        return None, None
    doctype, name = owners.pop()
    if doctype == "Contact Person":
        return frappe.db.get_value("Contact Person", name, "party"), name
    return name, None


def get_title(party: str | None, contact_person: str | None) -> str:
    """Return the name of whom an entry is about."""
    if contact_person:
        return frappe.db.get_value("Contact Person", contact_person, "full_name") or ""
    return (frappe.db.get_value("Party", party, "party_name") or "") if party else ""


def add_entry(party: str | None, contact_person: str | None, **values) -> Document:
    """Write one decision down."""
    names = {"party": party or None, "contact_person": contact_person or None}
    return frappe.get_doc({"doctype": "Party Consent", **names, **values}).insert()


def add_refusal(party: str | None, contact_person: str | None, closes: str, said: str = "", origin: str = "Telephone"):
    """Write a refusal of today down, for every purpose that can be refused; returns the entries."""
    common = {"decision": "Refused", "decided_on": nowdate(), "origin": origin, "proof_text": said}
    return [
        add_entry(party, contact_person, purpose=purpose, channel=channel, **common)
        for purpose in ASKED
        for channel in REFUSALS[closes]
    ]


def take_back(names: list[str]) -> None:
    """Delete entries that the user made by mistake a moment ago; a trace stays among the deleted documents."""
    for name in names:
        entry = frappe.get_doc("Party Consent", name)
        fresh = time_diff_in_seconds(now_datetime(), entry.creation) < TAKEN_BACK_SECONDS
        if entry.owner != frappe.session.user or not fresh:
            text = _("This entry can no longer be taken back. Add a new one for what holds from now on.")
            frappe.throw(text, ConsentError)
        frappe.delete_doc("Party Consent", name, ignore_permissions=True)


def get_history(party: str | None, contact_person: str | None) -> list[dict]:
    """Return every entry of a party itself or of a contact person, the latest first."""
    if contact_person:
        filters = {"contact_person": contact_person}
    else:
        filters = {"party": party, "contact_person": ["is", "not set"]}
    order = "decided_on desc, name desc"
    return frappe.get_list("Party Consent", filters=filters, fields=HISTORY_FIELDS, order_by=order, limit=200)


def get_consent_warnings(doc: Document) -> list[dict]:
    """Return what is missing or refused for promotion, by the ways in which the party can be reached at all."""
    found = []
    for channel in WARNED:
        verdict = contact_gate.judge(contact_gate.get_addressee(doc), PROMOTION, channel, with_holds=False)
        codes = {reason.code for reason in verdict.reasons}
        if "no_address" in codes or "opposed" in codes:
            continue
        if "refused" in codes:
            text = _("Refused e-mails for promotion") if channel == EMAIL else _("Refused calls for promotion")
            found.append({"channel": channel, "decision": "Refused", "text": text})
        elif channel == EMAIL and codes & {"no_consent", "other_goods"}:
            found.append({"channel": channel, "decision": "", "text": _("Consent for e-mail missing")})
    return found

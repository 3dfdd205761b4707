"""Addresses of mails that nobody knows: who is this? Each is named once, or left alone for good."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from relcrm.agenda.mail.filing import DOCTYPE, EVENT
from relcrm.exceptions import MailError

MOST = 500


def get_unknown() -> list[dict]:
    """Return the addresses to be named, of mails that the user may read: the latest mail first."""
    rows = frappe.get_list(
        DOCTYPE,
        filters={"unknown_address": ["is", "set"]},
        fields=["unknown_address", "from_name", "from_address", "subject", "sent_on", "reference_name", "creation"],
        order_by="creation desc",
        limit=MOST,
    )
    found: dict[str, dict] = {}
    for row in rows:
        one = found.setdefault(
            row.unknown_address,
            {
                "address": row.unknown_address,
                "name": row.from_name if row.from_address == row.unknown_address else "",
                "mails": 0,
                "event": row.reference_name,
                "subject": row.subject,
                "on": row.sent_on or row.creation,
            },
        )
        one["mails"] += 1
    return _add_parties(list(found.values()))


def _add_parties(rows: list[dict]) -> list[dict]:
    """Add the company that the event of each was dropped on, and else one whose address has the same domain."""
    names = [row["event"] for row in rows]
    parties = frappe.get_list(EVENT, filters={"name": ["in", names]}, fields=["name", "party"], limit=MOST)
    of_event = {row.name: row.party for row in parties}
    for row in rows:
        row["party"] = of_event.get(row["event"]) or _guess_party(row["address"])
    wanted = sorted({row["party"] for row in rows if row["party"]})
    titles = frappe.get_list("Party", filters={"name": ["in", wanted]}, fields=["name", "party_name"], limit=MOST)
    title_of = {row.name: row.party_name for row in titles}
    for row in rows:
        row["party_name"] = title_of.get(row["party"])
        row["party"] = row["party"] if row["party_name"] else None
    return rows


COMMON = frozenset(
    "gmail.com hotmail.com outlook.com yahoo.com yahoo.it libero.it virgilio.it alice.it tin.it tiscali.it"
    " icloud.com msn.com"
    " live.it live.com hotmail.it pec.it legalmail.it arubapec.it aruba.it fastwebnet.it email.it me.com".split()
)


def _guess_party(address: str) -> str | None:
    """Return the one company that has an address at the same domain, if it is no public provider's."""
    domain = address.rpartition("@")[2].lower()
    if domain in COMMON or "%" in domain or "_" in domain:
        return None
    pattern = f"%@{domain}"
    direct = frappe.get_list("Party", filters={"main_email": ["like", pattern]}, pluck="name", limit=2)
    people = frappe.get_list("Contact Person", filters={"main_email": ["like", pattern]}, pluck="party", limit=20)
    found = {*direct, *people} - {None}
    return found.pop() if len(found) == 1 else None


def name_address(address: str, contact_person: str | None = None, party: str | None = None) -> int:
    """Say whose an address is: it goes to the person or the company, and so do the mails; returns how many.

    Needs write on the person or the company; mails that the user may not change stay as they are.
    """
    address = address.strip().lower()
    mails = _get_mails(address)
    owner = frappe.get_doc("Contact Person", contact_person) if contact_person else frappe.get_doc("Party", party)
    owner.check_permission("write")
    if address not in {(row.email or "").lower() for row in owner.emails}:
        owner.append("emails", {"email": address, "kind": "Work", "is_primary": int(not owner.emails)})
        owner.save()
    known = {"party": owner.party if contact_person else owner.name, "contact_person": contact_person}
    return sum(_take_over(mail, known) for mail in mails)


def make_person(address: str, party: str, full_name: str, role: str | None = None) -> Document:
    """Register the new person at a company that an address is of; needs create on contacts."""
    frappe.get_doc("Party", party).check_permission("read")
    if not " ".join((full_name or "").split()):
        text = _("Say the name of the person whose address is {0}.")
        frappe.throw(text.format(escape_html(address)), MailError)
    values = {"doctype": "Contact Person", "party": party, "full_name": " ".join(full_name.split()), "role": role}
    return frappe.get_doc(values).insert()


def ignore_address(address: str) -> int:
    """Ask nobody about an address any more; returns of how many mails it was."""
    address = address.strip().lower()
    mails = _get_mails(address)
    if not frappe.db.exists("Ignored Mail Address", {"address": address}):
        frappe.get_doc({"doctype": "Ignored Mail Address", "address": address}).insert()
    for mail in mails:
        frappe.db.set_value(DOCTYPE, mail.name, "unknown_address", None)
    return len(mails)


def ask_again(address: str) -> int:
    """Take back that an address is ignored; returns how many mails ask about it again."""
    address = address.strip().lower()
    for name in frappe.get_all("Ignored Mail Address", filters={"address": address}, pluck="name"):
        frappe.delete_doc("Ignored Mail Address", name)
    filters = {"from_address": address, "direction": "In"}
    mails = frappe.get_list(DOCTYPE, filters=filters, pluck="name", limit=MOST)
    for name in mails:
        frappe.db.set_value(DOCTYPE, name, "unknown_address", address)
    return len(mails)


def _get_mails(address: str) -> list[dict]:
    filters = {"unknown_address": address}
    mails = frappe.get_list(DOCTYPE, filters=filters, fields=["name", "reference_name"], limit=MOST)
    if not mails:
        text = _("No mail asks who {0} is. Load the page again: somebody has answered.")
        frappe.throw(text.format(escape_html(address[:254])), MailError)
    return mails


def _take_over(mail: dict, known: dict) -> int:
    """Put a mail's event to whom its address turned out to be of."""
    event = frappe.get_doc(EVENT, mail.reference_name)
    if not event.has_permission("write"):
        frappe.clear_messages()
        return 0
    event.party = event.party or known["party"]
    if known["contact_person"] and not event.contact_person and event.party == known["party"]:
        event.contact_person = known["contact_person"]
        event.caller_name = None
    event.save()
    frappe.db.set_value(DOCTYPE, mail.name, "unknown_address", None)
    return 1

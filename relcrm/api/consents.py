"""Consents and the contact gate over REST: who may be reached for what, refusals, the opposition register by file."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from relcrm.api.exchange import get_uploaded
from relcrm.api.lists import get_chosen_names
from relcrm.exceptions import ConsentError
from relcrm.exchange import gate_files
from relcrm.relations import consents, contact_gate, contact_lists
from relcrm.relations.contact_rules import CHANNELS, PROMOTION, PURPOSES, SURVEY

MOST_SHOWN = 100


def _get_owner(party: str | None, contact_person: str | None) -> Document:
    doctype, name = ("Contact Person", contact_person) if contact_person else ("Party", party)
    doc = frappe.get_doc(doctype, str(name or ""))
    doc.check_permission("read")
    return doc


@frappe.whitelist(methods=["GET", "POST"])
def get_consents(party: str | None = None, contact_person: str | None = None) -> dict:
    """Return in which channels promotion and surveys are open, and the history; needs read on party or person."""
    doc = _get_owner(party, contact_person)
    addressee = contact_gate.get_addressee(doc)
    return {
        "channels": [
            {"channel": channel, "purpose": purpose, **contact_gate.judge(addressee, purpose, channel).describe()}
            for purpose in (PROMOTION, SURVEY)
            for channel in CHANNELS
        ],
        "history": consents.get_history(None if contact_person else doc.name, contact_person),
        "may_write": cint(frappe.has_permission("Party Consent", "create")),
    }


@frappe.whitelist(methods=["POST"])
def add_consent(values: dict | str, party: str | None = None, contact_person: str | None = None) -> dict:
    """Write a decision down, with its proof; needs read on party or person and create on Party Consent."""
    _get_owner(party, contact_person)
    given = frappe.parse_json(values) if isinstance(values, str) else values
    if not isinstance(given, dict):
        frappe.throw(_("The consent is not readable. Load the page again."), ConsentError)
    allowed = {name: given[name] for name in consents.WRITTEN_FIELDS if name in given}
    consents.add_entry(party, contact_person, **allowed)
    return get_consents(party, contact_person)


@frappe.whitelist(methods=["POST"])
def refuse(
    closes: str, party: str | None = None, contact_person: str | None = None, said: str = "", origin: str = "Telephone"
) -> dict:
    """Write a refusal of today down: Calls, E-mails, Messages, Letters or Everything. It holds at once.

    Needs read on party or person and create on Party Consent.
    """
    _get_owner(party, contact_person)
    if closes not in consents.REFUSALS:
        text = _('"{0}" cannot be refused. Choose one of: {1}.')
        shown = frappe.utils.escape_html(str(closes)[:140])
        frappe.throw(text.format(shown, ", ".join(_(word) for word in consents.REFUSALS)), ConsentError)
    entries = consents.add_refusal(party, contact_person, closes, said, origin)
    return {"entries": [entry.name for entry in entries]}


@frappe.whitelist(methods=["POST"])
def take_back(entries: list | str) -> None:
    """Take back entries of one's own of the last ten minutes: a wrong key."""
    names = frappe.parse_json(entries) if isinstance(entries, str) else entries
    if not isinstance(names, list) or len(names) > 20:
        frappe.throw(_("The consent is not readable. Load the page again."), ConsentError)
    consents.take_back([str(name) for name in names])


# ---- the gate


@frappe.whitelist(methods=["GET", "POST"])
def get_words() -> dict:
    """Return purposes and channels of a contact; any user."""
    return {"purposes": list(PURPOSES), "channels": list(CHANNELS)}


@frappe.whitelist(methods=["GET", "POST"])
def judge(
    purpose: str,
    channel: str,
    party: str | None = None,
    contact_person: str | None = None,
    address: str = "",
    similar_goods: int = 0,
) -> dict:
    """Return whether one may be reached, on what ground or why not and what would free it; needs read."""
    doc = _get_owner(party, contact_person)
    addressee = contact_gate.get_addressee(doc, consents.get_plain_address(address))
    return contact_gate.judge(addressee, purpose, channel, similar_goods=bool(cint(similar_goods))).describe()


@frappe.whitelist(methods=["GET", "POST"])
def judge_list(
    doctype: str,
    purpose: str,
    channel: str,
    names: list | str | None = None,
    query: dict | str | None = None,
    similar_goods: int = 0,
) -> dict:
    """Return how many of a list may be reached and who is held why; needs read on each."""
    verdicts = contact_lists.judge_names(
        doctype, get_chosen_names(doctype, names, query), purpose, channel, bool(cint(similar_goods))
    )
    return contact_lists.summarise(doctype, verdicts, MOST_SHOWN)


@frappe.whitelist(methods=["GET", "POST"])
def export_verdicts(
    doctype: str,
    purpose: str,
    channel: str,
    names: list | str | None = None,
    query: dict | str | None = None,
    similar_goods: int = 0,
) -> None:
    """Send every addressee of a list as CSV with address, state, reason and way out; needs export."""
    frappe.has_permission(doctype, "export", throw=True)
    verdicts = contact_lists.judge_names(
        doctype, get_chosen_names(doctype, names, query), purpose, channel, bool(cint(similar_goods))
    )
    _send(*gate_files.make_verdict_file(doctype, verdicts))


@frappe.whitelist(methods=["GET", "POST"])
def export_for_register(
    doctype: str, register: str, names: list | str | None = None, query: dict | str | None = None
) -> None:
    """Send the numbers or addresses to ask the opposition register about, as CSV; needs export."""
    frappe.has_permission(doctype, "export", throw=True)
    verdicts = contact_lists.judge_names(
        doctype, get_chosen_names(doctype, names, query), PROMOTION, gate_files.get_channel(register)
    )
    _send(*gate_files.make_question_file(register, verdicts))


@frappe.whitelist(methods=["POST"])
def import_register_answer(register: str, checked_on: str, listed_means: str = "", file_url: str | None = None) -> dict:
    """Take in the answer of the opposition register (form field `file`, or a stored File), of one day.

    `listed_means`: free or registered, where the file only lists numbers; needs create on Register Answer.
    """
    frappe.has_permission("Register Answer", "create", throw=True)
    file_name, content = get_uploaded(file_url)
    return gate_files.take_answer(register, checked_on, file_name, content, listed_means)


def _send(file_name: str, content: str) -> None:
    frappe.local.response.filename = file_name
    frappe.local.response.filecontent = content.encode()
    frappe.local.response.type = "download"

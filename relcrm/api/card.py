"""The card of a party and of a person: the first screen in one request, then what it loads when it is asked for."""

from collections.abc import Callable

import frappe

from relcrm.agenda import following
from relcrm.agenda.timeline import get_facets, get_last_contacts, get_planned
from relcrm.processes.negotiations import get_negotiations_of
from relcrm.relations import consents, documents, network, party_card, personal_reads, profile
from relcrm.relations.facts import get_facts
from relcrm.relations.ties import get_ties
from relcrm.relations.timeline import get_timeline as make_timeline
from relcrm.relations.timeline import parse_asked
from relcrm.workplace.reading import reading

PERSON_FIELDS = (
    "name full_name role department reports_to kind active left_on person_title same_as main_phone main_email to_check"
).split()
ADDED = (
    "Contact Person", "Party Relationship", "Relation Event", "Negotiation", "Party Contract", "Party Need",
    "Party Order", "Party Profile",
)  # fmt: skip
MOST_PEOPLE = 500


@frappe.whitelist(methods=["GET", "POST"])
def get_card(party: str) -> dict:
    """Return all that the first screen shows of a party; needs read on it, each part by its own rights."""
    with reading():
        return read_card(party)


def read_card(party: str) -> dict:
    """Return the card of a party: what the modules know of it, part by part."""
    doc = frappe.get_doc("Party", party)
    doc.check_permission("read")
    findings = party_card.get_party_findings(doc)
    warnings = consents.get_consent_warnings(doc)
    personal_reads.note(personal_reads.OPENED, "Party", doc.name)
    doc.apply_fieldlevel_read_permissions()
    asked = parse_asked(doc.name, None)
    card = {
        "party": doc.as_dict(),
        "facts": get_facts(doc),
        "to_check": findings,
        "consent_warnings": warnings,
        "agent_name": frappe.db.get_value("User", doc.agent, "full_name") if doc.agent else None,
        "parent_name": frappe.db.get_value("Party", doc.parent_party, "party_name") if doc.parent_party else None,
        "rights": get_document_rights(doc),
        "follow": following.get_state(doc.doctype, doc.name)["rhythm"],
        "may_add": get_may_add(),
        "people": if_readable("Contact Person", lambda: get_people(doc.name)),
        "divisions": get_divisions(doc.name),
        "ties": if_readable("Party Relationship", lambda: get_ties(doc.name)),
        "profile": if_readable("Party Profile", lambda: profile.get_profile(doc.name, doc.party_type))
        or {"name": None, "completeness": 0, "attributes": []},
        "timeline": make_timeline(asked),
        "facets": get_facets(asked),
        "planned": if_readable("Relation Event", lambda: get_planned(party=doc.name)),
        "negotiations": if_readable("Negotiation", lambda: get_negotiations_of(doc.name)),
        "documents": documents.get_documents(doc.name),
        "sections": {},
    }
    for path in frappe.get_hooks("relcrm_card_sections"):
        card["sections"].update(frappe.get_attr(path)(doc.name))
    return card


@frappe.whitelist(methods=["GET", "POST"])
def get_person_card(contact_person: str) -> dict:
    """Return all that the first screen shows of a contact person; needs read on it, each part by its own rights."""
    with reading():
        return read_person_card(contact_person)


def read_person_card(contact_person: str) -> dict:
    """Return the card of a contact person: what the modules know of them, part by part."""
    doc = frappe.get_doc("Contact Person", contact_person)
    doc.check_permission("read")
    findings = party_card.get_reach_findings(doc, doc.full_name)
    warnings = consents.get_consent_warnings(doc)
    personal_reads.note(personal_reads.OPENED, "Contact Person", doc.name)
    doc.apply_fieldlevel_read_permissions()
    asked = parse_asked(None, doc.name)
    return {
        "person": doc.as_dict(),
        "facts": get_facts(doc),
        "to_check": findings,
        "consent_warnings": warnings,
        "party_name": frappe.db.get_value("Party", doc.party, "party_name"),
        "rights": get_document_rights(doc),
        "follow": following.get_state(doc.doctype, doc.name)["rhythm"],
        "around": get_around(doc),
        "elsewhere": get_elsewhere(doc),
        "timeline": make_timeline(asked),
        "facets": get_facets(asked),
        "planned": if_readable("Relation Event", lambda: get_planned(contact_person=doc.name)),
        "documents": documents.get_documents(None, doc.name),
    }


@frappe.whitelist(methods=["GET", "POST"])
def get_timeline(
    party: str | None = None,
    contact_person: str | None = None,
    filters: dict | str | None = None,
    before: str | None = None,
    seen: list | str | None = None,
) -> dict:
    """Return a further page of a time line, or one through filters; needs read on the party or the person."""
    check_owner(party, contact_person)
    with reading():
        return make_timeline(parse_asked(party, contact_person, filters, before, seen))


@frappe.whitelist(methods=["GET", "POST"])
def get_documents(
    party: str | None = None,
    contact_person: str | None = None,
    before: str | None = None,
    seen: list | str | None = None,
    text: str | None = None,
    kind: str | None = None,
) -> dict:
    """Return a further page of the files of a party or a person, by words of the name and by kind; needs read on it."""
    check_owner(party, contact_person)
    with reading():
        return documents.get_documents(party, contact_person, before, seen, text, kind)


@frappe.whitelist(methods=["GET", "POST"])
def get_network(party: str) -> dict:
    """Return the parties and ties around a party, two steps out; needs read on it."""
    check_owner(party, None)
    return network.get_network(party)


@frappe.whitelist(methods=["POST"])
def save_profile(party: str, values: dict) -> dict:
    """Write profile values of a party and return the whole profile; needs write on Party Profile."""
    set_on = profile.set_profile_values(party, values)
    return profile.get_profile(set_on.party, frappe.db.get_value("Party", party, "party_type"))


def check_owner(party: str | None, contact_person: str | None) -> None:
    """Refuse what nobody or somebody else's party is asked of."""
    doctype, name = ("Party", party) if party else ("Contact Person", contact_person)
    frappe.get_doc(doctype, str(name or "")).check_permission("read")


def if_readable(doctype: str, read: Callable) -> list | dict:
    """Return what a function reads, or nothing where the user has no right to that kind of record."""
    return read() if frappe.has_permission(doctype, "read") else []


def get_may_add() -> dict:
    """Return which kinds of record the user may add from a card, 0 or 1 each."""
    return {doctype: int(bool(frappe.has_permission(doctype, "create"))) for doctype in ADDED}


def get_document_rights(doc) -> dict:
    """Return what the user may do with one document, silently."""
    from frappe.permissions import get_doc_permissions

    rights = get_doc_permissions(doc)
    return {right: int(bool(rights.get(right))) for right in ("write", "delete", "share", "print")}


def get_people(party: str) -> list[dict]:
    """Return the contact persons of a party, those still there first, with their last contact with us."""
    rows = frappe.get_list(
        "Contact Person",
        filters={"party": party},
        fields=PERSON_FIELDS,
        order_by="active desc, full_name asc",
        limit=MOST_PEOPLE,
    )
    last = get_last_contacts(party) if rows else {}
    for row in rows:
        row.last_contact = last.get(row.name)
    return rows


def get_divisions(party: str) -> list[dict]:
    """Return the parties that are part of a party."""
    return frappe.get_list(
        "Party",
        filters={"parent_party": party},
        fields=["name", "party_name"],
        order_by="party_name asc",
        limit=100,
    )


def get_around(doc) -> dict:
    """Return whom a person reports to and who reports to them."""
    fields = ["name", "full_name", "role"]
    above = frappe.get_list("Contact Person", filters={"name": doc.reports_to}, fields=fields) if doc.reports_to else []
    below = frappe.get_list(
        "Contact Person", filters={"reports_to": doc.name}, fields=fields, order_by="full_name asc", limit=100
    )
    return {"above": above, "below": below}


def get_elsewhere(doc) -> list[dict]:
    """Return where else the same person belongs to, and the person's own entry."""
    if not doc.same_as:
        return []
    rows = frappe.get_list(
        "Contact Person",
        filters={"same_as": doc.same_as, "name": ["!=", doc.name]},
        fields=["name", "party", "party_name", "role", "active"],
        order_by="party_name asc",
        limit=50,
    )
    own = frappe.get_list("Party", filters={"name": doc.same_as}, fields=["name as party", "party_name"])
    return [*own, *rows]

"""What the contact gate must know of addressees, read with a few queries for any number of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import frappe
from frappe.utils import getdate

from relcrm.relations.contact_rules import BY_NUMBER, BY_REGISTER, EMAIL, FAX, FLAGS, MESSAGING, PEC, PHONE, SMS
from relcrm.workplace.reading import recall, recall_each

CHUNK = 5000
CUSTOMER = "Customer"


class Addressee(NamedTuple):
    """A party itself, or a contact person, at an address or number: the main one where it is left empty."""

    party: str | None
    contact_person: str | None = None
    address: str = ""


class Decision(NamedTuple):
    """The decision that stands; all empty where there is none."""

    sequence: str = ""
    within_contract: int = 0
    contract_until: str = ""

    @property
    def day(self) -> str:
        return self.sequence[:10]

    @property
    def is_given(self) -> bool:
        return self.sequence.endswith("G")

    @property
    def is_refusal(self) -> bool:
        return self.sequence[-1:] in ("R", "W")

    def holds_against_register(self, since: str, day: date) -> bool:
        """Return whether a consent outlives an entry in the register: given later, or in a contract that runs."""
        if self.day > since:
            return True
        return bool(self.within_contract) and (not self.contract_until or getdate(self.contract_until) >= day)


class Answer(NamedTuple):
    """The latest answer of the opposition register."""

    checked_on: str
    registered: bool
    since: str


@dataclass
class Facts:
    """What is known of one addressee for one purpose and channel."""

    address: str = ""
    opposed: bool = False
    standing: Decision = Decision()
    given_in_sale: bool = False
    is_customer: bool = False
    answer: Answer | None = None


def load_facts(addressees: list[Addressee], purpose: str, channel: str) -> dict[Addressee, Facts]:
    """Return the facts of each addressee."""
    people = _get_people({one.contact_person for one in addressees if one.contact_person})
    party_of = {
        one: people[one.contact_person].party if one.contact_person in people else one.party for one in addressees
    }
    parties = _get_parties({name for name in party_of.values() if name})
    find_address = _make_finder(channel, people, parties)
    facts = {}
    for one in addressees:
        party = parties.get(party_of[one])
        facts[one] = Facts(
            address=one.address or find_address(one, party_of[one]),
            opposed=bool(party and channel in FLAGS and party.get(FLAGS[channel])),
            is_customer=bool(party and party.lifecycle_stage == CUSTOMER),
        )
    _add_decisions(facts, party_of, people, purpose, channel)
    if channel in BY_REGISTER:
        _add_answers(facts, party_of, channel)
    return facts


def _read(names: Iterable, query: Callable[[list], list]) -> list:
    """Return the rows of a query that takes names, asked for in portions."""
    wanted = sorted(name for name in names if name)
    return [row for first in range(0, len(wanted), CHUNK) for row in query(wanted[first : first + CHUNK])]


def _get_people(names: set[str]) -> dict[str, dict]:
    fields = ["name", "party", "main_email", "same_as"]
    return recall_each("addressed people", names, lambda some: _read_rows("Contact Person", some, fields))


def _get_parties(names: set[str]) -> dict[str, dict]:
    fields = ["name", "main_email", "pec", "no_phone", "no_email", "no_post", "lifecycle_stage"]
    return recall_each("addressed parties", names, lambda some: _read_rows("Party", some, fields))


def _read_rows(doctype: str, names: list[str], fields: list[str]) -> dict[str, dict]:
    rows = _read(names, lambda some: frappe.get_all(doctype, filters={"name": ["in", some]}, fields=fields))
    return {row.name: row for row in rows}


# ---- where a message would go


def _make_finder(channel: str, people: dict, parties: dict) -> Callable[[Addressee, str | None], str]:
    """Return the function that finds the address of an addressee in a channel."""
    own = {name: "" for name in (*people, *parties)}
    if channel == EMAIL:
        own |= {name: (row.main_email or "").casefold() for rows in (people, parties) for name, row in rows.items()}
    elif channel == PEC:
        own |= _get_pec_rows(own)
        own |= {name: row.pec.casefold() for name, row in parties.items() if row.pec}
    elif channel in BY_NUMBER:
        own |= _get_numbers(own, channel)
    else:
        own |= get_post_addresses(parties)
        return lambda one, party: own.get(party or "", "")
    return lambda one, party: own.get(one.contact_person or party or "", "")


def _get_pec_rows(names: Iterable[str]) -> dict[str, str]:
    def ask(some: list) -> list:
        filters = {"parent": ["in", some], "kind": "PEC"}
        return frappe.get_all("Party Email", filters=filters, fields=["parent", "email"], order_by="idx desc")

    return {row.parent: (row.email or "").casefold() for row in _read(names, ask)}


def _get_numbers(names: Iterable[str], channel: str) -> dict[str, str]:
    """Return the number to use of each: faxes only for faxes, mobiles first for messages, then the main one."""

    def ask(some: list) -> list:
        filters = {"parent": ["in", some], "kind": ["=" if channel == FAX else "!=", "Fax"]}
        fields = ["parent", "e164", "number", "kind", "is_primary", "idx"]
        return frappe.get_all("Party Phone", filters=filters, fields=fields)

    best: dict[str, tuple] = {}
    for row in _read(names, ask):
        first = 0 if channel in (SMS, MESSAGING) and row.kind == "Mobile" else 1
        rank = (first, 0 if row.is_primary else 1, row.idx)
        if row.parent not in best or rank < best[row.parent][0]:
            best[row.parent] = (rank, row.e164 or row.number or "")
    return {name: number for name, (_rank, number) in best.items()}


def get_post_addresses(names: Iterable[str]) -> dict[str, str]:
    """Return the main postal address of parties, as the register's answers keep it: street, CAP, town."""

    def ask(some: list) -> list:
        fields = ["parent", "street", "po_box", "cap", "town", "kind", "idx"]
        filters = {"parent": ["in", some], "parenttype": "Party"}
        return frappe.get_all("Party Address", filters=filters, fields=fields)

    best: dict[str, tuple] = {}
    for row in _read(names, ask):
        rank = (0 if row.kind in ("Main", "Legal") else 1, row.idx)
        if row.parent not in best or rank < best[row.parent][0]:
            text = "\n".join((row.street or row.po_box or "", row.cap or "", row.town or ""))
            best[row.parent] = (rank, text if text.strip() else "")
    return {name: text for name, (_rank, text) in best.items()}


# ---- what was decided


def _add_decisions(facts: dict, party_of: dict, people: dict, purpose: str, channel: str) -> None:
    """Find the decision that stands for each addressee.

    The latest of its own, unless a later refusal stands elsewhere: with its company, with the same human being
    registered elsewhere, or for the same address wherever that is kept.
    """
    books = _Books(purpose, channel)
    books.read_parties({*party_of.values(), *(row.same_as for row in people.values())})
    books.read_people({one.contact_person for one in facts})
    books.read_addresses({fact.address for fact in facts.values()})
    for one, fact in facts.items():
        party, person = party_of[one], people.get(one.contact_person)
        own = books.by_person.get(one.contact_person, []) if person else books.by_party.get(party, [])
        others = [books.by_address.get(fact.address, []) if fact.address else []]
        human = person.same_as if person else party
        if human:
            others.append(books.by_human.get(human, []) + (books.by_party.get(human, []) if person else []))
        if person:
            others.append(books.by_party.get(party, []))
        others = [rows for rows in others if rows]
        if not own and not others:
            continue
        latest = _get_latest(row for row in own if _is_for(row, fact.address, channel))
        for rows in others:
            found = _get_latest(row for row in rows if _is_for(row, fact.address, channel))
            if found.is_refusal and found > latest:
                latest = found
        fact.standing = latest
        fact.given_in_sale = any(
            row.sequence.endswith("S") and row.address == fact.address and row.channel == channel for row in own
        )


def _is_for(row: dict, address: str, channel: str) -> bool:
    """Return whether an entry counts for an address; a consent to PEC does so only by naming it."""
    if row.sequence.endswith("S") or (row.address and row.address != address):
        return False
    return not (channel == PEC and row.sequence.endswith("G") and not row.address)


def _get_latest(rows: Iterable[dict]) -> Decision:
    latest = max(rows, key=lambda row: row.sequence, default=None)
    if not latest:
        return Decision()
    return Decision(latest.sequence, latest.within_contract or 0, str(latest.contract_until or ""))


class _Books:
    """The entries that may count, by whom they are about."""

    def __init__(self, purpose: str, channel: str):
        self.filters = {"purpose": purpose, "channel": ["in", [channel, ""]]}
        self.by_party: dict = defaultdict(list)
        self.by_person: dict = defaultdict(list)
        self.by_human: dict = defaultdict(list)
        self.by_address: dict = defaultdict(list)

    def _ask(self, fieldname: str, names: set) -> list:
        fields = ["party", "contact_person", "channel", "address", "sequence", "within_contract", "contract_until"]

        def ask(some: list) -> list:
            return frappe.get_all("Party Consent", filters={**self.filters, fieldname: ["in", some]}, fields=fields)

        return _read(names, ask)

    def read_parties(self, names: set) -> None:
        for row in self._ask("party", names):
            if not row.contact_person:
                self.by_party[row.party].append(row)
        self._read_humans(names)

    def _read_humans(self, names: set) -> None:
        """Entries of contact persons who are the same human being as a party."""

        def ask(some: list) -> list:
            return frappe.get_all("Contact Person", filters={"same_as": ["in", some]}, fields=["name", "same_as"])

        rows = recall(("same humans", frozenset(names)), lambda: _read(names, ask))
        same = {row.name: row.same_as for row in rows}
        for row in self._ask("contact_person", set(same)):
            self.by_human[same[row.contact_person]].append(row)

    def read_people(self, names: set) -> None:
        for row in self._ask("contact_person", names):
            self.by_person[row.contact_person].append(row)

    def read_addresses(self, addresses: set) -> None:
        for row in self._ask("address", addresses):
            self.by_address[row.address].append(row)


# ---- what the register says


def _add_answers(facts: dict, party_of: dict, channel: str) -> None:
    if channel == PHONE:
        latest = _get_answers("Telephone", "number", {fact.address for fact in facts.values()})
        for fact in facts.values():
            fact.answer = latest.get(fact.address)
        return
    latest = _get_answers("Post", "party", set(party_of.values()), with_address=True)
    for one, fact in facts.items():
        fact.answer = latest.get((party_of[one], fact.address))


def _get_answers(register: str, key: str, names: set, with_address: bool = False) -> dict:
    fields = [key, "sequence", "checked_on", "registered", "registered_since"]
    fields += ["street", "cap", "town"] if with_address else []

    def ask(some: list) -> list:
        filters = {"register": register, key: ["in", some]}
        return frappe.get_all("Register Answer", filters=filters, fields=fields)

    latest: dict = {}
    for row in sorted(_read(names, ask), key=lambda row: row.sequence):
        address = "\n".join((row.street or "", row.cap or "", row.town or "")) if with_address else ""
        answer = Answer(str(row.checked_on), bool(row.registered), str(row.registered_since or row.checked_on))
        latest[(row[key], address) if with_address else row[key]] = answer
    return latest

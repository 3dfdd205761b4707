"""Address books run as an import like any other: preview, trial, doubt, refused cards, resume and undo.

A card finds its record by its UID; without one, what it resembles is listed and never merged. The company of a person
is the one of exactly that name, or is made.
"""

import hashlib

import frappe
from frappe import _

from relcrm.exchange.card_values import CardReader, get_card_targets
from relcrm.exchange.mapping import BESIDE, Target
from relcrm.exchange.matching import DuplicateIndex, get_hints
from relcrm.exchange.rows import Draft
from relcrm.exchange.running import ImportRunner
from relcrm.exchange.vcards import Card
from relcrm.exchange.writing import RowWriter

KINDS = ("Party", "Contact Person")
PICTURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"GIF8": "gif"}
MAX_PICTURE = 5 * 1024 * 1024
UID = Target("card_uid")


class CardRunner(ImportRunner):
    """An import of cards: two kinds of record, no columns to choose."""

    def _open(self) -> None:
        self.lines = None
        self.reader = _Rows(self.table._source)
        self.writers = {
            doctype: CardWriter(self.doc, doctype, get_card_targets(doctype), UID, self.memory) for doctype in KINDS
        }

    def _get_units(self):
        return ([row] for row in self.table.rows())

    def _read(self, unit: list) -> Draft:
        return self.reader.read(unit[0])

    def _get_doctype(self, draft: Draft) -> str:
        return self.reader.cards.doctypes[draft.number]

    def _add_characteristics(self) -> None:
        """Cards bring none."""

    def _forget_trial(self, logs: list[dict]) -> None:
        self.characteristics = _Nothing()
        super()._forget_trial(logs)


class _Nothing:
    def forget(self) -> None:
        """Nothing was made."""


class _Rows:
    """Reads the card behind a row of the table."""

    def __init__(self, cards: list[Card]):
        self.by_number = {card.number: card for card in cards}
        self.cards = CardReader(frappe.local.site)
        self.links = self.cards.links

    def read(self, row) -> Draft:
        card = self.by_number[row.number]
        return self.cards.read(card, hash_card(card))


def hash_card(card: Card) -> str:
    """Return the digest by which the same card is recognised when it comes again."""
    lines = sorted(f"{one.name}\x1f{sorted(one.types)}\x1f{one.value}" for one in card.properties if one.name != "REV")
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()[:32]


class CardWriter(RowWriter):
    """Writes what cards say; a person's company is found by its name."""

    def prefetch(self, drafts: list[Draft]) -> None:
        """Look up keys and duplicates, and the companies of the names that the cards have."""
        super().prefetch(drafts)
        self._add_own([draft.key for draft in drafts if draft.key])
        if self.doctype != "Contact Person":
            return
        self.memory.companies = {}
        names = sorted({name for draft in drafts for name in draft.values.get(f"{BESIDE}party_name", ())})
        filters = {"party_name": ["in", names], "party_type": ["!=", "Person"]}
        for row in frappe.get_list("Party", filters=filters, fields=["name", "party_name"]) if names else ():
            self.memory.companies.setdefault(_fold(row.party_name), []).append(row.name)

    def _add_own(self, names: list[str]) -> None:
        """Cards that we have written ourselves name the record they are of."""
        there = frappe.get_list(self.doctype, filters={"name": ["in", names]}, pluck="name") if names else []
        for name in there:
            self.keys._names.setdefault(name.casefold(), [name])
        self.current.prefetch({*self.current._parents, *there})

    def _get_key(self, draft: Draft) -> object:
        return draft.key or super()._get_key(draft)

    def _get_duplicates(self) -> DuplicateIndex:
        return DuplicateIndex(self.doctype)

    def _get_hints(self, draft: Draft) -> dict[str, list]:
        return get_hints(self.doctype, draft.values)

    def write(self, draft: Draft) -> dict:
        """Write one card; a company of its name that is there once is the person's."""
        name = (draft.values.get(f"{BESIDE}party_name") or [""])[0]
        found = self.memory.companies.get(_fold(name), []) if name else []
        if len(found) == 1:
            draft.values["party"] = list(found)
            if not self._is_match(draft):
                self._keep_address(draft, found[0])
        elif found:
            draft.remarks.append(_('There are {0} companies called "{1}"; another was made.').format(len(found), name))
        if not self._is_match(draft) and not found and draft.site:
            draft.values[f"{BESIDE}website"] = [draft.site]
        return super().write(draft)

    def _keep_address(self, draft: Draft, company: str) -> None:
        """Write an address at work that the company does not have into the notes."""
        street = (draft.values.get(f"{BESIDE}addresses[kind=Main].street") or [""])[0]
        filters = {"parenttype": "Party", "parent": company, "street": street}
        if street and frappe.db.exists("Party Address", filters):
            return
        texts = [found[0] for text, found in draft.values.items() if text.startswith(f"{BESIDE}addresses")]
        notes = (draft.values.get("notes") or [""])[0]
        extra = [line for line in (", ".join(texts), draft.site) if line and line not in notes]
        if extra:
            draft.values["notes"] = ["\n".join([*filter(None, [notes]), *extra])[:5000]]

    def _make_party(self, draft: Draft, key: object, hints: dict) -> str | None:
        name = super()._make_party(draft, None, {})
        if name:
            self._note_company(draft.values[f"{BESIDE}party_name"][0], name)
        return name

    def _note_company(self, title: str, name: str) -> None:
        self.memory.companies.setdefault(_fold(title), []).append(name)

    def _create(self, draft: Draft, key: object, hints: dict, duplicate: bool, party: str | None) -> dict:
        log = super()._create(draft, key, hints, duplicate, party)
        self._remember(key, hints, log["reference_name"])
        if draft.values.get("party_type") == ["Company"]:
            self._note_company(draft.values["party_name"][0], log["reference_name"])
        if not self.run.dry_run:
            self._add_pictures(draft, log["reference_name"])
            for tag in draft.tags:
                frappe.get_doc(self.doctype, log["reference_name"]).add_tag(tag)
        return log

    def _remember(self, key: object, hints: dict, name: str) -> None:
        if hints or key:
            super()._remember(key, hints, name)

    def _add_pictures(self, draft: Draft, name: str) -> None:
        for picture in draft.pictures:
            content = picture.get_bytes()
            suffix = next((word for sign, word in PICTURES.items() if content and content.startswith(sign)), None)
            if suffix and len(content) <= MAX_PICTURE:
                values = {"file_name": f"{name}.{suffix}", "content": content, "is_private": 1}
                link = {"attached_to_doctype": self.doctype, "attached_to_name": name}
                frappe.get_doc({"doctype": "File", **values, **link}).insert(ignore_permissions=True)
                return


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())

"""Reading what scores are made of, for many records at once, and keeping the scores in their column."""

from collections import defaultdict
from collections.abc import Iterator

import frappe
from frappe.utils import getdate, nowdate

from relcrm.relations import party_card
from relcrm.relations.quality.score import Facts, Rule, get_score

COLUMNS = (
    "party_type lifecycle_stage vat_number fiscal_code sdi_code pec to_check agent sector territory source"
    " quality".split()
)
ROWS = {
    "phones": ("Party Phone", ["number"]),
    "emails": ("Party Email", ["email"]),
    "addresses": ("Party Address", ["street", "cap", "town", "province", "town_code", "country"]),
}
PAGE = 500


def get_rules() -> list[Rule]:
    """Return the rules in use."""
    fields = ["name", "checks", "weight", "party_type", "lifecycle_stage"]
    rows = frappe.get_all("Quality Rule", filters={"disabled": 0}, fields=fields, order_by="name asc")
    return [
        Rule(row.name, row.checks, row.weight or 0, row.party_type or "", row.lifecycle_stage or "") for row in rows
    ]


def read_facts(names: list[str]) -> dict[str, Facts]:
    """Return what the scores of stored parties are made of."""
    among = {"name": ["in", names]}
    today, region = getdate(nowdate()), party_card.get_region()
    rows = frappe.get_all("Party", filters=among, fields=["name", *COLUMNS], limit=0)
    found = {row.name: Facts(row, today=today, region=region) for row in rows}
    for key, (doctype, fields) in ROWS.items():
        filters = {"parenttype": "Party", "parent": ["in", names]}
        for row in frappe.get_all(doctype, filters=filters, fields=["parent", *fields], order_by="idx asc", limit=0):
            if row.parent in found:
                getattr(found[row.parent], key).append(row)
    _add_outer(found)
    return found


def _add_outer(found: dict[str, Facts]) -> None:
    """Add what others say of parties: their people, open pairs, and the last contact that is not private."""
    names = list(found)
    people: dict[str, int] = defaultdict(int)
    for party in frappe.get_all(
        "Contact Person", filters={"party": ["in", names], "active": 1, "kind": ["!=", "Unit"]}, pluck="party", limit=0
    ):
        people[party] += 1
    pairs: dict[str, int] = defaultdict(int)
    for side in ("left_name", "right_name"):
        filters = {"reference_doctype": "Party", "state": "Open", "level": ["!=", "possible"], side: ["in", names]}
        for party in frappe.get_all("Possible Duplicate", filters=filters, pluck=side, limit=0):
            pairs[party] += 1
    for name, facts in found.items():
        facts.people, facts.duplicates = people[name], pairs[name]
    for path in frappe.get_hooks("relcrm_last_contacts"):
        for party, day in frappe.get_attr(path)(names).items():
            facts = found.get(party)
            if facts and (not facts.last_contact or facts.last_contact < day):
                facts.last_contact = day


def read_facts_of(doc) -> Facts:
    """Return what the score of a party is made of as it is about to be saved."""
    facts = Facts(doc.as_dict(), today=getdate(nowdate()), region=party_card.get_region())
    for key in ROWS:
        setattr(facts, key, doc.get(key) or [])
    if not doc.is_new():
        _add_outer({doc.name: facts})
    return facts


def get_quality(doc) -> int:
    """Return the score of a party that is about to be saved."""
    return get_score(read_facts_of(doc), get_rules())


def refresh(names: list[str], rules: list[Rule] | None = None) -> int:
    """Bring the scores of some parties up to date; returns how many changed."""
    names = [name for name in dict.fromkeys(names) if name]
    if not names:
        return 0
    rules = get_rules() if rules is None else rules
    changed: dict[int, list[str]] = defaultdict(list)
    for name, facts in read_facts(names).items():
        score = get_score(facts, rules)
        if score != facts.values.quality:
            changed[score].append(name)
    for score, parties in changed.items():
        frappe.db.set_value("Party", {"name": ["in", parties]}, "quality", score, update_modified=False)
    return sum(map(len, changed.values()))


def refresh_all(in_job: bool = True) -> int:
    """Scheduled, and after a change of rules: bring all scores up to date, in pages that a job commits."""
    rules, changed = get_rules(), 0
    for names in _read_pages():
        changed += refresh(names, rules)
        if in_job:
            frappe.db.commit()
    return changed


def _read_pages() -> Iterator[list[str]]:
    last, page = "", {"pluck": "name", "order_by": "name asc", "limit": PAGE}
    while names := frappe.get_all("Party", filters={"name": [">", last]}, **page):
        yield names
        last = names[-1]


def refresh_party_of(doc, method: str | None = None) -> None:
    """A person that came, left or moved counts for their company; an import leaves that to the day's end."""
    before = doc.get_doc_before_save()
    if frappe.flags.in_import or (before and (before.party, before.active) == (doc.party, doc.active)):
        return
    refresh([doc.party, before.party if before else None])

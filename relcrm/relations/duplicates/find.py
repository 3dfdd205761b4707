"""Records that may be the same as what somebody is typing: candidates by keys, then how alike they are, and why."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import frappe

from relcrm.relations.duplicates.evidence import LEVELS, VERY_ALIKE, Entry, get_facts, get_reason, judge
from relcrm.relations.duplicates.keys import EMAIL, FISCAL, KIND, NAMES, PHONE, VAT, get_keys, get_word_keys
from relcrm.relations.duplicates.names import get_likeness, get_tokens
from relcrm.relations.duplicates.registry import COMPARED, MOST_SHARED, make_entry, read_places
from relcrm.relations.duplicates.streets import Place, get_place

MOST_ROWS, MOST_LOOKED_AT, MOST_CANDIDATES = 4000, 400, 60
FIELDS = {
    "Party": ["main_province", "main_phone", "main_email"],
    "Contact Person": ["role", "party_name as company", "main_phone", "main_email"],
}
REACH = (f"{PHONE}:", f"{EMAIL}:")
HIDDEN = {"Party": ("vat_group", "parent_party"), "Contact Person": ("kind",)}


@dataclass
class Candidate:
    """A record that shares keys with what is typed."""

    name: str
    keys: set[str] = field(default_factory=set)

    def shares(self, kind: str) -> bool:
        return any(key.startswith(f"{kind}:") for key in self.keys)


class Finder:
    """Finds what may be the same as a record that is not saved yet, or as a saved one."""

    def __init__(self, doctype: str, values: dict):
        self.doctype, self.values = doctype, values
        self.keys = get_keys(doctype, values)
        self.counts = _count(doctype, self.keys)
        self.total = max(frappe.db.count(doctype), 1)

    def find(self, limit: int) -> list[dict]:
        """Return the likeliest first, of what the user may read."""
        candidates = self._get_candidates()
        filters = {"name": ["in", list(candidates)]}
        fields = ["name", NAMES[self.doctype], *COMPARED[self.doctype], *FIELDS[self.doctype]]
        rows = frappe.get_list(self.doctype, filters=filters, fields=fields, limit=0) if candidates else []
        places = read_places([row.name for row in rows]) if rows and self.doctype == "Party" else {}
        found = [hit for row in rows if (hit := self._judge(row, candidates[row.name], places.get(row.name, ())))]
        found.sort(key=lambda hit: (LEVELS.index(hit["level"]), -hit["likeness"], hit["title"]))
        return found[:limit]

    def _get_candidates(self) -> dict[str, Candidate]:
        """The records that share the rarest keys; common ones are not followed beyond a number of rows."""
        followed, rows = [], 0
        for key in sorted(self.counts, key=self.counts.__getitem__):
            rows += self.counts[key]
            if followed and rows > MOST_ROWS:
                break
            followed.append(key)
        found: dict[str, Candidate] = {}
        for key, name in _read(self.doctype, followed):
            if name != self.values.get("name"):
                found.setdefault(name, Candidate(name)).keys.add(key)
        best = sorted(found.values(), key=lambda one: -sum(map(self._weigh_key, one.keys)))[:MOST_LOOKED_AT]
        best = self._put_alike_first(best) if len(best) > MOST_CANDIDATES else best
        return {one.name: one for one in best[:MOST_CANDIDATES]}

    def _put_alike_first(self, candidates: list[Candidate]) -> list[Candidate]:
        """Those whose numbers or addresses are the same, then by how alike the names are."""
        words = get_tokens(self.values.get(NAMES[self.doctype]))
        filters, fields = {"name": ["in", [one.name for one in candidates]]}, ["name", NAMES[self.doctype]]
        names = dict(frappe.get_all(self.doctype, filters=filters, fields=fields, as_list=True, order_by=None, limit=0))
        alike = {name: get_likeness(words, get_tokens(title), self._weigh) for name, title in names.items()}
        told = (*REACH, f"{VAT}:", f"{FISCAL}:")
        return sorted(
            candidates, key=lambda one: (not any(key[:2] in told for key in one.keys), -alike.get(one.name, 0))
        )

    def _weigh_key(self, key: str) -> float:
        return math.log(1 + self.total / max(self.counts.get(key, 0), 1))

    def _weigh(self, word: str) -> float:
        return max(map(self._weigh_key, get_word_keys(word)))

    def _judge(self, row: dict, candidate: Candidate, places: Iterable[Place]) -> dict | None:
        reach = [key for key in candidate.keys if key[:2] in REACH and self.counts[key] <= MOST_SHARED]
        other = make_entry(row, self.doctype, reach, places)
        mine = self._make_entry(row, candidate)
        likeness = get_likeness(mine.tokens, other.tokens, self._weigh)
        finding = judge(mine, other, likeness)
        shares_code = candidate.shares(FISCAL) or candidate.shares(VAT)
        if not finding and not (reach or shares_code or likeness >= VERY_ALIKE):
            return None
        facts = finding.reasons if finding else get_facts(mine, other, likeness)
        title = row.pop(NAMES[self.doctype])
        for column in HIDDEN[self.doctype]:
            row.pop(column, None)
        return {
            **row,
            "title": title,
            "doctype": self.doctype,
            "likeness": round(likeness, 2),
            "level": finding.level if finding else "possible",
            "reasons": [get_reason(fact) for fact in facts],
        }

    def _make_entry(self, row: dict, candidate: Candidate) -> Entry:
        """What is typed, as it is compared with a record; a kind that is not typed yet is taken to be the same."""
        addresses = self.values.get("addresses") or []
        town = self.values.get("town") or next((one["town"] for one in addresses if one.get("town")), "")
        kinds = {field: self.values.get(field) or row.get(field) for field in ("party_type", "kind")}
        places = [get_place(one.get("street"), one.get("town"), one.get("cap")) for one in addresses]
        reach = [key for key in candidate.keys if key[:2] in REACH and self.counts[key] <= MOST_SHARED]
        typed = {**self.values, **kinds, "main_town": town}
        return make_entry(typed, self.doctype, reach, filter(None, places))


def find(doctype: str, values: dict, limit: int = 5) -> list[dict]:
    """Return records that may be the same as the given values, with how sure that is and why."""
    return Finder(doctype, values).find(limit)


def _count(doctype: str, keys: set[str]) -> dict[str, int]:
    """How many records have each key, of those that any has."""
    if not keys:
        return {}
    marks = ", ".join(["%s"] * len(keys))
    sql = f"select match_key, count(*) from `tab{KIND}` where match_key in ({marks}) and reference_doctype = %s"
    return dict(frappe.db.sql(f"{sql} group by match_key", (*sorted(keys), doctype)))


def _read(doctype: str, keys: list[str]) -> list[tuple[str, str]]:
    if not keys:
        return []
    marks = ", ".join(["%s"] * len(keys))
    sql = f"select match_key, reference_name from `tab{KIND}` where match_key in ({marks}) and reference_doctype = %s"
    return frappe.db.sql(f"{sql} limit %s", (*keys, doctype, 4 * MOST_ROWS))

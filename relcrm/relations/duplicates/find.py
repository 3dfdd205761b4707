"""Records that may be the same as what somebody is typing: candidates by keys, then how alike they are, and why."""

import math
from dataclasses import dataclass, field

import frappe
from frappe import _

from relcrm.relations.duplicates.keys import EMAIL, FISCAL, KIND, NAMES, PHONE, VAT, get_keys, get_word_keys
from relcrm.relations.duplicates.names import get_likeness, get_tokens
from relcrm.relations.search_text import fold

ALIKE, VERY_ALIKE = 0.6, 0.85
MOST_ROWS, MOST_CANDIDATES, MOST_SHARED = 4000, 60, 20
LEVELS = ("certain", "likely", "possible")
FIELDS = {
    "Party": ["party_type", "vat_number", "fiscal_code", "main_town", "main_province", "main_phone", "main_email"],
    "Contact Person": ["role", "party", "party_name as company", "main_phone", "main_email"],
}


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
        self.tokens = get_tokens(values.get(NAMES[doctype]))
        self.keys = get_keys(doctype, values)
        self.counts = _count(doctype, self.keys)
        self.total = max(frappe.db.count(doctype), 1)

    def find(self, limit: int) -> list[dict]:
        """Return the likeliest first, of what the user may read."""
        candidates = self._get_candidates()
        filters = {"name": ["in", list(candidates)]}
        fields = ["name", f"{NAMES[self.doctype]} as title", *FIELDS[self.doctype]]
        rows = frappe.get_list(self.doctype, filters=filters, fields=fields, limit=0) if candidates else []
        found = [hit for row in rows if (hit := self._judge(row, candidates[row.name]))]
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
        best = sorted(found.values(), key=lambda one: -sum(map(self._weigh_key, one.keys)))
        return {one.name: one for one in best[:MOST_CANDIDATES]}

    def _weigh_key(self, key: str) -> float:
        return math.log(1 + self.total / max(self.counts.get(key, 0), 1))

    def _weigh(self, word: str) -> float:
        return max(map(self._weigh_key, get_word_keys(word)))

    def _is_shared_by_few(self, candidate: Candidate, kind: str) -> bool:
        """Whether a number or address is the candidate's too, and not that of a switchboard or an association."""
        return any(key.startswith(f"{kind}:") and self.counts[key] <= MOST_SHARED for key in candidate.keys)

    def _judge(self, row: dict, candidate: Candidate) -> dict | None:
        likeness = get_likeness(self.tokens, get_tokens(row.title), self._weigh)
        same_code = candidate.shares(FISCAL) or candidate.shares(VAT)
        other_code = not same_code and self._has_other_code(row)
        reasons = self._get_reasons(row, candidate, likeness)
        level = self._get_level(row, candidate, likeness, same_code, other_code)
        if not level:
            return None
        return {**row, "doctype": self.doctype, "likeness": round(likeness, 2), "level": level, "reasons": reasons}

    def _get_level(self, row, candidate: Candidate, likeness: float, same_code: bool, other_code: bool) -> str | None:
        reached = self._is_shared_by_few(candidate, PHONE) or self._is_shared_by_few(candidate, EMAIL)
        near = reached or self._is_in_same_town(row) or self._is_in_same_company(row)
        if same_code and likeness >= ALIKE:  # branches and groups share a code under names that are only alike
            return "certain" if likeness >= VERY_ALIKE else "likely"
        if not other_code and ((likeness >= VERY_ALIKE and near) or (likeness >= ALIKE and reached)):
            return "likely"
        return "possible" if likeness >= ALIKE or same_code or reached else None

    def _has_other_code(self, row: dict) -> bool:
        """Whether both have a fiscal code or VAT number, and none is the same."""
        codes = [name for name in ("fiscal_code", "vat_number") if row.get(name) and self.values.get(name)]
        return bool(codes)

    def _is_in_same_town(self, row: dict) -> bool:
        town = self.values.get("town") or next(
            (address.get("town") for address in self.values.get("addresses") or [] if address.get("town")), ""
        )
        return bool(town) and fold(town) == fold(row.get("main_town"))

    def _is_in_same_company(self, row: dict) -> bool:
        return bool(row.get("party")) and row.get("party") == self.values.get("party")

    def _get_reasons(self, row: dict, candidate: Candidate, likeness: float) -> list[str]:
        said = [
            (likeness >= VERY_ALIKE, _("the name is almost the same")),
            (ALIKE <= likeness < VERY_ALIKE, _("the name is alike")),
            (candidate.shares(VAT), _("same VAT number")),
            (candidate.shares(FISCAL), _("same fiscal code")),
            (candidate.shares(PHONE), _("same telephone")),
            (candidate.shares(EMAIL), _("same e-mail")),
            (self._is_in_same_town(row), _("same town")),
            (self._is_in_same_company(row), _("same company")),
        ]
        return [text for holds, text in said if holds]


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

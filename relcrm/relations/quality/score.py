"""The score: which rules hold for a record, and how far each is met. Plain values, no database.

Only what can be checked counts: what is typed at random into an empty field does not pass its check and raises nothing.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from relcrm.relations import keys
from relcrm.relations.town_places import NOWHERE, get_place

ITALY = ("", "Italy")
FRESH_DAYS, STALE_DAYS = 180, 365
FILLER = "test|prova|noreply|no-reply|nessuno|example|xxx|aaa|asd"
PLACEHOLDERS = re.compile(rf"^({FILLER})+@|@({FILLER})\.", re.I)
STREET = re.compile(r"[^\W\d_]{2,}.*(\d|snc|s\.n\.c\.|[^\W\d_]{3,}\s+[^\W\d_]{3,})", re.I)


@dataclass
class Facts:
    """What a score is made of: the party's columns, its rows, and what others say of it."""

    values: dict
    phones: list[dict] = field(default_factory=list)
    emails: list[dict] = field(default_factory=list)
    addresses: list[dict] = field(default_factory=list)
    people: int = 0
    duplicates: int = 0
    last_contact: date | None = None
    today: date | None = None
    region: str = "IT"


@dataclass(frozen=True)
class Rule:
    """What is looked at, for whom, and how much it counts."""

    name: str
    check: str
    weight: int
    party_type: str = ""
    lifecycle_stage: str = ""

    def concerns(self, values: dict) -> bool:
        """Return whether the rule holds for a party of this kind and stage."""
        kind = values.get("party_type") or "Company"
        return self.party_type in ("", kind) and self.lifecycle_stage in ("", values.get("lifecycle_stage") or "")


def get_score(facts: Facts, rules: list[Rule]) -> int:
    """Return the score, from 0 to 100; 100 where no rule holds."""
    met = [(rule.weight, CHECKS[rule.check](facts)) for rule in rules if rule.concerns(facts.values)]
    total = sum(weight for weight, _share in met)
    return round(100 * sum(weight * share for weight, share in met) / total) if total else 100


def get_lacks(facts: Facts, rules: list[Rule]) -> list[tuple[Rule, float]]:
    """Return what is not wholly met, what costs most first, with the points that it costs."""
    held = [rule for rule in rules if rule.concerns(facts.values)]
    total = sum(rule.weight for rule in held) or 1
    lost = [(rule, 100 * rule.weight * (1 - CHECKS[rule.check](facts)) / total) for rule in held]
    return sorted(((rule, points) for rule, points in lost if points > 0), key=lambda one: -one[1])


def is_real_email(value: str | None) -> bool:
    """Return whether an address is well formed and no filler."""
    return bool(value) and keys.is_valid_email(value) and not PLACEHOLDERS.search(value)


def has_official_number(facts: Facts) -> float:
    """A valid VAT number or fiscal code; a foreign firm's fiscal code is not checked and does not count."""
    vat, fiscal = facts.values.get("vat_number"), facts.values.get("fiscal_code")
    return float(bool(vat and keys.is_valid_vat(vat)) or bool(fiscal and keys.is_valid_fiscal_code(fiscal)))


def has_invoice_address(facts: Facts) -> float:
    """An SDI code of the right length, or a PEC."""
    code, pec = keys.get_compact(facts.values.get("sdi_code")), facts.values.get("pec")
    is_public = facts.values.get("party_type") == "Public Body"
    good = code and code not in keys.SDI_FREE and not keys.check_sdi(code, "", is_public) and len(set(code)) > 2
    return float(bool(good) or is_real_email(pec))


def has_address(facts: Facts) -> float:
    """A street, and in Italy a town that there is with five digits before it."""
    return max((_rate_address(row) for row in facts.addresses), default=0.0)


def _rate_address(row: dict) -> float:
    town = row.get("town")
    if (row.get("country") or "") not in ITALY:
        return float(bool(town and row.get("street")))
    if not town or get_place(town, row.get("province"), row.get("town_code")) == NOWHERE:
        return 0.0
    has_cap = bool(re.fullmatch(r"\d{5}", (row.get("cap") or "").strip()))
    has_street = bool(STREET.search(row.get("street") or ""))
    return 0.4 + 0.3 * has_cap + 0.3 * has_street


def has_phone(facts: Facts) -> float:
    return float(any(keys.parse_phone(row.get("number"), facts.region) for row in facts.phones))


def has_email(facts: Facts) -> float:
    return float(any(is_real_email(row.get("email")) for row in facts.emails))


def is_right(facts: Facts) -> float:
    """Nothing that was saved is to check; each finding takes a third away."""
    findings = [line for line in (facts.values.get("to_check") or "").splitlines() if line.strip()]
    return max(0.0, 1 - len(findings) / 3)


def is_once(facts: Facts) -> float:
    """No likely duplicate waits for a decision."""
    return float(not facts.duplicates)


def is_fresh(facts: Facts) -> float:
    """Somebody of ours was in touch within half a year; half the points within a year."""
    if not facts.last_contact or not facts.today:
        return 0.0
    days = (facts.today - facts.last_contact).days
    return 1.0 if days <= FRESH_DAYS else 0.5 if days <= STALE_DAYS else 0.0


def has_person(facts: Facts) -> float:
    return float(facts.people > 0)


def _is_set(fieldname: str):
    return lambda facts: float(bool(facts.values.get(fieldname)))


CHECKS = {
    "Official number": has_official_number,
    "SDI code or PEC": has_invoice_address,
    "Address": has_address,
    "Telephone": has_phone,
    "E-mail": has_email,
    "Nothing to check": is_right,
    "No duplicate": is_once,
    "Recent contact": is_fresh,
    "A contact person": has_person,
    "Agent": _is_set("agent"),
    "Sector": _is_set("sector"),
    "Territory": _is_set("territory"),
    "Source": _is_set("source"),
}

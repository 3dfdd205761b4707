"""What speaks for and against two records being one and the same, how sure that makes it, and in which words.

Plain values, no database. A shared number or address is weak evidence: associations and schools share them.
"""

from dataclasses import dataclass, field

from frappe import _

from relcrm.relations.duplicates.streets import OTHER, SAME, Place, compare_places, is_same_town

LINKED, ALIKE, VERY_ALIKE = 0.3, 0.55, 0.85
LEVELS = ("certain", "likely", "possible")
BANDS = {"certain": (90, 100), "likely": (60, 89), "possible": (1, 59)}
POINTS = {"fiscal": 30, "vat": 25, "phone": 15, "email": 15, "street": 15, "town": 10, "company": 10}
AGAINST = {"other_code": 30, "other_street": 10, "other_town": 10}


@dataclass(slots=True)
class Entry:
    """What is compared of a record: the words of its name, where it is, and the codes that tell it from others.

    `codes` are those that are valid, by kind (`vat`, `fiscal`, kinds of official numbers); `reach` are the keys of
    telephones and e-mails that few records share; `places` are its addresses.
    """

    name: str
    tokens: list[str]
    town: str = ""
    company: str = ""
    above: str = ""
    is_person: bool = False
    is_group: bool = False
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    reach: frozenset[str] = frozenset()
    places: tuple[Place, ...] = ()
    words: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    letters: str = ""
    weight: float = 0.0


@dataclass(slots=True)
class Finding:
    """Two records that may be the same: how sure, from 1 to 100, and the codes of the reasons."""

    level: str
    score: int
    reasons: tuple[str, ...]


def judge(
    one: Entry, other: Entry, likeness: float, is_common: bool = False, is_linked: bool = False
) -> Finding | None:
    """Return what two records have in common, or None where nothing makes them likely to be the same.

    `is_common`: many others bear the very same name; `is_linked`: other records are like both.
    """
    stands_above = bool({one.name, other.name} & {one.above, other.above} - {""})
    if likeness < LINKED or one.is_person != other.is_person or stands_above:
        return None
    told = get_facts(one, other, likeness, is_linked)
    level = _get_level(one, other, likeness, told, is_common)
    if not level:
        return None
    return Finding(level, _get_score(level, likeness, told), tuple(told))


def get_facts(one: Entry, other: Entry, likeness: float, is_linked: bool = False) -> dict[str, None]:
    """Return what speaks for two records being one, and what against, in the order of telling."""
    reached = one.reach & other.reach
    same = [kind for kind in one.codes if one.codes[kind] & other.codes.get(kind, frozenset())]
    differing = [kind for kind in one.codes if kind in other.codes and kind not in same]
    towns = one.town and other.town
    is_near = towns and is_same_town(one.town, other.town)
    street = compare_places(one.places, other.places)
    said = (
        ("name", likeness >= VERY_ALIKE),
        ("name_alike", ALIKE <= likeness < VERY_ALIKE),
        ("linked", is_linked and likeness < ALIKE),
        ("vat", "vat" in same),
        ("fiscal", "fiscal" in same),
        ("phone", any(key.startswith("p:") for key in reached)),
        ("email", any(key.startswith("e:") for key in reached)),
        ("street", street == SAME),
        ("town", bool(is_near)),
        ("company", bool(one.company) and one.company == other.company),
        ("other_code", bool(differing)),
        ("other_street", street == OTHER),
        ("other_town", bool(towns) and not is_near and street != SAME),
    )
    return {fact: None for fact, holds in said if holds}


def _get_level(one: Entry, other: Entry, likeness: float, told: dict[str, None], is_common: bool) -> str | None:
    has = told.__contains__
    same_code = (has("vat") or has("fiscal")) and not (one.is_group or other.is_group)
    reached = has("phone") or has("email")
    if has("other_code"):
        return "possible" if likeness >= VERY_ALIKE and (reached or has("fiscal") or has("vat")) else None
    if same_code and likeness >= VERY_ALIKE and not has("other_town"):
        return "certain"
    if same_code and likeness >= ALIKE:
        return "likely"
    elsewhere, far = has("other_street"), has("other_town")
    if reached and elsewhere and not one.is_person:  # sites of one body have one switchboard
        return "possible" if likeness >= VERY_ALIKE else None
    if reached and likeness >= ALIKE:
        return "likely" if likeness >= VERY_ALIKE or not elsewhere else "possible"
    if likeness >= VERY_ALIKE and (has("town") or has("company") or has("street")) and not (elsewhere or far):
        return "likely"
    if same_code or has("street") or (reached and not elsewhere):
        return "possible"
    if one.company and one.company != other.company:
        return None
    if elsewhere and not one.is_person and not has("town"):  # a branch, or a namesake
        return None
    if has("linked"):
        return None if far else "possible"
    if likeness >= VERY_ALIKE:
        return None if far and (is_common or (one.is_person and elsewhere)) else "possible"
    if likeness < ALIKE or elsewhere or far:
        return None
    return "possible" if not one.is_person or has("town") or has("company") else None


def _get_score(level: str, likeness: float, told: dict[str, None]) -> int:
    """Return points within the band of a level, so that a list sorted by them has the surest first."""
    points = 50 * likeness + sum(POINTS.get(fact, 0) for fact in told) - sum(AGAINST.get(fact, 0) for fact in told)
    lowest, highest = BANDS[level]
    return min(max(round(lowest + (highest - lowest) * points / 125), lowest), highest)


def get_reason(fact: str) -> str:
    """Return a reason in the reader's words."""
    words = {
        "name": _("the name is almost the same"),
        "name_alike": _("the name is alike"),
        "linked": _("others are like both"),
        "vat": _("same VAT number"),
        "fiscal": _("same fiscal code"),
        "phone": _("same telephone"),
        "email": _("same e-mail"),
        "street": _("same street and number"),
        "town": _("same town"),
        "company": _("same company"),
        "other_code": _("another official number"),
        "other_street": _("another street"),
        "other_town": _("another town"),
    }
    return words.get(fact, fact)

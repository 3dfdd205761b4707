"""Whether two addresses are one place, however they are typed: V. Roma, 12/A is Via Roma 12a. No database."""

import re
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from relcrm.relations.search_text import fold, get_words

SAME, OTHER = 1, -1
SAME_TOWN, SAME_STREET, OTHER_STREET = 0.92, 0.88, 0.75
KINDS = frozenset(
    "via v viale vle piazza pza pzza piazzale ple pzle piazzetta corso cso largo vicolo strada str borgo contrada cda"
    " localita loc frazione fraz zona industriale ind artigianale zi numero num no n nr snc int interno scala piano"
    " palazzina strasse straße platz allee weg gasse street st road rd avenue ave av boulevard blvd blv drive dr"
    " lane ln place pl court ct square sq way crescent circuit close suite ste unit floor rue del della dello dei degli"
    " delle di north south east west s e w ne nw se sw".split()
)
_NUMBER = re.compile(r"\d+")
_ORDINAL = re.compile(r"(\d+)(st|nd|rd|th)\b")


class Place(NamedTuple):
    """What is compared of an address: the letters of the street's own name, its numbers, and the town."""

    letters: str
    numbers: frozenset[str]
    town: str
    cap: str


def get_place(street: str | None, town: str | None = None, cap: str | None = None) -> Place | None:
    """Return what is compared of an address, or None where it names no street."""
    words = get_words(_ORDINAL.sub(r"\1", fold(street)).replace(".", ""))
    letters = "".join(word for word in words if word not in KINDS and word.isalpha())
    numbers = frozenset(found.lstrip("0") for word in words for found in _NUMBER.findall(word))
    return Place(letters, numbers, fold(town).strip(), (cap or "").strip()) if letters or numbers else None


def compare_places(one: tuple[Place, ...], other: tuple[Place, ...]) -> int:
    """Return `SAME` where two records have an address in common, `OTHER` where none can be, nought where unknown."""
    found = [_compare(left, right) for left in one for right in other]
    if not found:
        return 0
    return SAME if SAME in found else OTHER if all(one == OTHER for one in found) else 0


def _compare(one: Place, other: Place) -> int:
    if one.town and other.town and not is_same_town(one.town, other.town) and not (one.cap and one.cap == other.cap):
        return OTHER
    letters = JaroWinkler.similarity(one.letters, other.letters) if one.letters and other.letters else None
    agree = one.numbers <= other.numbers or other.numbers <= one.numbers
    if not agree or (letters is not None and letters < OTHER_STREET):
        return OTHER
    is_alike = letters >= SAME_STREET if letters is not None else one.letters == other.letters
    return SAME if is_alike and one.numbers and other.numbers else 0


def is_same_town(one: str, other: str) -> bool:
    """Return whether two folded names of towns are one, but for a typing error."""
    return one == other or JaroWinkler.similarity(one, other) >= SAME_TOWN

"""Where the municipalities of Italy lie and their postal codes, from `towns.csv` (see NOTICE; scripts/towns.py)."""

import csv
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from relcrm.relations.search_text import get_words

FILE = Path(__file__).with_name("towns.csv")
Place = tuple[float, float]
NOWHERE: Place = (0.0, 0.0)


def get_place(town: str | None, province: str | None = None, code: str | None = None) -> Place:
    """Return latitude and longitude of a town: by its code, by name and province, or by a name that one town has."""
    places = _get_places()
    if code and (found := places.get(code.strip().upper())):
        return found
    for name in (town or "").split("/"):
        key = _fold(name)
        found = places.get(f"{key},{(province or '').strip().upper()}") or places.get(key if not province else "")
        if found:
            return found
    return NOWHERE


@lru_cache(maxsize=1)
def _get_places() -> dict[str, Place]:
    """Places by code, by name and province, and by names that are not of two towns."""
    places: dict[str, Place] = {}
    twice = set()
    with FILE.open(encoding="utf-8", newline="") as file:
        for code, *names, province, latitude, longitude, _caps in csv.reader(file, delimiter=";"):
            place = places[code] = (float(latitude), float(longitude))
            for key in {_fold(name) for name in names if name}:
                places[f"{key},{province}"] = place
                if places.setdefault(key, place) != place:
                    twice.add(key)
    return {key: place for key, place in places.items() if key not in twice}


# --- towns by name or postal code --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Town:
    """A municipality: its name, its other name, province, place and postal codes in order."""

    code: str
    town: str
    other_name: str
    province: str
    latitude: float
    longitude: float
    caps: tuple[str, ...]


def find_towns(text: str, limit: int = 10) -> list[dict]:
    """Return the towns that a text means, as dictionaries of `Town`: by postal code, name, or beginning of a name.

    Two letters of a province at the end choose between towns of one name. Whole names come before longer ones.
    """
    words = get_words(text or "")
    if not words:
        return []
    towns = _get_towns()
    if len(words) == 1 and words[0].isdigit():
        digits = words[0] if len(words[0]) > 2 else "-"
        found = [town for town in towns if any(cap.startswith(digits) for cap in town.caps)]
        return [asdict(town) for town in found[:limit]]
    province = words[-1].upper() if len(words) > 1 and words[-1].upper() in _get_provinces() else ""
    found = _match(towns, " ".join(words), "") or (_match(towns, " ".join(words[:-1]), province) if province else [])
    return [asdict(town) for town in found[:limit]]


def _match(towns: tuple[Town, ...], key: str, province: str) -> list[Town]:
    ranked = []
    for town in towns:
        names = [_fold(name) for name in (town.town, town.other_name) if name]
        if (not province or town.province == province) and any(name.startswith(key) for name in names):
            ranked.append((key not in names, -len(town.caps), names[0], town.code, town))
    return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:-1])]


def get_caps(town: str | None, province: str | None = None) -> tuple[str, ...]:
    """Return the postal codes of a town in order, of all towns of that name where the province is left out."""
    province = (province or "").strip().upper()
    keys = [_fold(name) for name in (town or "").split("/")]
    found = (_get_caps().get(f"{key},{province}" if province else key) for key in keys if key)
    return next((caps for caps in found if caps), ())


@lru_cache(maxsize=1)
def _get_caps() -> dict[str, tuple[str, ...]]:
    caps: dict[str, set[str]] = {}
    for town in _get_towns():
        for key in {_fold(name) for name in (town.town, town.other_name) if name}:
            caps.setdefault(f"{key},{town.province}", set()).update(town.caps)
            caps.setdefault(key, set()).update(town.caps)
    return {key: tuple(sorted(found)) for key, found in caps.items()}


@lru_cache(maxsize=1)
def _get_towns() -> tuple[Town, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Town(code, name, other, province, float(latitude), float(longitude), tuple(caps.split()))
            for code, name, other, province, latitude, longitude, caps in csv.reader(file, delimiter=";")
        )


@lru_cache(maxsize=1)
def _get_provinces() -> frozenset[str]:
    return frozenset(town.province for town in _get_towns())


def _fold(name: str) -> str:
    return " ".join(get_words(name))

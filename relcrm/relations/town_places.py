"""Where the municipalities of Italy lie, from `towns.csv` (see NOTICE); renewed by scripts/towns.py."""

import csv
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
        for code, *names, province, latitude, longitude in csv.reader(file, delimiter=";"):
            place = places[code] = (float(latitude), float(longitude))
            for key in {_fold(name) for name in names if name}:
                places[f"{key},{province}"] = place
                if places.setdefault(key, place) != place:
                    twice.add(key)
    return {key: place for key, place in places.items() if key not in twice}


def _fold(name: str) -> str:
    return " ".join(get_words(name))

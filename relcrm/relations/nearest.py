"""The companies nearest to a place, by the straight line; the road is reckoned from it (`distances.py`)."""

from math import cos, radians

import frappe
from frappe import _

from relcrm.exceptions import ListQueryError
from relcrm.relations.distances import get_km, get_minutes, get_road_km, is_known

RINGS = (3, 10, 30, 100, 300, 1000)  # kilometres looked at, one after the other, until there are enough
KM_OF_DEGREE = 111.19
MOST, MOST_READ = 200, 5000
HALVINGS = 8  # of a ring that holds more than is read at once
FIELDS = "name party_name party_type lifecycle_stage main_town main_province main_phone main_latitude main_longitude"


def get_nearest(place: tuple[float, float], limit: int = 50, **equal: str) -> list[dict]:
    """Return the parties that the user may see nearest to a place, nearest first, with kilometres and minutes of road.

    `equal` are further conditions (`lifecycle_stage="Customer"`). A place without coordinates raises.
    """
    limit = min(max(limit, 1), MOST)
    if not is_known(place) or not (-90 <= place[0] <= 90 and -180 <= place[1] <= 180):
        text = _("There is no such place. Choose a town of the list, or a company with an address.")
        frappe.throw(text, ListQueryError)
    found: list[dict] = []
    for km in RINGS:
        found, is_whole = _read_ring(place, km, equal)
        if not is_whole:
            found = _read_closer(place, km, equal, limit) or found
        if len(found) >= limit:
            break
    return sorted(found, key=lambda row: (row["km"], row["name"]))[:limit]


def _read_closer(place: tuple[float, float], km: float, equal: dict, limit: int) -> list[dict]:
    """Return what is in a smaller ring that is read whole and holds enough, where one holds more than is read at once.

    There may be none: thousands of companies that stand on one point, as the middle of a town, are equally near.
    """
    low, high = 0.0, float(km)
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        found, is_whole = _read_ring(place, middle, equal)
        if is_whole and len(found) >= limit:
            return found
        low, high = (middle, high) if is_whole else (low, middle)
    return []


def _read_ring(place: tuple[float, float], km: float, equal: dict) -> tuple[list[dict], bool]:
    """Return the parties within some kilometres, and whether these are all."""
    high = km / KM_OF_DEGREE
    wide = min(high / max(cos(radians(min(abs(place[0]) + high, 89))), 0.02), 180)
    rows = frappe.get_list(
        "Party",
        filters=[  # not "between", which Frappe keeps for days
            ["main_latitude", ">=", place[0] - high],
            ["main_latitude", "<=", place[0] + high],
            ["main_longitude", ">=", place[1] - wide],
            ["main_longitude", "<=", place[1] + wide],
            *([name, "=", value] for name, value in equal.items() if value),
        ],
        fields=FIELDS.split(),
        limit_page_length=MOST_READ,
    )
    told = [row | _tell_distance(place, (row.main_latitude, row.main_longitude)) for row in rows]
    known = [row for row in told if row["km"] <= km and is_known((row["main_latitude"], row["main_longitude"]))]
    return known, len(rows) < MOST_READ


def _tell_distance(place: tuple[float, float], other: tuple[float, float]) -> dict:
    return {
        "km": round(get_km(place, other), 1),
        "road_km": round(get_road_km(place, other)),
        "minutes": get_minutes(place, other),
    }

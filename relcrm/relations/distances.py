"""Kilometres between two places, and minutes on the road: the straight line and a factor, nothing is asked outside."""

from math import asin, ceil, cos, radians, sin, sqrt

EARTH_KM = 6371.0
ROAD_FACTOR = 1.3
KM_PER_HOUR = 50
Place = tuple[float, float]


def is_known(place: Place | None) -> bool:
    """Return whether a place has coordinates; 0, 0 stands for none."""
    return bool(place and (place[0] or place[1]))


def get_km(one: Place, other: Place) -> float:
    """Return the straight line between two places, in kilometres."""
    north, east = radians(other[0] - one[0]), radians(other[1] - one[1])
    half = sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def get_road_km(one: Place, other: Place) -> float:
    """Return about how many kilometres the road is: the straight line times 1.3."""
    return get_km(one, other) * ROAD_FACTOR


def get_minutes(one: Place, other: Place) -> int:
    """Return about how many minutes the road takes at 50 km/h, in steps of five."""
    return 5 * ceil(get_road_km(one, other) / KM_PER_HOUR * 60 / 5)

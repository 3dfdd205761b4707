"""Companies near a town, a condition of any list (hook `relcrm_list_nodes`): `{"near": "Treviso (TV)", "km": 30}`."""

import re
from math import cos, pi, radians, sin

import frappe
from frappe import _

from relcrm.relations.segments.rule import open_on
from relcrm.relations.town_places import NOWHERE, Place, get_place
from relcrm.workplace.lists.conditions import Opened, Written, refuse
from relcrm.workplace.lists.fields import ListFields

EARTH_KM = 6371.0
MOST_KM = 2000
TOWN = re.compile(r"^\s*(?P<town>.*?)\s*(?:[(,]\s*(?P<province>[A-Za-z]{2})\s*\)?)?\s*$")
LATITUDE, LONGITUDE = "`tabParty`.`main_latitude`", "`tabParty`.`main_longitude`"


def open_near(node: dict, fields: ListFields) -> Opened:
    """Answer `relcrm_list_nodes`: the companies within some kilometres of a town, as the crow flies."""
    place, km = read_town(node["near"]), read_km(node.get("km"))
    return open_on(fields, "Party", node, lambda: write_within(place, km))


def read_town(text: object) -> Place:
    """Return where a town lies, "Treviso" or "Treviso (TV)"."""
    found = TOWN.match(str(text)[:140]) if isinstance(text, str) else None
    place = get_place(found["town"], found["province"]) if found and found["town"] else NOWHERE
    if place == NOWHERE:
        sentence = _('There is no town "{0}", or there are several. Write it with its province, like "Este (PD)".')
        refuse(sentence.format(frappe.utils.escape_html(str(text)[:60])))
    return place


def read_km(value: object) -> float:
    """Return a distance in kilometres."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0 < value <= MOST_KM:
        shown = frappe.utils.escape_html(str(value)[:20])
        refuse(_('"{0}" is no distance. Write kilometres, from 1 to {1}.').format(shown, MOST_KM))
    return float(value)


def write_within(place: Place, km: float) -> Written:
    """Return the condition: a box of degrees, then the great circle by sums and products, which every database has.

    The haversine of the angle is below that of the distance. Its sines and cosines are series to the tenth power, exact
    to a metre over 2,000 km in Europe.
    """
    latitude, longitude = place
    angle = km / EARTH_KM
    high = angle * 180 / pi
    wide = min(high / max(cos(radians(min(abs(latitude) + high, 89))), 0.02), 180)
    box = f"{LATITUDE} between %s and %s and {LONGITUDE} between %s and %s"
    north = f"(({LATITUDE} - {latitude!r}) * {pi / 180!r})"
    east = f"(({LONGITUDE} - {longitude!r}) * {pi / 180!r})"
    cosine = f"({cos(radians(latitude))!r} * {_cosine(north)} - {sin(radians(latitude))!r} * {_sine(north)})"
    haversine = f"{_half(north)} + {cos(radians(latitude))!r} * {cosine} * {_half(east)}"
    known = f"({LATITUDE} <> 0 or {LONGITUDE} <> 0)"
    sql = f"({box} and {known} and {haversine} <= %s)"
    bounds = [latitude - high, latitude + high, longitude - wide, longitude + wide]
    return Written(sql, [*bounds, (1 - cos(angle)) / 2])


def _series(x: str, coefficients: list[float]) -> str:
    """Horner's form of a polynomial in the square of x."""
    square, written = f"({x} * {x})", repr(coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        written = f"({coefficient!r} + {square} * {written})"
    return written


def _cosine(x: str) -> str:
    return _series(x, [1.0, -1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800])


def _sine(x: str) -> str:
    return f"({x} * {_series(x, [1.0, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880])})"


def _half(x: str) -> str:
    """(1 - cos x) / 2, the square of the sine of the half."""
    return f"({x} * {x} * {_series(x, [1 / 4, -1 / 48, 1 / 1440, -1 / 80640, 1 / 7257600])})"

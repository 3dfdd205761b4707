"""The lines of a postal address as the Italian post wants them, fitted to a window. No database."""

import textwrap
from dataclasses import dataclass

from babel import Locale

LINE_SIGNS = 40
WINDOW_LINES = 6
POSTAL_NAMES = {"SM": "Repubblica di San Marino", "VA": "Città del Vaticano"}


@dataclass(frozen=True)
class Place:
    """A postal address."""

    street: str = ""
    cap: str = ""
    town: str = ""
    province: str = ""
    care_of: str = ""
    building: str = ""
    po_box: str = ""
    hamlet: str = ""
    country_code: str = ""


def make_lines(recipient: list[str], place: Place, home: str = "IT", language: str = "it") -> list[str]:
    """Return the lines from recipient to town, and the country only when it is another."""
    abroad = bool(place.country_code) and place.country_code.upper() != home.upper()
    lines = [*recipient]
    lines.append(f"c/o {place.care_of}" if place.care_of else "")
    lines.append(place.building)
    lines += make_street_lines(place, language)
    lines.append(make_town_line(place, abroad))
    lines.append(make_country_line(place, language) if abroad else "")
    return fit_lines([" ".join(line.split()) for line in lines if line and line.strip()])


def make_street_lines(place: Place, language: str = "it") -> list[str]:
    """Return the PO box or the street with its number, and the hamlet beside it where both fit on a line."""
    box = {"it": "Casella postale", "en": "PO Box", "de": "Postfach"}.get(language, "PO Box")
    first = f"{box} {place.po_box}" if place.po_box else place.street
    hamlet = place.hamlet if place.hamlet.casefold() != place.town.casefold() else ""
    if hamlet and not hamlet.casefold().startswith(("fraz", "loc")):
        hamlet = f"Fraz. {hamlet}"
    parts = [part for part in (first, hamlet) if part]
    joined = " - ".join(parts)
    return [joined] if len(joined) <= LINE_SIGNS else parts


def make_town_line(place: Place, abroad: bool = False) -> str:
    """Return postal code, town in capitals and the two letters of the province."""
    province = place.province.upper() if len(place.province) == 2 and not abroad else ""
    return " ".join(filter(None, [place.cap, place.town.upper(), province]))


def make_country_line(place: Place, language: str = "it") -> str:
    """Return the country in capitals, unless the town says it already."""
    code = place.country_code.upper()
    name = POSTAL_NAMES.get(code) or Locale.parse(language).territories.get(code, code)
    return "" if name.casefold() == place.town.casefold() else name.upper()


def fit_lines(lines: list[str]) -> list[str]:
    """Break lines that are wider than the window, at blanks."""
    broken = [textwrap.wrap(line, LINE_SIGNS, break_long_words=True) for line in lines]
    return [part for parts in broken for part in parts]


def get_font_scale(lines: list[str]) -> float:
    """Return by how much the type shrinks so that all lines stand in the window."""
    return min(1.0, WINDOW_LINES / max(len(lines), 1))

"""Time zones: between the wall time that the site keeps and the instants of calendar files."""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from frappe.utils import get_system_timezone

UTC = timezone.utc
OFFSET = re.compile(r"(?:GMT|UTC)\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


def get_system_zone() -> tzinfo:
    """Return the time zone in whose wall time the site keeps its moments."""
    return get_zone(get_system_timezone() or "UTC") or UTC


@lru_cache(maxsize=256)
def get_zone(name: str) -> tzinfo | None:
    """Return the zone of an IANA name, or None where there is none of that name."""
    known = name if name in available_timezones() else _get_names_folded().get(name.lower())
    return ZoneInfo(known) if known else None


@lru_cache(maxsize=1)
def _get_names_folded() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


@lru_cache(maxsize=1)
def _get_windows_names() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.lower(): olson for name, olson in WINDOWS_TO_OLSON.items()}


@lru_cache(maxsize=1)
def _get_towns() -> dict[str, str]:
    names = sorted(name for name in available_timezones() if "/" in name)
    return {name.split("/")[-1].replace("_", " ").lower(): name for name in names}


def _find_by_town(name: str) -> tzinfo | None:
    return get_zone(_get_towns().get(name.lower(), "")) if len(name) > 3 else None


@lru_cache(maxsize=1024)
def find_zone(tzid: str) -> tzinfo | None:
    """Return the zone that a calendar file means by a name: IANA, Windows, a path that ends in one, or an offset."""
    text = tzid.strip().strip('"')
    if text.lower() in ("utc", "gmt", "z", "etc/utc"):
        return UTC
    parts = [part for part in text.split("/") if part]
    ends = ["/".join(parts[-count:]) for count in (3, 2, 1) if len(parts) >= count]
    for name in (text, *ends):
        zone = get_zone(name) or get_zone(_get_windows_names().get(name.lower(), ""))
        if zone:
            return zone
    for piece in re.split(r"[/,()]", text):
        name = piece.strip()
        zone = get_zone(_get_windows_names().get(f"{name} Standard Time".lower(), "")) or _find_by_town(name)
        if zone:
            return zone
    offset = OFFSET.search(text)
    if not offset:
        return None
    sign = -1 if offset[1] == "-" else 1
    hours, minutes = int(offset[2]), int(offset[3] or 0)
    return timezone(sign * timedelta(hours=hours, minutes=minutes)) if hours < 24 and minutes < 60 else None


def to_system(moment: datetime) -> datetime:
    """Return the site's wall time of a moment; one without a zone is wall time already."""
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(get_system_zone()).replace(tzinfo=None, fold=0)


def settle(wall: datetime, zone: tzinfo) -> datetime:
    """Return a moment of a zone from its wall time; a time that the clock skips is read with the offset before it."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def move_zone(wall: datetime, zone: tzinfo, to: tzinfo) -> datetime:
    """Return the wall time in one zone of a wall time in another; skipped times come out as the clock shows them."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(to).replace(tzinfo=None, fold=0)

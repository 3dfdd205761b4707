"""The VTIMEZONE of a zone, with yearly rules where its clock follows one: Outlook reads no others."""

from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from dateutil.rrule import rrulestr
from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from relcrm.agenda.zones import UTC

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def make_timezone(zone: tzinfo, name: str, first: datetime, last: datetime) -> Timezone:
    """Return the VTIMEZONE that holds from the year before one moment to the year after another."""
    component = Timezone()
    component.add("TZID", name)
    start = datetime(max(first.year - 1, 2), 1, 1)
    changes = find_changes(zone, start, datetime(min(last.year + 2, 9998), 1, 1))
    before = start.replace(tzinfo=zone)
    if not changes:
        component.add_component(_make_part(before.utcoffset(), before, start, before.dst()))
        return component
    for group in _group_by_kind(changes):
        onset, offset_before, at = group[0]
        part = _make_part(offset_before, at, onset, at.dst())
        rule = find_yearly_rule([change[0] for change in group])
        if rule:
            part.add("RRULE", vRecur.from_ical(rule))
        elif len(group) > 1:
            part.add("RDATE", [change[0] for change in group[1:]])
        component.add_component(part)
    return component


def find_changes(zone: tzinfo, start: datetime, end: datetime) -> list[tuple[datetime, timedelta, datetime]]:
    """Return when a clock changes: its wall time just before, the offset before, and the moment after."""
    changes = []
    days = [start.replace(tzinfo=UTC) + timedelta(days=count) for count in range((end - start).days + 1)]
    for one, other in pairwise(days):
        if one.astimezone(zone).utcoffset() == other.astimezone(zone).utcoffset():
            continue
        while other - one > timedelta(minutes=1):
            middle = one + (other - one) / 2
            same = middle.astimezone(zone).utcoffset() == one.astimezone(zone).utcoffset()
            one, other = (middle, other) if same else (one, middle)
        at = other.replace(second=0, microsecond=0)
        offset = one.astimezone(zone).utcoffset()
        changes.append(((at + offset).replace(tzinfo=None), offset, at.astimezone(zone)))
    return changes


def _group_by_kind(changes: list) -> list[list]:
    groups: dict[tuple, list] = {}
    for change in changes:
        groups.setdefault((change[1], change[2].utcoffset(), change[2].tzname()), []).append(change)
    return list(groups.values())


def find_yearly_rule(moments: list[datetime]) -> str | None:
    """Return the rule "which weekday of which month" that gives just these moments, or None."""
    first = moments[0]
    weekday = DAYS[first.weekday()]
    for place in (-1, (first.day - 1) // 7 + 1):
        rule = f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={place}{weekday}"
        found = rrulestr(rule, dtstart=first).between(first, moments[-1], inc=True)
        if len(moments) > 1 and found == moments:
            return rule
    return None


def _make_part(offset_before: timedelta, at: datetime, onset: datetime, dst: timedelta | None):
    part = TimezoneDaylight() if dst else TimezoneStandard()
    part.add("DTSTART", onset)
    part.add("TZOFFSETFROM", offset_before)
    part.add("TZOFFSETTO", at.utcoffset())
    part.add("TZNAME", at.tzname() or "LMT")
    return part

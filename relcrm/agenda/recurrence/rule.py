"""The rule by which an event repeats (RRULE of RFC 5545): read, checked, and followed for a bounded time only.

Moments here are wall times of the series' own zone, without a zone: 10:00 stays 10:00 when the clock changes.
"""

import re
from dataclasses import dataclass, replace
from datetime import MAXYEAR, datetime, timedelta
from itertools import islice, product

from dateutil import rrule
from frappe import _
from frappe.utils import escape_html

from relcrm.exceptions import RecurrenceError, TooManyTimesError

FREQUENCIES = {name: getattr(rrule, name) for name in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY")}
BY_DAY = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
UNITS = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1)}
EXPANDING = {"HOURLY": ("BYMINUTE", "BYSECOND"), "MINUTELY": ("BYSECOND",)}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NUMBERS = {
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYSETPOS": (1, 366, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 59, False),
}
MOST_TIMES = 3000
LONGEST_STEP = 1000
LAST_YEAR = 2200
TIMES_A_DAY = 24
STEPS = 20_000
WEEKS_OF_A_MONTH = 5
CALENDAR_YEARS = 400
BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")
UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$")


@dataclass(frozen=True)
class Rule:
    """A checked rule; `until` is a wall time of the series' zone and belongs to it."""

    freq: str
    interval: int = 1
    count: int = 0
    until: datetime | None = None
    by: tuple[tuple[str, tuple], ...] = ()
    wkst: str = "MO"

    def get_by(self, key: str) -> tuple:
        return dict(self.by).get(key, ())

    def __str__(self) -> str:
        parts = [f"FREQ={self.freq}"]
        parts += [f"INTERVAL={self.interval}"] if self.interval != 1 else []
        parts += [f"{key}={','.join(str(value) for value in values)}" for key, values in self.by]
        parts += [f"WKST={self.wkst}"] if self.wkst != "MO" else []
        parts += [f"COUNT={self.count}"] if self.count else []
        parts += [f"UNTIL={self.until:%Y%m%dT%H%M%S}"] if self.until else []
        return ";".join(parts)


def parse_rule(text: str, zone=None, whole_days_only: bool = True) -> Rule:
    """Return the rule of a text like FREQ=WEEKLY;BYDAY=TU; UNTIL in UTC needs the zone of the series.

    Raises RecurrenceError for what is no rule, or repeats more often than anybody can keep. Rules by hours and
    minutes are followed only without `whole_days_only`.
    """
    parts = _split(text)
    freq = parts.pop("FREQ", "").upper()
    if freq == "SECONDLY" or (whole_days_only and freq in UNITS):
        text = _("An event cannot repeat by hours, minutes or seconds. Choose days, weeks, months or years.")
        _refuse(text, kind=TooManyTimesError)
    if freq not in FREQUENCIES:
        _refuse(_('"{0}" says no way of repeating. Choose days, weeks, months or years.'), text)
    interval = _read_number(parts.pop("INTERVAL", "1"), text)
    if not 1 <= interval <= LONGEST_STEP:
        text = _("An event repeats at steps of 1 to {0}, not {1}. Choose a smaller step.")
        _refuse(text, LONGEST_STEP, interval, kind=TooManyTimesError)
    count = _read_number(parts.pop("COUNT", "0"), text)
    if count > MOST_TIMES:
        text = _("An event repeats at most {0} times, not {1}. Choose fewer, or an end by date.")
        _refuse(text, MOST_TIMES, count, kind=TooManyTimesError)
    until = _read_until(parts.pop("UNTIL", ""), text, zone)
    if count and until:
        _refuse(_("An event repeats until a day or a number of times, not both. Choose one of the two."))
    wkst = parts.pop("WKST", "MO").upper()
    by = tuple(sorted((key, _read_by(key, value, text, freq)) for key, value in parts.items()))
    if wkst not in WEEKDAYS:
        _refuse(_('"{0}" is no rule for repeating. Choose one from the list.'), text)
    rule = Rule(freq, interval, count, until, by, wkst)
    in_months = freq == "MONTHLY" or rule.get_by("BYMONTH")
    if in_months and any(day[:-2] and abs(int(day[:-2])) > WEEKS_OF_A_MONTH for day in rule.get_by("BYDAY")):
        _refuse(_('"{0}" is no rule for repeating. Choose one from the list.'), text)
    _check_times_a_day(rule, whole_days_only)
    return rule


def _split(text: str) -> dict[str, str]:
    body = re.sub(r"^\s*RRULE:", "", str(text or ""), flags=re.IGNORECASE).strip().rstrip(";")
    if len(body) > 1000:
        _refuse(_('"{0}" is no rule for repeating. Choose one from the list.'), f"{body[:40]}…")
    parts: dict[str, str] = {}
    for piece in body.split(";"):
        key, sign, value = piece.partition("=")
        key = key.strip().upper()
        known = key in NUMBERS or key in ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY")
        if not sign or not value.strip() or key in parts or not (known or key.startswith("X-")):
            _refuse(_('"{0}" is no rule for repeating. Choose one from the list.'), text)
        if known:
            parts[key] = value.strip()
    return parts


def _refuse(sentence: str, *values, kind: type[RecurrenceError] = RecurrenceError) -> None:
    raise kind(sentence.format(*(escape_html(str(value)[:80]) for value in values)))


def _read_number(value: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,12}", value):
        _refuse(_('"{0}" is no rule for repeating. Choose one from the list.'), text)
    return int(value)


def _read_until(value: str, text: str, zone) -> datetime | None:
    if not value:
        return None
    found = UNTIL.fullmatch(value.upper())
    try:
        year, month, day, hour, minute, second, utc = found.groups()
        moment = datetime(int(year), int(month), int(day), int(hour or 23), int(minute or 59), int(second or 59))
    except (AttributeError, ValueError):
        _refuse(_('"{0}" is no rule for repeating. Choose one from the list.'), text)
    if moment.year > LAST_YEAR:
        text = _("An event repeats until {0} at the latest. Choose an earlier end, or none.")
        _refuse(text, LAST_YEAR, kind=TooManyTimesError)
    if utc and zone:
        from relcrm.agenda.zones import UTC, move_zone

        return move_zone(moment, UTC, zone)
    return moment


def _read_by(key: str, value: str, text: str, freq: str) -> tuple:
    if key == "BYDAY":
        days = []
        for piece in value.upper().split(","):
            found = BYDAY.fullmatch(piece.strip())
            place = int(found[1] or 0) if found else 0
            misplaced = place and freq not in ("MONTHLY", "YEARLY")
            if not found or abs(place) > 53 or (found[1] and not place) or misplaced:
                _refuse(_('"{0}" is no rule for repeating. Choose one from the list.'), text)
            days.append(f"{place or ''}{found[2]}")
        return tuple(dict.fromkeys(days))
    low, high, negative = NUMBERS[key]
    numbers = []
    for piece in value.split(","):
        if not re.fullmatch(r"[+-]?\d{1,3}", piece.strip()):
            _refuse(_('"{0}" is no rule for repeating. Choose one from the list.'), text)
        number = int(piece)
        if not (low <= number <= high or negative and low <= -number <= high):
            _refuse(_('"{0}" is no rule for repeating. Choose one from the list.'), text)
        numbers.append(number)
    return tuple(dict.fromkeys(numbers))


def _check_times_a_day(rule: Rule, whole_days_only: bool) -> None:
    clock = [rule.get_by(key) or (0,) for key in ("BYHOUR", "BYMINUTE", "BYSECOND")]
    times = len(list(product(*clock))) if rule.freq in BY_DAY else 1
    if whole_days_only and any(rule.get_by(key) for key in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        _refuse(_("An event cannot repeat by hours, minutes or seconds. Choose days, weeks, months or years."))
    several = any(len(rule.get_by(key)) > 1 for key in EXPANDING.get(rule.freq, ()))
    if several or (rule.freq in UNITS and rule.get_by("BYSETPOS")):
        text = _("An event cannot repeat by hours, minutes or seconds. Choose days, weeks, months or years.")
        _refuse(text, kind=TooManyTimesError)  # followed second by second, or sought minute by minute for centuries
    if times > TIMES_A_DAY:
        text = _("An event repeats at most {0} times a day, not {1}. Choose fewer.")
        _refuse(text, TIMES_A_DAY, times, kind=TooManyTimesError)


def get_occurrences(rule: Rule, start: datetime, last: datetime, limit: int | None = None) -> list[datetime]:
    """Return the moments of a rule from its start to a last one, the first `limit` of them; never unbounded work."""
    end = min(last, rule.until) if rule.until else last
    if end < start:
        return []
    if rule.freq in UNITS:
        end = min(end, start + UNITS[rule.freq] * rule.interval * STEPS)
    ahead = (MAXYEAR - end.year) // CALENDAR_YEARS * CALENDAR_YEARS
    days = _make(rule, start.replace(year=start.year + ahead), end.replace(year=end.year + ahead))
    most = min(rule.count or limit or 0, limit or rule.count or 0) or None
    return [moment.replace(year=moment.year - ahead) for moment in islice(days, most)]


def _make(rule: Rule, start: datetime, end: datetime) -> rrule.rrule:
    """Return the library's rule with an end.

    The library looks at the end only when it has found a day: a rule that never comes about (30 February) is sought
    up to the year 9999. As the calendar repeats every 400 years, day by day and weekday by weekday, callers ask
    about the last centuries of that time instead of this one.
    """
    by: dict = {}
    for key, values in rule.by:
        by[key.lower().replace("byday", "byweekday")] = (
            [_get_weekday(value) for value in values] if key == "BYDAY" else list(values)
        )
    try:
        return rrule.rrule(
            FREQUENCIES[rule.freq],
            dtstart=start,
            interval=rule.interval,
            wkst=WEEKDAYS.index(rule.wkst),
            until=end,
            **by,
        )
    except ValueError:
        raise RecurrenceError(_("This rule gives no day at all. Choose another.")) from None


def _get_weekday(value: str):
    weekday = rrule.weekday(WEEKDAYS.index(value[-2:]))
    return weekday(int(value[:-2])) if value[:-2] else weekday


def end_before(rule: Rule, moment: datetime) -> Rule:
    """Return a rule that ends just before a moment."""
    return replace(rule, count=0, until=moment - timedelta(seconds=1))


def shift_rule(rule: Rule, old: datetime, new: datetime) -> Rule:
    """Return the rule of a series one of whose occurrences goes from an old to a new moment, and all others with it.

    The weekdays of weekly rules and the day of monthly and yearly ones go along; raises RecurrenceError for rules
    that have no such day.
    """
    until = rule.until + (new - old) if rule.until else None
    days = (new.date() - old.date()).days
    rule = replace(rule, until=until)
    if not days:
        return rule
    by = dict(rule.by)
    if rule.freq == "WEEKLY" and set(by) <= {"BYDAY"}:
        moved = [WEEKDAYS[(WEEKDAYS.index(day) + days) % 7] for day in by.get("BYDAY", ())]
        return replace(rule, by=(("BYDAY", tuple(sorted(moved, key=WEEKDAYS.index))),) if moved else ())
    if rule.freq == "DAILY" and not by:
        return rule
    if rule.freq in ("MONTHLY", "YEARLY") and not by:
        return rule
    if rule.freq == "MONTHLY" and set(by) == {"BYMONTHDAY"} and len(by["BYMONTHDAY"]) == 1:
        return replace(rule, by=(("BYMONTHDAY", (new.day,)),))
    if rule.freq == "MONTHLY" and set(by) == {"BYDAY"} and len(by["BYDAY"]) == 1 and by["BYDAY"][0][:-2]:
        last = int(by["BYDAY"][0][:-2]) < 0
        place = -1 if last and (new + timedelta(days=7)).month != new.month else (new.day - 1) // 7 + 1
        return replace(rule, by=(("BYDAY", (f"{place}{WEEKDAYS[new.weekday()]}",)),))
    raise RecurrenceError(_("The days of this series follow from its rule. Change the rule instead."))

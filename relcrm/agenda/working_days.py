"""When we work: weekdays and hours, holidays with the patron's day, our own closures; and counting in working days.

A person works by the calendar that names them, else by their team's, else by the one for everybody; where none is
kept, Monday to Friday in the hours of the settings, with the national holidays.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import frappe
import holidays
from dateutil.easter import easter
from frappe import _
from frappe.utils import cint, getdate

from relcrm.exceptions import WorkingDayError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_YEARS = 30
MOST_DAYS = 2600
ITALY, BOLZANO, SAINT_FRANCIS_SINCE = "IT", "BZ", 2026  # law 151 of 2025
SAINT_FRANCIS = {"it": "San Francesco d'Assisi, patrono d'Italia", "en": "Saint Francis of Assisi, patron of Italy"}
WHIT_MONDAY = {"it": "Lunedì di Pentecoste", "en": "Whit Monday"}


@dataclass(frozen=True)
class WorkingTime:
    """A calendar as it is asked: `hours` is one tuple of (from, to) for each weekday, Monday first; `closures`
    are (from, to, every year, title)."""

    hours: tuple[tuple[tuple[time, time], ...], ...]
    closures: tuple[tuple[date, date, bool, str], ...] = ()
    country: str = ITALY
    place: str = ""

    def get_holiday(self, day: date, language: str = "it") -> str:
        """Return what a day is kept as, or an empty text."""
        named = _get_holidays(self.country, self.place, day.year, language[:2]).get(day, "")
        closed = (title for begin, end, yearly, title in self.closures if _lies(day, begin, end, yearly))
        return named or next(closed, "")

    def is_working_day(self, day: date) -> bool:
        """Return whether we work on a day."""
        return bool(self.hours[day.weekday()]) and not self.get_holiday(day)

    def get_spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the hours in which we work on a day, in order."""
        if not self.is_working_day(day):
            return []
        return [(datetime.combine(day, begin), datetime.combine(day, end)) for begin, end in self.hours[day.weekday()]]

    def add_days(self, day: date, count: int) -> date:
        """Return the working day that comes `count` working days after a day, or before it; 0 asks for the day
        itself or the next on which we work."""
        if abs(count) > MOST_DAYS:
            text = _("{0} working days are too many to count. Up to {1} can be counted.")
            frappe.throw(text.format(count, MOST_DAYS), WorkingDayError)
        step = timedelta(days=-1 if count < 0 else 1)
        if not count:
            return day if self.is_working_day(day) else self.add_days(day, 1)
        left, found = abs(count), day
        for _each in range(LONGEST_YEARS * 366):
            found += step
            left -= self.is_working_day(found)
            if not left:
                return found
        frappe.throw(_("This calendar has no working day. Give it working hours."), WorkingDayError)

    def count_days(self, begin: date, end: date) -> int:
        """Return how many working days lie after `begin` up to and with `end`."""
        days = min((end - begin).days, LONGEST_YEARS * 366)
        return sum(self.is_working_day(begin + timedelta(days=n + 1)) for n in range(days))

    def step_back(self, moment: datetime) -> datetime:
        """Return a moment on a working day: itself, or the same hour on the working day before."""
        day = moment.date()
        return moment if self.is_working_day(day) else datetime.combine(self.add_days(day, -1), moment.time())


def get_working_time(user: str | None = None) -> WorkingTime:
    """Return by what a person works; without a person, what holds for everybody."""
    name = _find_calendar(user)
    return _read(frappe.get_cached_doc("Working Calendar", name)) if name else _get_usual()


def add_working_days(day: date | str, count: int, user: str | None = None) -> date:
    """Return the working day `count` working days after a day, as a person works."""
    return get_working_time(user).add_days(getdate(day), cint(count))


def get_days(start: date, end: date, user: str | None = None) -> list[dict]:
    """Return the days from `start` to before `end` that are special: {date, title, working, hours}; `hours` as
    [from, to] in hours of the day. At most 400 days."""
    working = get_working_time(user)
    language = frappe.local.lang or "it"
    days = []
    for n in range(max(0, min((end - start).days, 400))):
        day = start + timedelta(days=n)
        hours = [[_to_hours(begin), _to_hours(stop)] for begin, stop in working.get_spans(day)]
        days.append(
            {"date": str(day), "title": working.get_holiday(day, language), "working": int(bool(hours)), "hours": hours}
        )
    return days


def get_places(country: str = ITALY) -> list[str]:
    """Return the codes of the places whose patron or own holidays are known."""
    try:
        return sorted(holidays.country_holidays(country).subdivisions)
    except NotImplementedError:
        return []


def parse_time(value) -> time:
    """Return a time of day from what the host keeps of one: a text, a duration since midnight, or a time."""
    if isinstance(value, time):
        return value
    hours, minutes, *_rest = (int(float(part)) for part in str(value).split(":"))
    return time(hours, minutes)


def _find_calendar(user: str | None) -> str | None:
    if user:
        named = {"parenttype": "Working Calendar", "user": user}
        own = frappe.get_all("Working Calendar Use", filters=named, pluck="parent", order_by="parent asc", limit=1)
        own = own or _find_of_teams(user)
        if own:
            return own[0]
    return frappe.db.get_value("Working Calendar", {"for_all": 1}, "name")


def _find_of_teams(user: str) -> list[str]:
    member = {"user": user, "parenttype": "RelCRM Team"}
    teams = frappe.get_all("RelCRM Team Member", filters=member, pluck="parent")
    filters = {"parenttype": "Working Calendar", "team": ["in", teams]}
    if not teams:
        return []
    return frappe.get_all("Working Calendar Use", filters=filters, pluck="parent", order_by="parent asc", limit=1)


def _read(doc) -> WorkingTime:
    by_day: dict[str, list] = {weekday: [] for weekday in WEEKDAYS}
    for row in doc.hours:
        by_day[row.weekday].append((parse_time(row.from_time), parse_time(row.to_time)))
    closures = (
        (getdate(row.from_date), getdate(row.to_date or row.from_date), bool(row.every_year), row.title)
        for row in doc.closures
    )
    hours = tuple(tuple(sorted(by_day[weekday])) for weekday in WEEKDAYS)
    return WorkingTime(hours, tuple(closures), (doc.country or "").upper(), doc.place or "")


def _get_usual() -> WorkingTime:
    settings = frappe.get_cached_doc("RelCRM Settings")
    first, last = cint(settings.working_day_start) or 9, cint(settings.working_day_end) or 18
    hours = ((time(min(first, 23)), time(min(last, 23))),)
    return WorkingTime((hours,) * 5 + ((), ()))


@lru_cache(maxsize=512)
def _get_holidays(country: str, place: str, year: int, language: str) -> dict[date, str]:
    """Return the holidays of a year by day, named in a language whatever the server speaks."""
    if not country:
        return {}
    known = holidays.country_holidays(country)
    spoken = [one for one in getattr(known, "supported_languages", ()) if one and one.startswith(language)]
    subdivision = place if place in known.subdivisions else None
    found = holidays.country_holidays(
        country, subdiv=subdivision, years=year, language=spoken[0] if spoken else None, observed=False
    )
    named = {day: title for day, title in found.items() if day.year == year}
    # What releases that run beside Frappe's python-dateutil do not know yet.
    if country == ITALY and year >= SAINT_FRANCIS_SINCE:
        named.setdefault(date(year, 10, 4), SAINT_FRANCIS.get(language, SAINT_FRANCIS["it"]))
    if country == ITALY and place == BOLZANO:
        named.setdefault(easter(year) + timedelta(days=50), WHIT_MONDAY.get(language, WHIT_MONDAY["it"]))
    return named


def _lies(day: date, begin: date, end: date, yearly: bool) -> bool:
    if not yearly:
        return begin <= day <= end
    first, last, here = (begin.month, begin.day), (end.month, end.day), (day.month, day.day)
    return first <= here <= last if first <= last else here >= first or here <= last


def _to_hours(moment: datetime) -> float:
    return moment.hour + moment.minute / 60

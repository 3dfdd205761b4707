"""A rule in plain words: "every 2 weeks on Tuesday, until 31/12/2026"."""

from datetime import date, datetime, timedelta

from frappe import _
from frappe.utils import formatdate

from relcrm.agenda.recurrence.rule import WEEKDAYS, Rule
from relcrm.workplace.days import show_day

MONDAY = date(2024, 1, 1)
WORKING = WEEKDAYS[:5]
UNSAID = {"BYWEEKNO", "BYYEARDAY", "BYHOUR", "BYMINUTE", "BYSECOND"}


def get_words(rule: Rule, start: datetime) -> str:
    """Return how often an event repeats and until when, in the reader's language."""
    words = _get_step(rule)
    days = _get_days(rule, start)
    words = f"{words} {days}" if days else words
    if rule.count:
        return _("{0}, once").format(words) if rule.count == 1 else _("{0}, {1} times").format(words, rule.count)
    return _("{0}, until {1}").format(words, show_day(rule.until.date())) if rule.until else words


def _get_step(rule: Rule) -> str:
    if rule.freq == "WEEKLY" and rule.interval == 1 and rule.get_by("BYDAY") == WORKING:
        return _("every working day")
    one, many = {
        "DAILY": (_("every day"), _("every {0} days")),
        "WEEKLY": (_("every week"), _("every {0} weeks")),
        "MONTHLY": (_("every month"), _("every {0} months")),
        "YEARLY": (_("every year"), _("every {0} years")),
        "HOURLY": (_("every hour"), _("every {0} hours")),
        "MINUTELY": (_("every minute"), _("every {0} minutes")),
    }[rule.freq]
    return one if rule.interval == 1 else many.format(rule.interval)


def _get_days(rule: Rule, start: datetime) -> str:
    by = dict(rule.by)
    if set(by) & UNSAID or rule.freq in ("HOURLY", "MINUTELY"):
        return _("by a rule of its own")
    if rule.freq == "WEEKLY":
        days = by.get("BYDAY") or (WEEKDAYS[start.weekday()],)
        if days == WORKING and rule.interval == 1:
            return ""
        return _("on {0}").format(_join([_get_weekday(day) for day in days]))
    if rule.freq == "DAILY":
        return _("on {0}").format(_join([_get_weekday(day) for day in by["BYDAY"]])) if by.get("BYDAY") else ""
    if rule.freq == "MONTHLY":
        return _get_month_days(by, start)
    return _get_year_days(by, start)


def _get_month_days(by: dict, start: datetime) -> str:
    days, places = by.get("BYDAY", ()), by.get("BYSETPOS", ())
    if by.get("BYMONTH") or (by.get("BYMONTHDAY") and days):
        return _("by a rule of its own")
    if by.get("BYMONTHDAY") == (-1,):
        return _("on the last day")
    if days == WORKING and len(places) == 1:
        if places[0] not in (1, -1):
            return _("by a rule of its own")
        return _("on the first working day") if places[0] == 1 else _("on the last working day")
    if days and len(places) == 1 and len(days) == 1:
        return _("on {0}", context="Day of the month").format(_get_placed(f"{places[0]}{days[0]}"))
    if places:
        return _("by a rule of its own")
    if days:
        return _("on {0}", context="Day of the month").format(_join([_get_placed(day) for day in days]))
    numbers = [str(day) for day in by.get("BYMONTHDAY") or (start.day,)]
    return _("on day {0}").format(_join(numbers))


def _get_year_days(by: dict, start: datetime) -> str:
    if by.get("BYSETPOS") or len(by.get("BYMONTH", (1,))) > 1 or (by.get("BYDAY") and by.get("BYMONTHDAY")):
        return _("by a rule of its own")
    month = by.get("BYMONTH", (start.month,))[0]
    if by.get("BYDAY"):
        days = _join([_get_placed(day) for day in by["BYDAY"]])
        if not by.get("BYMONTH"):
            return _("by a rule of its own")
        return _("on {0} of {1}").format(days, formatdate(date(2024, month, 1), "MMMM"))
    days = by.get("BYMONTHDAY", (start.day,))
    if len(days) > 1 or days[0] < 1:
        return _("by a rule of its own")
    try:
        return _("on {0}", context="Day of the year").format(formatdate(date(2024, month, days[0]), "d MMMM"))
    except ValueError:
        return _("by a rule of its own")


def _get_weekday(day: str) -> str:
    return formatdate(MONDAY + timedelta(days=WEEKDAYS.index(day[-2:])), "EEEE")


def _get_placed(day: str) -> str:
    """Return "the second Tuesday"; Sunday has texts of its own, being a woman's name in Italian."""
    if not day[:-2]:
        return _("every {0}").format(_get_weekday(day))
    place = int(day[:-2])
    if day[-2:] == "SU":
        names = {
            1: _("the first Sunday"), 2: _("the second Sunday"), 3: _("the third Sunday"), 4: _("the fourth Sunday"),
            5: _("the fifth Sunday"), -1: _("the last Sunday"), -2: _("the second last Sunday"),
        }  # fmt: skip
    else:
        names = {
            1: _("the first {0}"), 2: _("the second {0}"), 3: _("the third {0}"), 4: _("the fourth {0}"),
            5: _("the fifth {0}"), -1: _("the last {0}"), -2: _("the second last {0}"),
        }  # fmt: skip
    return (names.get(place) or _("by a rule of its own")).format(_get_weekday(day))


def _join(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("{0} and {1}").format(", ".join(words[:-1]), words[-1])

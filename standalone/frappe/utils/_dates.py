"""Dates and times in the site's time zone. Public names are those of `frappe.utils.data`."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from frappe.utils._settings import get_setting

DATE_FORMAT = "%Y-%m-%d"
TIME_FORMAT = "%H:%M:%S.%f"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"
DateTimeLikeObject = str | datetime.date | datetime.datetime

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")
ISO_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{3}|\.\d{6})?)?$")
CLOCK = re.compile(r"(-)?(?:(\d+) days?,? )?(\d+):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?$")

# ---- now -----------------------------------------------------------------------------------------


def get_system_timezone() -> str:
    """Name of the site's time zone (System Settings)."""
    return get_setting("time_zone") or "UTC"


get_time_zone = get_system_timezone


def now_datetime() -> datetime.datetime:
    """The current moment on the site's clock, without a zone."""
    return datetime.datetime.now(_zone()).replace(tzinfo=None)


def now() -> str:
    """The current moment as text, to the microsecond."""
    moment = now_datetime()
    frozen = frappe.local.flags.current_date if hasattr(frappe.local, "flags") else None
    if frozen:
        moment = datetime.datetime.combine(getdate(frozen), moment.time())
    return moment.strftime(DATETIME_FORMAT)


def nowdate() -> str:
    """Today as YYYY-MM-DD."""
    return now()[:10]


today = nowdate


def nowtime() -> str:
    """The current time of day as text."""
    return now_datetime().strftime(TIME_FORMAT)


def get_timestamp(date: DateTimeLikeObject | None = None) -> float:
    """Seconds since 1970 of midnight of a day, in the server's zone."""
    return datetime.datetime.combine(getdate(date), datetime.time()).timestamp()


def convert_utc_to_timezone(utc_timestamp: datetime.datetime, time_zone: str) -> datetime.datetime:
    """A UTC moment in another zone; the result knows its zone."""
    if utc_timestamp.tzinfo is None:
        utc_timestamp = utc_timestamp.replace(tzinfo=datetime.timezone.utc)
    return utc_timestamp.astimezone(_zone(time_zone))


def convert_utc_to_system_timezone(utc_timestamp: datetime.datetime) -> datetime.datetime:
    """A UTC moment in the site's zone; the result knows its zone."""
    return convert_utc_to_timezone(utc_timestamp, get_system_timezone())


def get_datetime_in_timezone(time_zone: str) -> datetime.datetime:
    """The current moment in a named zone."""
    return datetime.datetime.now(_zone(time_zone))


def _zone(name: str | None = None) -> datetime.tzinfo:
    name = name or get_system_timezone()
    try:
        return ZoneInfo(name)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError on some versions
        return datetime.timezone.utc
    except KeyError:
        return datetime.timezone.utc


# ---- reading -------------------------------------------------------------------------------------


def getdate(string_date: Any = None, parse_day_first: bool = False) -> datetime.date | None:
    """A date from text or date; nothing means today. Raises ValidationError for what is no date."""
    if not string_date:
        return now_datetime().date()
    if isinstance(string_date, datetime.datetime):
        return string_date.date()
    if isinstance(string_date, datetime.date):
        return string_date
    if is_invalid_date_string(string_date):
        return None
    text = str(string_date).strip()
    try:
        if ISO_DATE.match(text) or ISO_DATETIME.match(text):
            return datetime.date.fromisoformat(text[:10])
        return _parse_loose(text, parse_day_first).date()
    except (ValueError, OverflowError, TypeError):
        _refuse_date(string_date, frappe._("Invalid Date"))


def get_datetime(datetime_str: Any = None) -> datetime.datetime | datetime.timedelta | None:
    """A moment on the site's clock from text, date or parts; None means now."""
    if datetime_str is None:
        return now_datetime()
    if isinstance(datetime_str, (datetime.datetime, datetime.timedelta)):
        return datetime_str
    if isinstance(datetime_str, (list, tuple)):
        return datetime.datetime(*datetime_str)
    if isinstance(datetime_str, datetime.date):
        return datetime.datetime.combine(datetime_str, datetime.time())
    if is_invalid_date_string(datetime_str):
        return None
    text = str(datetime_str).strip()
    try:
        if ISO_DATE.match(text) or ISO_DATETIME.match(text):
            return datetime.datetime.fromisoformat(text)
        moment = _parse_loose(text)
    except (ValueError, OverflowError, TypeError):
        _refuse_date(datetime_str, frappe._("Invalid Datetime"))
    if moment.tzinfo is not None:
        moment = moment.astimezone(_zone()).replace(tzinfo=None)
    return moment


def get_time(time_str: Any) -> datetime.time:
    """A time of day from text, datetime or timedelta. Raises ValidationError for what is none."""
    if isinstance(time_str, datetime.datetime):
        return time_str.time()
    if isinstance(time_str, datetime.time):
        return time_str
    if isinstance(time_str, datetime.timedelta):
        return (datetime.datetime.min + time_str).time()
    try:
        return datetime.time.fromisoformat(str(time_str))
    except ValueError:
        pass
    try:
        return _parse_loose(str(time_str)).time()
    except (ValueError, OverflowError, TypeError):
        message = frappe._("{0} is not a time of day. Write it as 09:30.").format(_shown(time_str))
        frappe.throw(message, title=frappe._("Invalid Time"))


def get_timedelta(time: str | datetime.timedelta | datetime.time | None = None) -> datetime.timedelta | None:
    """A span from "HH:MM[:SS[.ffffff]]" (hours may pass 24) or "N days, H:MM:SS"; else None."""
    if isinstance(time, datetime.timedelta):
        return time
    if isinstance(time, datetime.time):
        return datetime.datetime.combine(datetime.date.min, time) - datetime.datetime.min
    text = str(time or "00:00:00").strip()
    found = CLOCK.match(text)
    if not found:
        try:
            return get_timedelta(_parse_loose(text).time())
        except (ValueError, OverflowError, TypeError):
            return None
    minus, days, hours, minutes, seconds, fraction = found.groups()
    span = datetime.timedelta(
        days=int(days or 0), hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0),
        microseconds=int((fraction or "0").ljust(6, "0")),
    )  # fmt: skip
    return -span if minus else span


def to_timedelta(time_str: Any) -> datetime.timedelta:
    """A span since midnight from a time of day in any form."""
    return get_timedelta(time_str if isinstance(time_str, (datetime.time, datetime.timedelta)) else get_time(time_str))


parse_timedelta = get_timedelta


def is_invalid_date_string(date_string: Any) -> bool:
    """Whether it is empty or the zero date of MariaDB."""
    return (
        not isinstance(date_string, str)
        or not date_string.strip()
        or date_string.startswith(("0000-00-00", "0001-01-01"))
    )


def _parse_loose(text: str, day_first: bool = False) -> datetime.datetime:
    from dateutil import parser

    if len(text) > 60:  # no date is longer, and the parser's time grows with the text
        raise ValueError("too long for a date")
    return parser.parse(text, dayfirst=day_first)


def _shown(value: Any) -> str:
    text = str(value)
    return frappe.bold(frappe.utils.escape_html(text if len(text) <= 60 else text[:57] + "..."))


def _refuse_date(value: Any, title: str) -> None:
    frappe.throw(frappe._("{0} is not a valid date. Write it as YYYY-MM-DD.").format(_shown(value)), title=title)


# ---- arithmetic ----------------------------------------------------------------------------------


def add_to_date(
    date: Any,
    years: int = 0,
    months: int = 0,
    weeks: int = 0,
    days: int = 0,
    hours: int = 0,
    minutes: int = 0,
    seconds: int = 0,
    as_string: bool = False,
    as_datetime: bool = False,
) -> Any:
    """Move a date or moment; text in gives text out, months are clamped to their last day."""
    from dateutil.relativedelta import relativedelta

    if hours or minutes or seconds:
        as_datetime = True
    if date is None:
        date = now_datetime()
    elif isinstance(date, str):
        as_string = True
        as_datetime = as_datetime or " " in date or "T" in date
        date = get_datetime(date) if as_datetime else getdate(date)
    elif as_datetime and not isinstance(date, datetime.datetime) and isinstance(date, datetime.date):
        date = get_datetime(date)
    try:
        moved = date + relativedelta(
            years=int(years),
            months=int(months),
            weeks=weeks,
            days=days,
            hours=hours,
            minutes=minutes,
            seconds=seconds,
        )
    except (OverflowError, ValueError):
        _refuse_date(f"{date} + {years or months or weeks or days or hours}", frappe._("Invalid Date"))
    if not as_string:
        return moved
    return moved.strftime(DATETIME_FORMAT if as_datetime else DATE_FORMAT)


def add_days(date: Any, days: int | float) -> Any:
    return add_to_date(date, days=days)


def add_months(date: Any, months: int) -> Any:
    return add_to_date(date, months=months)


def add_years(date: Any, years: int) -> Any:
    return add_to_date(date, years=years)


def date_diff(string_ed_date: Any, string_st_date: Any) -> int:
    """Whole days from the second date to the first."""
    return (getdate(string_ed_date) - getdate(string_st_date)).days


days_diff = date_diff


def month_diff(string_ed_date: Any, string_st_date: Any) -> int:
    """Calendar months touched from the second date to the first, both counted."""
    end, start = getdate(string_ed_date), getdate(string_st_date)
    return (end.year - start.year) * 12 + end.month - start.month + 1


def time_diff(string_ed_date: Any, string_st_date: Any) -> datetime.timedelta:
    return get_datetime(string_ed_date) - get_datetime(string_st_date)


def time_diff_in_seconds(string_ed_date: Any, string_st_date: Any) -> float:
    return time_diff(string_ed_date, string_st_date).total_seconds()


def time_diff_in_hours(string_ed_date: Any, string_st_date: Any) -> float:
    return round(time_diff_in_seconds(string_ed_date, string_st_date) / 3600, 6)


# ---- periods -------------------------------------------------------------------------------------


def get_first_day(dt: Any, d_years: int = 0, d_months: int = 0, as_str: bool = False) -> Any:
    """First day of the month of `dt`, moved by whole years and months."""
    date = getdate(dt)
    months = date.year * 12 + date.month - 1 + int(d_years) * 12 + int(d_months)
    return _day(datetime.date(months // 12, months % 12 + 1, 1), as_str)


def get_last_day(dt: Any) -> datetime.date:
    return get_first_day(dt, 0, 1) - datetime.timedelta(days=1)


def is_last_day_of_the_month(dt: Any) -> bool:
    return getdate(dt) == get_last_day(dt)


def get_first_day_of_week(dt: Any, as_str: bool = False) -> Any:
    """First day of the week of `dt`; weeks begin as System Settings say, Sunday by default."""
    date = getdate(dt)
    return _day(date - datetime.timedelta(days=(date.weekday() - _week_start()) % 7), as_str)


def get_last_day_of_week(dt: Any, as_str: bool = False) -> Any:
    return _day(get_first_day_of_week(dt) + datetime.timedelta(days=6), as_str)


def get_quarter_start(dt: Any, as_str: bool = False) -> Any:
    date = getdate(dt)
    return _day(datetime.date(date.year, (date.month - 1) // 3 * 3 + 1, 1), as_str)


def get_quarter_ending(date: Any, as_str: bool = False) -> Any:
    return _day(get_last_day(get_first_day(get_quarter_start(date), 0, 2)), as_str)


def get_year_start(dt: Any, as_str: bool = False) -> Any:
    return _day(getdate(dt).replace(month=1, day=1), as_str)


def get_year_ending(date: Any, as_str: bool = False) -> Any:
    return _day(getdate(date).replace(month=12, day=31), as_str)


def get_weekday(dt: Any = None) -> str:
    """English name of a day of the week."""
    return WEEKDAYS[getdate(dt).weekday()]


def get_weekdays() -> list[str]:
    return list(WEEKDAYS)


def get_month(date: Any) -> str:
    """English name of the month of a date."""
    return MONTHS[getdate(date).month - 1]


def get_timespan_date_range(timespan: str) -> tuple[datetime.date, datetime.date]:
    """First and last day of "last week", "this quarter", ZZ ValidationError for others."""
    day = getdate()
    which, _space, unit = timespan.strip().lower().partition(" ")
    if timespan in ("yesterday", "today", "tomorrow"):
        moved = add_days(day, ("yesterday", "today", "tomorrow").index(timespan) - 1)
        return moved, moved
    steps = {"last": -1, "this": 0, "next": 1}
    if which in steps and unit in SPANS and not (unit == "6 months" and which == "this"):
        return SPANS[unit](day, steps[which])
    frappe.throw(frappe._("{0} is not a known period. Use one like last month or this year.").format(_shown(timespan)))


def _day(date: datetime.date, as_str: bool) -> Any:
    return date.strftime(DATE_FORMAT) if as_str else date


def _week_start() -> int:
    name = get_setting("first_day_of_the_week")
    return WEEKDAYS.index(name) if name in WEEKDAYS else 6


def _week_span(day: datetime.date, step: int) -> tuple:
    day = add_days(day, 7 * step)
    return get_first_day_of_week(day), get_last_day_of_week(day)


def _month_span(day: datetime.date, step: int) -> tuple:
    return get_first_day(day, 0, step), get_last_day(get_first_day(day, 0, step))


def _quarter_span(day: datetime.date, step: int) -> tuple:
    day = add_months(day, 3 * step)
    return get_quarter_start(day), get_quarter_ending(day)


def _half_year_span(day: datetime.date, step: int) -> tuple:
    first, last = (-6, -3) if step < 0 else (3, 6)
    return get_quarter_start(add_months(day, first)), get_quarter_ending(add_months(day, last))


def _year_span(day: datetime.date, step: int) -> tuple:
    day = add_years(day, step)
    return get_year_start(day), get_year_ending(day)


SPANS = {
    "week": _week_span,
    "month": _month_span,
    "quarter": _quarter_span,
    "6 months": _half_year_span,
    "year": _year_span,
}

# ---- writing -------------------------------------------------------------------------------------


def get_datetime_str(datetime_obj: Any) -> str:
    return get_datetime(datetime_obj).strftime(DATETIME_FORMAT)


def get_date_str(date_obj: Any) -> str:
    return get_datetime(date_obj).strftime(DATE_FORMAT)


def get_time_str(timedelta_obj: Any) -> str:
    """A span or time of day as H:MM:SS."""
    span = to_timedelta(timedelta_obj)
    hours, rest = divmod(int(span.total_seconds()), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"


def get_user_date_format() -> str:
    """The date format of System Settings, yyyy-mm-dd by default."""
    return get_setting("date_format") or "yyyy-mm-dd"


get_user_format = get_user_date_format


def get_user_time_format() -> str:
    return get_setting("time_format") or "HH:mm:ss"


def formatdate(string_date: Any = None, format_string: str | None = None, parse_day_first: bool = False) -> str:
    """A date as text: in `format_string`, or as System Settings say. Empty in, empty out."""
    if not string_date:
        return ""
    date = getdate(string_date, parse_day_first)
    if date is None:
        return ""
    pattern = (format_string or get_user_date_format()).replace("Y", "y")
    if "MM" not in pattern and "H" not in pattern:
        pattern = pattern.replace("mm", "MM")
    return _format_pattern(datetime.datetime.combine(date, datetime.time()), pattern)


format_date = formatdate


def format_time(time_string: Any = None, format_string: str | None = None) -> str:
    """A time of day as text, HH:mm:ss by default."""
    if time_string in (None, ""):
        return ""
    moment = datetime.datetime.combine(datetime.date(2000, 1, 1), get_time(time_string))
    return _format_pattern(moment, format_string or get_user_time_format())


def format_datetime(datetime_string: Any = None, format_string: str | None = None) -> str:
    """A moment as text: in `format_string`, or date and time as System Settings say."""
    if not datetime_string:
        return ""
    moment = get_datetime(datetime_string)
    if moment is None:
        return ""
    if format_string:
        return _format_pattern(moment, format_string)
    return f"{formatdate(moment)} {format_time(moment)}"


def global_date_format(date: Any, format: str = "long") -> str:
    """A date in words in the reader's language: 22 November 2026."""
    from babel.dates import format_date as babel_format_date

    return babel_format_date(getdate(date), locale=_locale(), format=format)


def pretty_date(iso_datetime: Any) -> str:
    """How long ago, in words."""
    if not iso_datetime:
        return ""
    span = now_datetime() - get_datetime(iso_datetime)
    seconds, days, _t = max(span.total_seconds(), 0), max(span.days, 0), frappe._
    if days < 1:
        return _pretty_hours(seconds)
    if days == 1:
        return _t("Yesterday")
    if days < 7:
        return _t("{0} days ago").format(days)
    if days < 12:
        return _t("1 week ago")
    if days < 31:
        return _t("{0} weeks ago").format(math.ceil(days / 7))
    if days < 46:
        return _t("1 month ago")
    if days < 365:
        return _t("{0} months ago").format(math.ceil(days / 30))
    return _t("1 year ago") if days < 550 else _t("{0} years ago").format(days // 365)


def _pretty_hours(seconds: float) -> str:
    if seconds < 60:
        return frappe._("just now")
    if seconds < 120:
        return frappe._("1 minute ago")
    if seconds < 3600:
        return frappe._("{0} minutes ago").format(int(seconds // 60))
    return frappe._("1 hour ago") if seconds < 7200 else frappe._("{0} hours ago").format(int(seconds // 3600))


NUMERIC_PARTS = {"yyyy": "%Y", "yy": "%y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
NUMERIC_PART = re.compile("|".join(rf"(?<!{part[0]}){part}(?!{part[0]})" for part in NUMERIC_PARTS))


def _format_pattern(moment: datetime.datetime, pattern: str) -> str:
    """Numbers are laid out here; only names of days and months need Babel, which is slow to load."""
    if not re.search(r"[A-Za-z'%]", NUMERIC_PART.sub("", pattern)):
        out = moment.strftime(NUMERIC_PART.sub(lambda found: NUMERIC_PARTS[found[0]], pattern))
        return out if moment.year > 999 else out.replace(str(moment.year), f"{moment.year:04d}", 1)
    from babel.dates import format_datetime as babel_format_datetime

    try:
        return babel_format_datetime(moment, pattern, locale=_locale())
    except (AttributeError, KeyError, ValueError):
        return moment.strftime(DATE_FORMAT)


def _locale() -> Any:
    from babel import Locale, UnknownLocaleError

    code = (getattr(frappe.local, "lang", None) or "en").replace("-", "_")
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def format_duration(seconds: Any, hide_days: bool = False) -> str:
    """Seconds as "1d 2h 3m 4s"; nothing for zero."""
    seconds = int(float(seconds or 0))
    days, rest = (0, seconds) if hide_days else divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    parts = ((days, "d"), (hours, "h"), (rest // 60, "m"), (rest % 60, "s"))
    return " ".join(f"{number}{unit}" for number, unit in parts if number)


def duration_to_seconds(duration: str) -> int:
    """Seconds from "1d 2h 3m 4s". Raises ValidationError for other text."""
    validate_duration_format(duration)
    sizes = {"d": 86400, "h": 3600, "m": 60, "s": 1}
    return sum(int(part[:-1]) * sizes[part[-1]] for part in duration.split())


def validate_duration_format(duration: str) -> None:
    """Raise ValidationError unless it reads like "1d 2h 3m 4s"."""
    if not re.fullmatch(r"\s*(\d+d)?((^|\s)\s*\d+h)?((^|\s)\s*\d+m)?((^|\s)\s*\d+s)?\s*", duration or ""):
        message = frappe._("Value {0} must be a duration such as 1d 2h 3m 4s.").format(_shown(duration))
        frappe.throw(message)


def get_date_range_text(start: Any, end: Any) -> str:
    return f"{formatdate(start)} - {formatdate(end)}"


_DATE_FORMATS = (
    "%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%d-%m-%y", "%m-%d-%y", "%y-%m-%d",
    "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y", "%y/%m/%d",
    "%d.%m.%Y", "%m.%d.%Y", "%Y.%m.%d", "%d.%m.%y", "%m.%d.%y", "%y.%m.%d",
    "%d %b %Y", "%d %B %Y",
)  # fmt: skip
_TIME_FORMATS = ("", "%H:%M:%S.%f", "%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")


def guess_date_format(date_string: str) -> str | None:
    """The strptime format of a date or datetime text, day before month where both fit."""
    text = str(date_string).strip()
    for date_format in _DATE_FORMATS:
        for time_format in _TIME_FORMATS:
            pattern = f"{date_format} {time_format}".strip()
            try:
                datetime.datetime.strptime(text, pattern)
            except ValueError:
                continue
            return pattern
    return None

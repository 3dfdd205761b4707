"""Spans of days relative to today, in the site's time zone: "last week", {"next": 7, "unit": "days"}."""

from datetime import date, timedelta

from frappe.utils import add_days, add_months, getdate, nowdate

Span = tuple[date, date]
UNITS = ("days", "weeks", "months", "years")
MOST = 10_000


def get_span(period: object, today: date | None = None) -> Span | None:
    """Return the first and the last day of a period, or None for what is none."""
    today = today or getdate(nowdate())
    if isinstance(period, dict):
        return _get_counted(period, today)
    make = NAMED.get(period) if isinstance(period, str) else None
    return make(today) if make else None


def _get_counted(period: dict, today: date) -> Span | None:
    unit = period.get("unit", "days")
    ways = [way for way in ("last", "next") if way in period]
    count = period.get(ways[0]) if len(ways) == 1 else None
    if unit not in UNITS or isinstance(count, bool) or not isinstance(count, int) or not 0 < count <= MOST:
        return None
    sign = -1 if ways == ["last"] else 1
    days = {"days": 1, "weeks": 7}.get(unit)
    months = {"months": 1, "years": 12}.get(unit, 0) * count * sign
    try:
        other = add_days(today, days * count * sign) if days else add_months(today, months)
    except (OverflowError, ValueError):
        return None
    return min(today, other), max(today, other)


def _day(shift: int):
    return lambda today: (today + timedelta(shift), today + timedelta(shift))


def _week(shift: int):
    def get_week(today: date) -> Span:
        first = today - timedelta(today.weekday()) + timedelta(7 * shift)
        return first, first + timedelta(6)

    return get_week


def _months(length: int, shift: int):
    """A month, a quarter or a year: as many whole months, counted from January."""

    def get_months(today: date) -> Span:
        first = today.replace(month=(today.month - 1) // length * length + 1, day=1)
        first = add_months(first, length * shift)
        return first, add_days(add_months(first, length), -1)

    return get_months


NAMED = {
    "yesterday": _day(-1),
    "today": _day(0),
    "tomorrow": _day(1),
    "last week": _week(-1),
    "this week": _week(0),
    "next week": _week(1),
    **{
        f"{word} {unit}": _months(length, shift)
        for unit, length in (("month", 1), ("quarter", 3), ("year", 12))
        for word, shift in (("last", -1), ("this", 0), ("next", 1))
    },
}

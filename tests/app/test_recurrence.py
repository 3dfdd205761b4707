"""Rules of repetition against the library's own answer, and rules that must be refused at once."""

import time
from datetime import datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from relcrm.agenda.recurrence.rule import WEEKDAYS, end_before, get_occurrences, parse_rule, shift_rule
from relcrm.exceptions import RecurrenceError

STARTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31)).map(lambda one: one.replace(microsecond=0))
PLACES = st.sampled_from(["1", "2", "3", "4", "-1", "-2"])
PLACED = st.builds(lambda place, day: place + day, PLACES, st.sampled_from(WEEKDAYS))
MONTHS = st.lists(st.integers(1, 12), min_size=1, unique=True)
MONTH, DAY = st.integers(1, 12), st.integers(1, 31)
DAYS = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=4, unique=True).map(",".join)
MONTH_DAYS = st.lists(st.one_of(st.integers(1, 31), st.integers(-3, -1)), min_size=1, max_size=3, unique=True)


def join(values) -> str:
    return ",".join(str(value) for value in values)


BODIES = st.one_of(
    st.just("FREQ=DAILY"),
    st.builds(lambda months: f"FREQ=DAILY;BYMONTH={join(months)}", MONTHS),
    st.builds(lambda days: f"FREQ=WEEKLY;BYDAY={days}", DAYS),
    st.builds(lambda days, first: f"FREQ=WEEKLY;BYDAY={days};WKST={first}", DAYS, st.sampled_from(["MO", "SU"])),
    st.builds(lambda days: f"FREQ=MONTHLY;BYMONTHDAY={join(days)}", MONTH_DAYS),
    st.builds(lambda days: f"FREQ=MONTHLY;BYDAY={join(days)}", st.lists(PLACED, min_size=1, max_size=3, unique=True)),
    st.builds(lambda days, place: f"FREQ=MONTHLY;BYDAY={days};BYSETPOS={place}", DAYS, PLACES),
    st.builds(lambda month, day: f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}", MONTH, DAY),
    st.builds(lambda month, day: f"FREQ=YEARLY;BYMONTH={month};BYDAY={day}", st.integers(1, 12), PLACED),
    st.builds(lambda day: f"FREQ=YEARLY;BYYEARDAY={day}", st.integers(1, 366)),
    st.builds(lambda week: f"FREQ=YEARLY;BYWEEKNO={week};BYDAY=MO", st.integers(1, 53)),
    st.just("FREQ=MONTHLY"),
    st.just("FREQ=YEARLY"),
)
ENDS = st.one_of(
    st.just(""),
    st.integers(1, 60).map(lambda count: f";COUNT={count}"),
    st.datetimes(datetime(2021, 1, 1), datetime(2033, 1, 1)).map(lambda day: f";UNTIL={day:%Y%m%dT%H%M%S}"),
)
RULES = st.builds(lambda body, step, end: f"{body};INTERVAL={step}{end}", BODIES, st.integers(1, 4), ENDS)


def ask_library(text: str, start: datetime, last: datetime) -> list[datetime]:
    """What dateutil says, read lazily and cut at a last moment."""
    found = []
    for moment in islice(rrulestr(text, dtstart=start), 20_000):
        if moment > last:
            break
        found.append(moment)
    return found


@settings(max_examples=300, deadline=None)
@given(RULES, STARTS, st.integers(1, 2000))
def test_occurrences_are_those_of_the_library(text: str, start: datetime, days: int) -> None:
    last = start + timedelta(days=days)
    assert get_occurrences(parse_rule(text), start, last) == ask_library(text, start, last)


@settings(max_examples=200, deadline=None)
@given(RULES, STARTS)
def test_a_rule_reads_back_as_it_is_written(text: str, start: datetime) -> None:
    rule = parse_rule(text)
    assert parse_rule(str(rule)) == rule


@settings(max_examples=150, deadline=None)
@given(RULES, STARTS, st.integers(1, 8))
def test_a_series_is_cut_in_two_without_a_day_lost(text: str, start: datetime, place: int) -> None:
    rule, last = parse_rule(text), start + timedelta(days=1500)
    whole = get_occurrences(rule, start, last)
    if len(whole) <= place:
        return
    cut = whole[place]
    assert get_occurrences(end_before(rule, cut), start, last) == whole[:place]


@settings(max_examples=100, deadline=None)
@given(DAYS, STARTS, st.integers(-6, 6), st.integers(1, 3))
def test_a_weekly_series_is_moved_by_days_as_a_whole(days: str, start: datetime, shift: int, step: int) -> None:
    rule = parse_rule(f"FREQ=WEEKLY;BYDAY={days}")
    by = timedelta(days=shift)
    moved = shift_rule(rule, start, start + by)
    last = start + timedelta(days=100 * step)
    assert get_occurrences(moved, start + by, last + by) == [one + by for one in get_occurrences(rule, start, last)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=HOURLY",
        "FREQ=DAILY;COUNT=1000000",
        "FREQ=DAILY;COUNT=1000000000000",
        "FREQ=DAILY;COUNT=10;UNTIL=20300101",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1000000",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;UNTIL=47630101",
        "FREQ=DAILY;UNTIL=20260230",
        "FREQ=DAILY;BYHOUR=1,2",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYSETPOS=0;BYDAY=MO",
        "FREQ=YEARLY;BYEASTER=1",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;" + "BYMONTH=1;" * 200,
        "FREQ=DAILY;WKST=XX",
        "<script>",
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(RecurrenceError) as caught:
        parse_rule(text)
    assert str(caught.value).endswith(".") and "<" not in str(caught.value)


@pytest.mark.parametrize("text", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"])
def test_a_rule_that_never_comes_about_ends_soon(text: str) -> None:
    begun = time.perf_counter()
    assert get_occurrences(parse_rule(text), datetime(2026, 1, 1, 9), datetime(2030, 1, 1)) == []
    assert time.perf_counter() - begun < 2


def test_too_many_times_a_day_are_refused_from_a_file_too() -> None:
    by = f"BYHOUR={join(range(24))};BYMINUTE={join(range(60))}"
    with pytest.raises(RecurrenceError):
        parse_rule(f"FREQ=DAILY;{by}", whole_days_only=False)


@pytest.mark.parametrize(
    "text",
    ["FREQ=MINUTELY;BYSETPOS=366", "FREQ=MINUTELY;BYSECOND=0,1", "FREQ=HOURLY;BYMINUTE=0,30", "FREQ=HOURLY;BYSETPOS=2",
     "FREQ=MONTHLY;BYDAY=6MO", "FREQ=YEARLY;BYMONTH=2;BYDAY=-9SU"],
)  # fmt: skip
def test_what_would_be_sought_for_centuries_or_breaks_the_library_is_refused_from_a_file_too(text: str) -> None:
    with pytest.raises(RecurrenceError):
        parse_rule(text, whole_days_only=False)


def test_minutes_of_a_file_are_followed_for_a_bounded_time() -> None:
    rule = parse_rule("FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30", whole_days_only=False)
    assert get_occurrences(rule, datetime(1970, 1, 1), datetime(2030, 1, 1)) == []


def test_month_ends_and_leap_days() -> None:
    ends = get_occurrences(parse_rule("FREQ=MONTHLY;BYMONTHDAY=-1"), datetime(2027, 1, 31, 9), datetime(2027, 4, 30, 9))
    assert [one.day for one in ends] == [31, 28, 31, 30]
    leap = get_occurrences(parse_rule("FREQ=YEARLY"), datetime(2024, 2, 29, 9), datetime(2033, 1, 1))
    assert [one.year for one in leap] == [2024, 2028, 2032]
    thirty_first = get_occurrences(parse_rule("FREQ=MONTHLY"), datetime(2026, 1, 31), datetime(2026, 7, 1))
    assert [one.month for one in thirty_first] == [1, 3, 5]

"""Counting in working days against a plain walk through the calendar, on random calendars."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from relcrm.agenda.working_days import WorkingTime

HOURS = ((time(9), time(18)),)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@st.composite
def calendars(draw):
    """Return a calendar with one working weekday at least, and a few closures, some of them every year."""
    free = draw(st.sets(st.integers(0, 6), max_size=6))
    closures = []
    for begin, length, yearly in draw(st.lists(st.tuples(DAYS, st.integers(0, 30), st.booleans()), max_size=3)):
        closures.append((begin, begin + timedelta(days=length), yearly, "Chiusura"))
    hours = tuple(() if weekday in free else HOURS for weekday in range(7))
    country, place = draw(st.sampled_from(["IT", ""])), draw(st.sampled_from(["", "MI", "BZ"]))
    return WorkingTime(hours, tuple(closures), country, place)


@given(calendars(), DAYS, st.integers(1, 60))
def test_as_many_working_days_lie_between_as_were_counted(calendar, day, count):
    end = calendar.add_days(day, count)
    walked = [day + timedelta(days=n + 1) for n in range((end - day).days)]
    assert sum(calendar.is_working_day(one) for one in walked) == count == calendar.count_days(day, end)
    assert calendar.is_working_day(end)
    assert calendar.add_days(day, count + 1) > end


@given(calendars(), DAYS, st.integers(1, 60))
def test_back_is_the_same_way(calendar, day, count):
    start = calendar.add_days(day, 0)
    assert calendar.add_days(calendar.add_days(start, count), -count) == start

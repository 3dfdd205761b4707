"""When several colleagues are free together: busy hours side by side, and the first slots that suit all of them.

Only agendas that are open to the reader count, by hours alone; of the others it is said that they are not known.
Nothing is blocked: who plans decides.
"""

from datetime import date, datetime, time, timedelta

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, get_fullname, now_datetime

from relcrm.agenda import calendars
from relcrm.agenda.calendars import Span, get_busy, get_levels, join
from relcrm.agenda.events import get_events_between
from relcrm.agenda.working_days import get_working_time
from relcrm.exceptions import CalendarError
from relcrm.relations.distances import Place, get_minutes, is_known

STEP = timedelta(minutes=15)
MOST_PEOPLE = 20
MOST_MINUTES = 600
LOOK_AHEAD = 30
PER_DAY = 2
OUTSIDE = ("Visit", "Meeting", "Demo")


def get_people(users: list[str], start: datetime, end: datetime, event: str | None = None) -> list[dict]:
    """Return busy and working hours of colleagues between two instants: {user, full_name, known, busy, working}, the
    last two as [from, to]; an event that is being moved is left out."""
    users = check_users(users)
    start, end = calendars.get_span(start, end)
    levels = get_levels()
    known = [user for user in users if levels.get(user) > calendars.NOTHING]
    busy = get_busy(known, start, end, without=[event] if event else None)
    return [
        {
            "user": user,
            "full_name": get_fullname(user),
            "known": int(user in busy),
            "busy": _say(busy.get(user, [])),
            "working": _say(_get_working(user, start, end)),
        }
        for user in users
    ]


def propose(
    users: list[str],
    minutes: int,
    after: datetime,
    party: str | None = None,
    event: str | None = None,
    count: int = 5,
) -> list[dict]:
    """Return the first slots in which all are free and at work: {starts_on, ends_on}, on quarters of an hour, two a
    day at most, within 30 days. The road from and to visits whose places are known is left free too."""
    users, minutes = check_users(users), check_minutes(minutes)
    length = timedelta(minutes=minutes)
    after = _round_up(max(after, now_datetime()))
    end = datetime.combine(after.date() + timedelta(days=LOOK_AHEAD), time())
    levels = get_levels()
    known = [user for user in users if levels.get(user) > calendars.NOTHING]
    busy = get_busy(known, after - STEP, end, [event] if event else None)
    taken = [span for spans in busy.values() for span in spans]
    taken = join(taken + _get_roads(known, party, after, end, event))
    found: list[dict] = []
    day = after.date()
    while day < end.date() and len(found) < count:
        slots = _find_in_day(_get_common(users, day), taken, length, after)
        found += [{"starts_on": str(begin), "ends_on": str(begin + length)} for begin in slots[:PER_DAY]]
        day += timedelta(days=1)
    return found[:count]


def check_users(users: list[str]) -> list[str]:
    """Return colleagues each once, or refuse too many and those who are none."""
    users = list(dict.fromkeys(str(user) for user in users)) or [frappe.session.user]
    if len(users) > MOST_PEOPLE:
        text = _("{0} people are too many to compare. Choose at most {1}.")
        frappe.throw(text.format(len(users), MOST_PEOPLE), CalendarError)
    filters = {"name": ["in", users], "enabled": 1, "user_type": "System User"}
    missing = set(users) - set(frappe.get_all("User", filters=filters, pluck="name")) - {frappe.session.user}
    if missing:
        text = _('"{0}" is not a colleague with an agenda. Choose somebody else.')
        frappe.throw(text.format(frappe.utils.escape_html(sorted(missing)[0])[:140]), CalendarError)
    return users


def check_minutes(minutes) -> int:
    """Return a length in minutes, or refuse what no working day holds."""
    wanted = cint(minutes)
    if not 0 < wanted <= MOST_MINUTES:
        text = _("{0} minutes cannot be looked for in a working day. Write from 1 to {1}.")
        frappe.throw(text.format(frappe.utils.escape_html(str(minutes))[:20], MOST_MINUTES), CalendarError)
    return wanted


def _find_in_day(common: list[Span], taken: list[Span], length: timedelta, after: datetime) -> list[datetime]:
    """Return where slots begin: at the start of each free stretch that is long enough."""
    starts = []
    for begin, end in common:
        at = _round_up(max(begin, after))
        for busy_from, busy_to in [*taken, (end, end)]:
            if busy_to <= at and (busy_from, busy_to) != (end, end):
                continue
            if at + length <= min(busy_from, end):
                starts.append(at)
            at = max(at, _round_up(busy_to))
            if at >= end:
                break
    return starts


def _get_common(users: list[str], day: date) -> list[Span]:
    """Return the hours of a day in which all are at work."""
    common = get_working_time(users[0]).get_spans(day)
    for user in users[1:]:
        theirs = get_working_time(user).get_spans(day)
        common = [
            (max(a[0], b[0]), min(a[1], b[1])) for a in common for b in theirs if max(a[0], b[0]) < min(a[1], b[1])
        ]
    return common


def _get_roads(users: list[str], party: str | None, start: datetime, end: datetime, event: str | None) -> list[Span]:
    """Return visits with the road to a party before and after them, as far as the reader sees where they are."""
    here = get_places([party]).get(party) if party else None
    if not is_known(here):
        return []
    rows = get_events_between(start, end, [["Relation Event", "assigned_to", "in", users]])
    rows = [row for row in rows if row.get("channel") in OUTSIDE and row.name != event and row.status != "Cancelled"]
    places = get_places([row.party for row in rows])
    roads = []
    for row in rows:
        if is_known(place := places.get(row.party)):
            road = timedelta(minutes=get_minutes(place, here))
            roads.append((get_datetime(row.starts_on) - road, get_datetime(row.ends_on) + road))
    return roads


def get_places(parties: list[str | None]) -> dict[str, Place]:
    """Return where parties are that the reader may see."""
    names = sorted({name for name in parties if name})
    if not names:
        return {}
    fields = ["name", "main_latitude", "main_longitude"]
    rows = frappe.get_list("Party", filters={"name": ["in", names]}, fields=fields, limit=0)
    return {row.name: (row.main_latitude or 0.0, row.main_longitude or 0.0) for row in rows}


def _get_working(user: str, start: datetime, end: datetime) -> list[Span]:
    working = get_working_time(user)
    days = range((end.date() - start.date()).days + 1)
    spans = [span for n in days for span in working.get_spans(start.date() + timedelta(days=n))]
    return [(max(begin, start), min(stop, end)) for begin, stop in spans if begin < end and stop > start]


def _round_up(moment: datetime) -> datetime:
    """Return the next quarter of an hour."""
    rest = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not rest else moment - rest + STEP


def _say(spans: list[Span]) -> list[list[str]]:
    return [[str(begin), str(end)] for begin, end in spans]

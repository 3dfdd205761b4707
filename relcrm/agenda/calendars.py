"""How much a colleague sees of an agenda: nothing, when somebody is busy, what is planned, or all with the right to
change it. Who is asked first: shares with the person, then with a team or role of theirs, then with everybody, then
the setting. What is private stays private whatever the level, and what was done belongs to the company's memory.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, nowdate
from frappe.utils.caching import request_cache

from relcrm.exceptions import CalendarError
from relcrm.relations.teams import get_colleagues, get_teams
from relcrm.workplace.rules import quote

NOTHING, BUSY, READ, WRITE = range(4)
LEVELS = ("Nothing", "Busy only", "Read", "Write")
PLANNED = ("Planned", "Open")
LONGEST_DAYS = 31
LONGEST_SPAN = timedelta(days=62)
TABLE = "`tabRelation Event`"
WRITING = frozenset(("write", "delete", "share", "submit", "cancel", "amend"))
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Levels:
    """What one user may do in agendas: `own` where somebody decided for them, `usual` everywhere else."""

    user: str
    usual: int = WRITE
    own: dict[str, int] = field(default_factory=dict)

    def get(self, calendar: str | None) -> int:
        """Return the level on a colleague's agenda; what nobody does is open as their company is."""
        if not calendar or calendar == self.user:
            return WRITE
        return self.own.get(calendar, self.usual)

    def get_opened(self) -> list[str]:
        """Return the agendas that somebody let the user read, beyond the companies that they see."""
        return sorted(calendar for calendar, level in self.own.items() if level >= READ)

    def get_closed_condition(self) -> str:
        """Return the SQL that leaves out what is planned in agendas that the user may not read; empty for none."""
        if self.usual >= READ:
            closed = sorted(calendar for calendar, level in self.own.items() if level < READ)
            which = f"{TABLE}.`assigned_to` not in ({_quote(closed)})" if closed else ""
        else:
            which = f"{TABLE}.`assigned_to` in ({_quote([self.user, *self.get_opened()])})"
        if not which:
            return ""
        nobody = f"coalesce({TABLE}.`assigned_to`, '') = ''"
        return f"({TABLE}.`status` not in ({_quote(PLANNED)}) or {nobody} or {which})"


def get_levels(user: str | None = None) -> Levels:
    """Return what a user may do in colleagues' agendas today."""
    user = user or frappe.session.user
    if user == "Administrator":
        return Levels(user)
    usual = frappe.get_cached_doc("RelCRM Settings").calendars_open
    return Levels(user, LEVELS.index(usual) if usual in LEVELS else WRITE, _get_own(user))


@request_cache
def _get_own(user: str) -> dict[str, int]:
    table = frappe.qb.DocType("Calendar Share")
    columns = (table.calendar, table.level, table.with_user, table.with_team, table.with_role, table.until)
    rows = frappe.qb.from_(table).select(*columns).where(table.calendar != user).run(as_dict=True)
    rows = [row for row in rows if not row.until or str(row.until) >= nowdate()]
    if not rows:
        return {}
    teams = set(get_teams(user)) if any(row.with_team for row in rows) else set()
    roles = set(frappe.get_roles(user))
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.with_user:
            nearness = 2 if row.with_user == user else -1
        elif row.with_team or row.with_role:
            nearness = 1 if row.with_team in teams or row.with_role in roles else -1
        else:
            nearness = 0
        if nearness >= 0:
            found[row.calendar] = max(found.get(row.calendar, (-1, 0)), (nearness, LEVELS.index(row.level)))
    return {calendar: level for calendar, (_nearness, level) in found.items()}


def forget_levels() -> None:
    """Ask anew from here on: what is kept for one request has changed within it."""
    getattr(frappe.local, "request_cache", {}).clear()


def get_calendars(user: str | None = None) -> list[dict]:
    """Return the agendas that a user can put beside their own: {name, full_name, level, team}, the user first."""
    user = user or frappe.session.user
    levels = get_levels(user)
    team = {row.name for row in get_colleagues(user)}
    names = team | {calendar for calendar, level in levels.own.items() if level > NOTHING}
    if levels.usual > NOTHING:
        names |= set(_get_staff())
    rows = frappe.get_all(
        "User",
        filters={"name": ["in", sorted(names)], "enabled": 1},
        fields=["name", "full_name"],
        order_by="full_name asc",
    )
    found = [
        {"name": row.name, "full_name": row.full_name, "level": LEVELS[level], "team": int(row.name in team)}
        for row in rows
        if (level := levels.get(row.name)) > NOTHING
    ]
    return sorted(found, key=lambda row: row["name"] != user)


def _get_staff() -> list[str]:
    """Return who works with the program, at most a hundred."""
    filters = {"role": ["like", "RelCRM %"], "parenttype": "User"}
    return frappe.get_all("Has Role", filters=filters, pluck="parent", distinct=True, order_by="parent asc", limit=100)


def get_busy(
    users: list[str], start: datetime, end: datetime, without: list[str] | None = None
) -> dict[str, list[Span]]:
    """Return when users are busy between two instants, whatever with: spans joined and cut, so that neither titles
    nor a count can be told from them. Asks no right: whoever calls has judged the levels."""
    found: dict[str, list[Span]] = {user: [] for user in users}
    left_out = set(without or ())
    for row in _get_times(users, start, end):
        if row.name in left_out:
            continue
        begin, stop = get_datetime(row.starts_on), get_datetime(row.ends_on or row.starts_on)
        if cint(row.all_day):
            begin = begin.replace(hour=0, minute=0, second=0)
            stop = stop.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        for user in {row.assigned_to, row.user} & found.keys():
            found[user].append((max(begin, start), min(stop, end)))
    return {user: join(spans) for user, spans in found.items()}


def _get_times(users: list[str], start: datetime, end: datetime) -> list[dict]:
    """Return the hours of events of users, as who does them or takes part; `user` is the participant."""
    if not users:
        return []
    event, row = frappe.qb.DocType("Relation Event"), frappe.qb.DocType("Relation Event Participant")
    columns = (event.name, event.starts_on, event.ends_on, event.all_day, event.assigned_to)
    span = (
        (event.starts_on < end)
        & (event.starts_on >= start - timedelta(days=LONGEST_DAYS))
        & (event.ends_on > start)
        & (event.status != "Cancelled")
        & (event.undated == 0)
        & (event.leaves_free == 0)
    )
    done = frappe.qb.from_(event).select(*columns).where(span).where(event.assigned_to.isin(users))
    joined = (
        frappe.qb.from_(row)
        .join(event)
        .on(event.name == row.parent)
        .select(*columns, row.user)
        .where(row.user.isin(users))
        .where(row.informed == 0)
        .where(span)
    )
    return [*done.run(as_dict=True), *joined.run(as_dict=True)]


def join(spans: list[Span]) -> list[Span]:
    """Return spans in order, those that touch made one; empty ones left out."""
    joined: list[Span] = []
    for begin, end in sorted(span for span in spans if span[1] > span[0]):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def get_span(start: datetime, end: datetime) -> Span:
    """Return two instants in order and at most 62 days apart, or refuse them."""
    if not timedelta() < end - start <= LONGEST_SPAN:
        text = _("From {0} to {1}: ask for at least a minute and at most {2} days.")
        frappe.throw(text.format(start, end, LONGEST_SPAN.days), CalendarError)
    return start, end


def get_blocks(users: list[str], start: datetime, end: datetime, seen: list[str]) -> list[dict]:
    """Return when users are busy with what the reader may not see: {user, starts_on, ends_on}; `seen` are the events
    that the reader sees."""
    levels = get_levels()
    allowed = [user for user in users if levels.get(user) >= BUSY]
    busy = get_busy(allowed, start, end, without=seen)
    return [
        {"user": user, "starts_on": str(begin), "ends_on": str(stop)}
        for user, spans in busy.items()
        for begin, stop in spans
    ]


def _quote(values) -> str:
    return ", ".join(map(quote, values))

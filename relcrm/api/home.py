"""The first screen in one request: my day, what waits for me, what others did since I last looked."""

from datetime import datetime, timedelta

import frappe
from frappe.utils import get_datetime, now_datetime, nowdate

from relcrm.agenda import events, timeline
from relcrm.api import agenda
from relcrm.processes.news import get_news
from relcrm.processes.waiting import get_waiting
from relcrm.relations import keeping

DAYS_AHEAD = 7
TO_DO = ["Planned", "Open"]
MOST_AHEAD = 8
MOST_LATE = 100
PARTIES_WITH_LAST = 20


@frappe.whitelist(methods=["GET", "POST"])
def get_home(since: str | None = None) -> dict:
    """Return what I have to do (overdue, today, next), steps that wait for me, news; data to keep in order."""
    start = get_datetime(nowdate())
    tomorrow = start + timedelta(days=1)
    me = [frappe.session.user]
    overdue = [row for row in events.get_to_plan(me, MOST_LATE) if not row.undated]
    late = {row.name for row in overdue}
    today = [row for row in agenda.get_events(str(start), str(tomorrow), statuses=TO_DO) if row.name not in late]
    ahead = agenda.get_events(str(tomorrow), str(tomorrow + timedelta(days=DAYS_AHEAD)), statuses=TO_DO)
    return {
        "overdue": overdue,
        "today": add_last_times(today),
        "coming": [row for row in ahead if get_datetime(row.starts_on) >= tomorrow][:MOST_AHEAD],
        "waiting": get_waiting(),
        "keeping": keeping.get_lines(),
        "news": get_news(get_moment(since)),
    }


def get_moment(since: str | None):
    """Return the moment from which things are news: as asked, at most two weeks ago, else since yesterday morning."""
    now = now_datetime()
    days = 3 if now.weekday() == 0 else 1
    yesterday = get_datetime(nowdate()) - timedelta(days=days)
    try:
        asked = datetime.fromisoformat(str(since)) if since else None
    except (TypeError, ValueError):
        asked = None
    return max(asked, now - timedelta(days=14)) if asked else yesterday


def add_last_times(rows: list[dict]) -> list[dict]:
    """Add to planned events what was said the last time with the same party."""
    for row in [one for one in rows if one.party][:PARTIES_WITH_LAST]:
        last = events.add_notes(timeline.get_last(row.party, limit=1))
        if last:
            row.last_time = {key: last[0].get(key) for key in ("starts_on", "subject", "outcome", "notes")}
    return rows

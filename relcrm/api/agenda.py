"""The agenda over REST: events between two instants; make, move and complete them."""

import frappe
from frappe import _
from frappe.model.utils.user_settings import get_user_settings
from frappe.utils import cint, now_datetime

from relcrm.agenda import calendars, day_plan, entries, event_type, events, free_time, informing, working_days
from relcrm.api.desk import get_areas
from relcrm.outreach import agenda_print
from relcrm.outreach.pdf import make_pdf
from relcrm.relations import personal_reads

ME, TEAM, ALL = "me", "team", "all"
PREFERENCES = "Agenda"
STATUSES = ["Planned", "Open", "Done", "Cancelled"]


@frappe.whitelist(methods=["GET", "POST"])
def get_events(
    start: str,
    end: str,
    who: str = ME,
    users: str | list | None = None,
    areas: str | list | None = None,
    types: str | list | None = None,
    statuses: str | list | None = None,
    party: str | None = None,
    process: str | None = None,
) -> list[dict]:
    """Return the events between two instants of me, my team, all or given users; only what one may see. `party` and
    `process` leave those of one company, of one process."""
    filters = [
        ["Relation Event", "status", "not in" if not statuses else "in", _list(statuses) or ["Cancelled"]]
    ]
    only = (("area", _list(areas)), ("event_type", _list(types)), ("party", _list(party)))
    for fieldname, values in (*only, ("reference_name", _list(process))):
        if values:
            filters.append(["Relation Event", fieldname, "in", values])
    people = _list(users) or get_people(who)
    if not people:
        return events.get_events_between(start, end, filters)
    assigned = events.get_events_between(
        start, end, [*filters, ["Relation Event", "assigned_to", "in", people]]
    )
    invited = _get_invited(people, start, end)
    if invited:
        seen = {row.name for row in assigned}
        informed = events.get_informed(people, invited)
        more = events.get_events_between(start, end, [*filters, ["Relation Event", "name", "in", invited]])
        for row in more:
            row.informed = int(row.name in informed)
        assigned += [row for row in more if row.name not in seen]
    return sorted(assigned, key=lambda row: str(row.starts_on))


def _list(values: str | list | None) -> list:
    """Return a list from a list, its JSON or one value."""
    parsed = frappe.parse_json(values) if isinstance(values, str) and values.startswith("[") else values
    return parsed if isinstance(parsed, list) else [parsed] if parsed else []


def _get_invited(people: list[str], start: str, end: str) -> list[str]:
    return events.get_names_of_participants(people, start, end)


def get_people(who: str) -> list[str]:
    """Return the users whose agenda is meant; empty means everybody's."""
    if who == ALL:
        return []
    if who == ME:
        return [frappe.session.user]
    return [user["name"] for user in get_team()]


@frappe.whitelist(methods=["GET", "POST"])
def get_to_plan(who: str = ME, users: str | list | None = None) -> list[dict]:
    """Return what still has to be put on a day: events without a day, and overdue ones; of me unless said."""
    return events.get_to_plan(_list(users) or get_people(who) or [frappe.session.user])


@frappe.whitelist(methods=["GET", "POST"])
def get_setup() -> dict:
    """Return what the agenda needs once: kinds, areas, team, working hours and my own choices; any user."""
    kept = frappe.parse_json(get_user_settings("Relation Event") or "{}")
    settings = frappe.get_cached_doc("RelCRM Settings")
    return {
        "types": event_type.get_types(),
        "areas": get_areas(),
        "team": get_team(),
        "calendars": calendars.get_calendars(),
        "working_hours": [cint(settings.working_day_start) or 9, cint(settings.working_day_end) or 18],
        "preferences": kept.get(PREFERENCES) or {},
    }


@frappe.whitelist(methods=["GET", "POST"])
def get_blocks(start: str, end: str, who: str = ME, users: str | list | None = None) -> list[dict]:
    """Return when colleagues are busy with what I may not see: {user, starts_on, ends_on}, never with what; only of
    agendas that are open to me, at most 62 days."""
    first, last = calendars.get_span(events.parse_instant(start), events.parse_instant(end))
    people = [user for user in _list(users) or get_people(who) if user != frappe.session.user]
    seen = [row.name for row in get_events(str(first), str(last), users=people, statuses=STATUSES)] if people else []
    return calendars.get_blocks(people, first, last, seen)


@frappe.whitelist(methods=["POST"])
def inform(
    name: str, users: str | list | None = None, outside: str | list | None = None, message: str | None = None
) -> dict:
    """Tell colleagues (notice, their agenda) and people outside (mail with a calendar file) of an event; needs write on
    it. `outside`: addresses, or {contact_person} or {email, name}. Returns {told, mailed}."""
    return informing.inform(name, _list(users), _list(outside), str(message or "")[:500])


@frappe.whitelist(methods=["POST"])
def tell_again(name: str, message: str | None = None) -> dict:
    """Tell those outside who were told of an event its new time, or that it is called off; needs write on it.

    Only who knows of another time is written to. Returns {mailed}.
    """
    return informing.tell_again(name, str(message or "")[:500])


@frappe.whitelist(methods=["GET", "POST"])
def get_invited(names: str | list) -> dict:
    """Return which of some events people outside were told of and expect, and who: {events, people}; of those that the
    user may read, at most 500."""
    return informing.get_invited([str(name) for name in _list(names)])


@frappe.whitelist(methods=["POST"])
def call_off(names: str | list, message: str | None = None) -> dict:
    """Tell those outside who expect events that they are called off, before one deletes them; needs write and delete on
    each, at most 50. An event that comes back says by `to_tell` that they expect nothing. Returns {mailed}."""
    return informing.call_off([str(name) for name in _list(names)], str(message or "")[:500])


@frappe.whitelist(methods=["GET", "POST"])
def get_day(day: str, user: str | None = None) -> dict:
    """Return the whole day of one of us (me unless said): stops in order with the road between, gaps, telephone."""
    return day_plan.get_day(free_time.check_users([user or frappe.session.user])[0], events.parse_instant(day).date())


@frappe.whitelist(methods=["GET", "POST"])
def get_nearby(latitude: float, longitude: float, km: float = 25, days: int = 90) -> list[dict]:
    """Return customers near a place whom nobody has seen for some days and has no appointment with; nearest first."""
    return day_plan.get_nearby(latitude, longitude, km, days)


@frappe.whitelist(methods=["GET", "POST"])
def get_free_busy(users: str | list, start: str, end: str, event: str | None = None) -> list[dict]:
    """Return busy and working hours of up to 20 colleagues, hours only: {user, full_name, known, busy, working}."""
    span = (events.parse_instant(start), events.parse_instant(end))
    return free_time.get_people(_list(users), *span, event=event)


@frappe.whitelist(methods=["GET", "POST"])
def propose(
    users: str | list, minutes: int, after: str | None = None, party: str | None = None, event: str | None = None
) -> list[dict]:
    """Return the first five slots in which colleagues are free and at work: {starts_on, ends_on}."""
    begin = events.parse_instant(after) if after else now_datetime()
    return free_time.propose(_list(users), minutes, begin, party, event)


@frappe.whitelist(methods=["GET", "POST"])
def get_days(start: str, end: str, user: str | None = None) -> list[dict]:
    """Return the days from `start` to before `end` as a person works (me unless said): date, holiday or closure,
    working or not, hours; any user, at most 400 days."""
    first, last = (events.parse_instant(moment).date() for moment in (start, end))
    return working_days.get_days(first, last, user or frappe.session.user)


@frappe.whitelist(methods=["GET", "POST"])
def get_pdf(
    day: str,
    view: str = "week",
    who: str = ME,
    users: str | list | None = None,
    areas: str | list | None = None,
    types: str | list | None = None,
    statuses: str | list | None = None,
    notes: int = 1,
    party: str | None = None,
    process: str | None = None,
) -> None:
    """Answer with a day, week or month of the agenda as PDF: the events that `get_events` gives for it."""
    first, last = agenda_print.get_span(view, day)
    rows = get_events(str(first), str(last), who, users, areas, types, statuses, party, process)
    personal_reads.note(personal_reads.PRINTED, "Relation Event", rows=len(rows), detail="pdf")
    people = _list(users) or get_people(who)
    words = [_(value) for value in (*_list(areas), *_list(types), *_list(statuses)) if isinstance(value, str)]
    html = agenda_print.get_html(view, first, rows, people, words, bool(cint(notes)))
    frappe.local.response.filename = f"{frappe.scrub(_('Agenda'))}-{first.date()}.pdf"
    frappe.local.response.filecontent = make_pdf(html)
    frappe.local.response.type = "pdf"


@frappe.whitelist(methods=["GET", "POST"])
def get_team() -> list[dict]:
    """Return the users of my teams, me first; any user."""
    from relcrm.relations.teams import get_colleagues

    return get_colleagues()


@frappe.whitelist(methods=["POST"])
def create_event(values: dict, entry: str | None = None) -> dict:
    """Insert an event and return it as the agenda shows it; needs create on Relation Event.

    The same `entry` sent again makes nothing: it answers the event of the first time. With `rrule` among the values
    (FREQ=WEEKLY;BYDAY=TU;COUNT=10) the event repeats, and the first of its series is answered.
    """
    saved = entries.get_saved(entry)
    if not saved:
        saved = [events.make_event(values).name]
        entries.keep_saved(entry, *saved)
    return get_event_row(saved[0])


@frappe.whitelist(methods=["GET", "POST"])
def get_event(name: str) -> dict:
    """Return one event with its note, telephone, people, the events before and after it, and who outside knows of
    another time (`to_tell`); needs read."""
    doc = frappe.get_doc("Relation Event", name)
    doc.check_permission("read")
    may_write = int(doc.has_permission("write"))
    return events.describe(doc) | {"may_write": may_write, "to_tell": informing.get_names_to_tell(doc)}


@frappe.whitelist(methods=["POST"])
def move_event(
    name: str,
    starts_on: str,
    ends_on: str | None = None,
    all_day: int | None = None,
    assigned_to: str | None = None,
    undated: int = 0,
) -> dict:
    """Give an event another time (and colleague), keeping its length unless an end is given; needs write on it.

    Of a series only this event moves; `relcrm.api.series.change` moves the others too. `to_tell` names those outside
    who know of the old time.
    """
    event = events.move_event(name, starts_on, ends_on, all_day, assigned_to, bool(cint(undated)))
    return get_event_row(name) | {"to_tell": informing.get_names_to_tell(event)}


@frappe.whitelist(methods=["POST"])
def complete_event(
    name: str,
    outcome: str | None = None,
    notes: str | None = None,
    next_event: dict | None = None,
    event_values: list | None = None,
    promises: list | None = None,
) -> dict:
    """Close an event and plan the one that follows, both or neither; needs write on it.

    `promises` are rows to add to what stands promised there.
    """
    event, follow_up = events.complete_event(name, outcome, notes, next_event, event_values, promises)
    return {
        "event": get_event_row(event.name),
        "follow_up": get_event_row(follow_up.name) if follow_up else None,
        "promised": [row.name for row in event.promises[-len(promises) :]] if promises else [],
    }


@frappe.whitelist(methods=["GET", "POST"])
def get_types() -> list[dict]:
    """Return the event types in use with looks, outcomes and own fields; any user."""
    return event_type.get_types()


def get_event_row(name: str) -> dict:
    """Return one event as the agenda shows it."""
    rows = frappe.get_list("Relation Event", filters={"name": name}, fields=events.LIST_FIELDS, order_by=None)
    return events.add_names(rows)[0] if rows else {"name": name}

"""Series: one record with the rule, and real events for as far ahead as anybody plans.

Each event has its own state, notes and outcome, and is found by lists, reports and segments like any other;
`occurrence` says which of the series it is, by the clock of the series, also after it was moved. Decision 0020.
"""

import json
from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, cint, get_datetime, get_system_timezone, now_datetime

from relcrm.agenda.recurrence.rule import Rule, get_occurrences, parse_rule
from relcrm.agenda.recurrence.words import get_words
from relcrm.agenda.zones import find_zone, get_system_zone, move_zone, settle
from relcrm.exceptions import RecurrenceError

DAYS_AHEAD = 400
MOST_AHEAD, MOST_PAST = 150, 500
FORMAT = "%Y-%m-%d %H:%M:%S"
TEMPLATE_FIELDS = (
    "subject event_type party contact_person area direction private leaves_free assigned_to location notes"
    " reminder_minutes reference_doctype reference_name caller_name caller_number"
).split()
TEMPLATE_TABLES = {
    "participants": ("side", "user", "contact_person", "person_name"),
    "event_values": ("field_key", "label", "text", "choice", "number", "amount", "date", "yes_no"),
    "reminders": ("minutes", "by_mail"),
}
AHEAD = ("Planned", "Open")


def make_series(event: Document, rrule: str) -> Document:
    """Let an event repeat by a rule; the event becomes the first of its series, on the first day of the rule.

    Raises RecurrenceError for a rule that cannot be kept, or that gives no day within the time planned ahead.
    """
    if event.series:
        raise RecurrenceError(_('"{0}" repeats already. Change its series.').format(event.subject))
    if event.undated:
        raise RecurrenceError(_('"{0}" has no day yet. Choose its first day.').format(event.subject))
    rule = parse_rule(rrule, get_system_zone())
    start, end = get_datetime(event.starts_on), get_datetime(event.ends_on)
    days = get_occurrences(rule, start, start + timedelta(days=366 * 9), 1)
    if not days:
        raise RecurrenceError(_("This rule gives no day at all. Choose another."))
    series = frappe.new_doc("Relation Event Series")
    series.update({"rrule": str(rule), "starts_on": days[0], "minutes": get_minutes(start, end)})
    series.update({"all_day": event.all_day, "time_zone": get_system_timezone() or "UTC"})
    keep_template(series, event)
    series.insert(ignore_permissions=True)
    event.update({"series": series.name, "occurrence": days[0], "moved": 0})
    event.update({"starts_on": days[0], "ends_on": days[0] + (end - start)})
    save_quietly(event)
    fill(series)
    return series


def get_minutes(start: datetime, end: datetime) -> int:
    """Return the length of an event in whole minutes."""
    return int((end - start).total_seconds() // 60)


def keep_template(series: Document, event: Document) -> None:
    """Take over from an event what each new one of the series begins with."""
    values = {field: event.get(field) for field in TEMPLATE_FIELDS if event.get(field) not in (None, "")}
    for table, columns in TEMPLATE_TABLES.items():
        values[table] = get_rows(event, table, columns)
    series.template = frappe.as_json(values)
    for field in ("subject", "party", "assigned_to", "private"):
        series.set(field, event.get(field))


def get_rows(event: Document, table: str, columns: tuple[str, ...]) -> list[dict]:
    """Return the rows of a table as plain values, empty ones left out."""
    return [{key: row.get(key) for key in columns if row.get(key) not in (None, "")} for row in event.get(table) or []]


def get_words_of(name: str | None) -> str | None:
    """Return in plain words how a series repeats, or None without one."""
    values = frappe.db.get_value("Relation Event Series", name, ["rrule", "starts_on"]) if name else None
    return get_words(parse_rule(values[0], whole_days_only=False), get_datetime(values[1])) if values else None


def get_template(series: Document) -> dict:
    """Return what each event of a series begins with."""
    return json.loads(series.template or "{}")


def get_rule(series: Document) -> Rule:
    """Return the rule of a series."""
    return parse_rule(series.rrule, whole_days_only=False)


def read_moments(text: str | None) -> set[datetime]:
    """Return the moments that a series keeps as a list."""
    return {get_datetime(value) for value in json.loads(text or "[]")}


def write_moments(moments) -> str:
    """Return moments as a series keeps them."""
    return json.dumps([moment.strftime(FORMAT) for moment in sorted(moments)])


def get_moments(series: Document, last: datetime) -> list[datetime]:
    """Return the times of a series up to a last one, by its own clock, in order; what was left out is not there."""
    start = get_datetime(series.starts_on)
    further = {moment for moment in read_moments(series.rdates) if moment <= last}
    found = set(get_occurrences(get_rule(series), start, last)) | further
    return sorted(found - read_moments(series.exdates))


def get_times(series: Document, moment: datetime) -> tuple[datetime, datetime]:
    """Return start and end of one time of a series by the clock of the site."""
    zone = find_zone(series.time_zone or "") or get_system_zone()
    length = timedelta(minutes=cint(series.minutes))
    if series.all_day:
        return moment, moment + length
    here = get_system_zone()
    if zone == here:
        start = settle(moment, here).replace(tzinfo=None, fold=0)
        return start, start + length
    return move_zone(moment, zone, here), max(move_zone(moment + length, zone, here), move_zone(moment, zone, here))


def get_horizon() -> datetime:
    """Return until when the events of a series stand in the agenda."""
    return now_datetime().replace(microsecond=0) + timedelta(days=DAYS_AHEAD)


def get_wanted(series: Document) -> tuple[list[datetime], datetime]:
    """Return the times that have an event, and until when; long ago ones of endless rules are left out."""
    horizon = get_horizon()
    moments = get_moments(series, horizon)
    now = now_datetime()
    past = [moment for moment in moments if moment < now]
    rule = get_rule(series)
    if len(past) > MOST_PAST or not (rule.count or rule.until):
        past = [moment for moment in past if moment >= now - timedelta(days=366)][-MOST_PAST:]
    coming = [moment for moment in moments if moment >= now]
    if len(coming) > MOST_AHEAD:
        coming = coming[:MOST_AHEAD]
        horizon = coming[-1]
    return past + coming, horizon


def fill(series: Document, since: datetime | None = None) -> list[str]:
    """Make the events that are missing up to the horizon, none twice; return their names.

    They belong to who owns the series. With `since` nothing is made for earlier times.
    """
    frappe.db.get_value("Relation Event Series", series.name, "name", for_update=True)
    wanted, until = get_wanted(series)
    known = set(frappe.get_all("Relation Event", filters={"series": series.name}, pluck="occurrence", limit=0))
    known = {get_datetime(moment) for moment in known if moment}
    made = [make_one(series, moment) for moment in wanted if moment not in known and not (since and moment < since)]
    if made and series.owner != frappe.session.user:
        for start in range(0, len(made), 200):
            names = ["in", made[start : start + 200]]
            frappe.db.set_value("Relation Event", {"name": names}, "owner", series.owner, update_modified=False)
    rule = get_rule(series)
    over = bool(rule.until and rule.until <= until) or bool(
        rule.count and len(get_occurrences(rule, get_datetime(series.starts_on), until)) >= rule.count
    )
    series.db_set({"filled_until": until, "ended": int(over)}, update_modified=False)
    return made


def make_one(series: Document, moment: datetime) -> str:
    """Insert the event of one time of a series; nobody is told of each of them."""
    event = frappe.new_doc("Relation Event")
    template = get_template(series)
    event.update({"assigned_to": None, **template})
    event.starts_on, event.ends_on = get_times(series, moment)
    event.update({"all_day": series.all_day, "series": series.name, "occurrence": moment, "ical_uid": series.ical_uid})
    event.status = "Planned"
    event.flags.from_series = True
    before = {name: frappe.flags.get(name) for name in ("in_import", "mute_emails")}
    frappe.flags.update({"in_import": True, "mute_emails": True})
    try:
        event.insert(ignore_permissions=True)
    finally:
        frappe.flags.update(before)
    return event.name


def save_quietly(event: Document) -> None:
    """Save an event of a series as the series wants it, without marking it as moved by itself."""
    event.flags.from_series = True
    event.save()
    event.flags.from_series = False


def extend_all() -> int:
    """Daily job: carry the horizon of every running series on; each is committed by itself, so it may be cut off."""
    near = add_to_date(now_datetime(), days=DAYS_AHEAD - 1)
    filters = {"ended": 0, "filled_until": ["<", near]}
    names = frappe.get_all("Relation Event Series", filters=filters, pluck="name", order_by="filled_until asc", limit=0)
    made = 0
    for name in names:
        try:
            made += len(fill(frappe.get_doc("Relation Event Series", name)))
        except frappe.ValidationError:
            frappe.db.rollback()
            frappe.log_error(f"Relation Event Series {name}")
        frappe.db.commit()
    return made

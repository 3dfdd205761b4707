"""A series as calendars tell it: one event with its rule, and by itself only what differs from it.

A series is folded where the reader sees it whole; of any other its times are told one by one.
"""

from collections.abc import Iterable
from datetime import datetime

import frappe
from frappe.model.document import Document
from frappe.utils import cint, get_datetime
from icalendar import Event, vRecur

from relcrm.agenda import events
from relcrm.agenda.event_names import get_site_key
from relcrm.agenda.recurrence import series as kept
from relcrm.agenda.recurrence.rule import get_occurrences
from relcrm.agenda.zones import UTC, find_zone, get_system_zone, settle

SERIES = "Relation Event Series"
TOLD = ("subject", "event_type", "party", "contact_person", "private", "leaves_free", "location", "notes")
FIELDS = (*TOLD, "reminder_minutes", "all_day")
MOST = 50


def get_series_uid(series: Document) -> str:
    """Return the worldwide name of a series."""
    return series.ical_uid or f"{series.name}@{get_site_key()}"


def fold(rows: list[dict], fields: Iterable[str], between: tuple[datetime, datetime] | None = None) -> list[dict]:
    """Return rows with the series that are whole among them told as one, and what differs from it.

    Whole is a series all of whose events that are not cancelled are among the rows; with `between`, those of that span,
    and the rest as open as they are. `fields` are those of the rows.
    """
    names = {row.name for row in rows}
    found = list(dict.fromkeys(row.series for row in rows if row.get("series") and row.get("occurrence")))
    folded: dict[str, list[dict]] = {}
    for name in found[:MOST]:
        told = _fold_one(frappe.get_doc(SERIES, name), names, list(fields), between)
        if told:
            folded[name] = told
    left = [row for row in rows if row.get("series") not in folded]
    return left + [row for told in folded.values() for row in told]


def _fold_one(series: Document, names: set[str], fields: list[str], between) -> list[dict] | None:
    filters = {"series": series.name}
    rows = frappe.get_list("Relation Event", filters=filters, fields=fields, order_by="occurrence asc", limit=0)
    if len(rows) != frappe.db.count("Relation Event", filters) or not all(row.occurrence for row in rows):
        return None
    if any(row.name not in names and _is_missed(row, series, between) for row in rows):
        return None
    last = max((get_datetime(row.occurrence) for row in rows), default=kept.get_horizon())
    start, moments = get_start(series, max(last, kept.get_horizon()))
    if not start:
        return None
    master = _get_master(series, start)
    uid = {"ical_uid": get_series_uid(series), "series": None}
    told: list[dict] = []
    for row in rows:
        if get_datetime(row.occurrence) not in moments:
            if row.status != "Cancelled":
                told.append(row)
        elif row.status == "Cancelled" or _is_other(row, series, master):
            told.append(row | uid | {"recurrence": get_datetime(row.occurrence), "clock": series})
    master.update(uid)
    return events.add_names([master, *(frappe._dict(row) for row in told)])


def _is_missed(row: dict, series: Document, between) -> bool:
    """Tell whether somebody who does not see an event would learn of it by its series."""
    if row.status == "Cancelled":
        return False
    inside = not between or (get_datetime(row.starts_on) < between[1] and get_datetime(row.ends_on) >= between[0])
    return inside or bool(cint(row.private)) or row.assigned_to != series.assigned_to


def get_start(series: Document, last: datetime) -> tuple[datetime | None, set[datetime]]:
    """Return the first time of a series and all those that its rule gives up to a last one."""
    start = get_datetime(series.starts_on)
    further = kept.read_moments(series.rdates)
    if start not in further:
        start = next(iter(get_occurrences(kept.get_rule(series), start, max(last, start), 1)), None)
    return start, set(kept.get_moments(series, last))


def _get_master(series: Document, start: datetime) -> dict:
    """Return what each time of a series has, as a row of events with how it repeats."""
    template = kept.get_template(series)
    master = frappe._dict({field: template.get(field) for field in FIELDS})
    begin, end = kept.get_times(series, start)
    master.update({"name": series.name, "starts_on": begin, "ends_on": end, "all_day": series.all_day})
    master.update({"status": "Planned", "assigned_to": series.assigned_to, "creation": series.creation})
    master.update({"modified": series.modified, "begin": start, "clock": series, "repeats": 1})
    return master


def _is_other(row: dict, series: Document, master: dict) -> bool:
    times = (get_datetime(row.starts_on), get_datetime(row.ends_on))
    if times != kept.get_times(series, get_datetime(row.occurrence)):
        return True
    return any((row.get(field) or None) != (master.get(field) or None) for field in FIELDS)


def get_zone(series: Document):
    """Return the zone by whose clock a series repeats."""
    return find_zone(series.time_zone or "") or get_system_zone()


def to_value(series: Document, moment: datetime):
    """Return a time of a series as a calendar writes it: a day, or a moment of its zone."""
    return moment.date() if series.all_day else settle(moment, get_zone(series))


def add_repeating(entry: Event, event: dict) -> None:
    """Write how an event repeats, or which time of its series it is."""
    series = event["clock"]
    if event.get("recurrence"):
        entry.add("RECURRENCE-ID", to_value(series, event["recurrence"]))
        return
    rule = kept.get_rule(series)
    text = ";".join(part for part in str(rule).split(";") if not part.startswith("UNTIL="))
    if rule.until:
        until = rule.until if series.all_day else settle(rule.until, get_zone(series)).astimezone(UTC)
        text += f";UNTIL={until:%Y%m%d}" if series.all_day else f";UNTIL={until:%Y%m%dT%H%M%SZ}"
    entry.add("RRULE", vRecur.from_ical(text))
    for name, moments in (("RDATE", kept.read_moments(series.rdates)), ("EXDATE", kept.read_moments(series.exdates))):
        for moment in sorted(moments - ({event["begin"]} if name == "RDATE" else set())):
            entry.add(name, to_value(series, moment))

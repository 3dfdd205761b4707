"""Changing a series: this event, this and the following ones, or all. What is done or cancelled is never touched."""

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from relcrm.agenda.recurrence import series as kept
from relcrm.agenda.recurrence.rule import Rule, end_before, get_occurrences, parse_rule, shift_rule
from relcrm.agenda.zones import find_zone, get_system_zone, move_zone
from relcrm.exceptions import RecurrenceError

THIS, FOLLOWING, ALL = SCOPES = ("this", "following", "all")
LATER = "later"
TIMES = ("starts_on", "ends_on", "all_day")
COPIED = "subject minutes all_day time_zone party assigned_to private template".split()


def get_series(event: Document, scope: str) -> Document:
    """Return the series of an event that the user may write; raises RecurrenceError where there is none."""
    event.check_permission("write")
    if scope not in SCOPES:
        raise RecurrenceError(_('Choose "this", "following" or "all".'))
    if not event.series:
        raise RecurrenceError(_('"{0}" does not repeat. Change the event itself.').format(event.subject))
    return frappe.get_doc("Relation Event Series", event.series, for_update=True)


def change(name: str, values: dict, scope: str) -> Document:
    """Change one event of a series, it and the following ones, or all that are still to be done; return it.

    `values` may hold the fields that a series hands on, starts_on, ends_on, all_day, and rrule (not for one event).
    """
    event = frappe.get_doc("Relation Event", name)
    series = get_series(event, scope)
    allowed = {*kept.TEMPLATE_FIELDS, *kept.TEMPLATE_TABLES, *TIMES}
    given = {field: value for field, value in values.items() if field in allowed}
    if scope == THIS:
        event.update(given)
        return event.save()
    if event.moved and given.get("starts_on"):  # its own time is the time of all now
        frappe.db.set_value("Relation Event", event.name, "moved", 0, update_modified=False)
    if scope == FOLLOWING:
        series = cut(series, event)
    rows = get_ahead(series)
    old = kept.get_template(series)
    _change_times(series, event, given, values.get("rrule"))
    hand_on = {field: value for field, value in given.items() if field not in TIMES}
    if hand_on:
        probe = frappe.new_doc("Relation Event")
        probe.update({"assigned_to": None, **old, **hand_on})
        kept.keep_template(series, probe)
    save(series)
    apply(series, rows, old, hand_on)
    if not frappe.db.exists("Relation Event", event.name):  # the new rule has no such day
        return next(iter(get_ahead(series)), event)
    event.reload()
    return event


def save(series: Document) -> None:
    """Save a series whose events are looked after by the caller."""
    series.flags.handled = True
    series.save(ignore_permissions=True)


def get_ahead(series: Document) -> list[Document]:
    """Return the events of a series that are still to be done and that the user may see, in order."""
    filters = {"series": series.name, "status": ["in", kept.AHEAD]}
    names = frappe.get_list("Relation Event", filters=filters, pluck="name", order_by="occurrence asc", limit=0)
    return [frappe.get_doc("Relation Event", name) for name in names]


def cut(series: Document, event: Document) -> Document:
    """Return the series that begins with an event: the old one ends before it. The first one is not cut."""
    at = get_datetime(event.occurrence)
    start, rule = get_datetime(series.starts_on), kept.get_rule(series)
    before = [moment for moment in get_occurrences(rule, start, at) if moment < at]
    left_out, further = kept.read_moments(series.exdates), kept.read_moments(series.rdates)
    if not before and not {moment for moment in further if moment < at}:
        return series
    new = frappe.new_doc("Relation Event Series")
    new.update({field: series.get(field) for field in COPIED})
    rest = Rule(rule.freq, rule.interval, rule.count - len(before), rule.until, rule.by, rule.wkst)
    if rule.count and rule.count <= len(before):
        rest = Rule(rule.freq, by=rule.by, wkst=rule.wkst, until=at)
    elif not rule.count:
        rest = rule
    new.update({"rrule": str(rest), "starts_on": at, "ical_uid": None})
    new.exdates = kept.write_moments(moment for moment in left_out if moment >= at)
    new.rdates = kept.write_moments(moment for moment in further if moment >= at)
    new.insert(ignore_permissions=True)
    series.rrule = str(end_before(rule, at))
    series.exdates = kept.write_moments(moment for moment in left_out if moment < at)
    series.rdates = kept.write_moments(moment for moment in further if moment < at)
    series.ended = 1
    save(series)
    filters = {"series": series.name, "occurrence": [">=", at]}
    for one in frappe.get_all("Relation Event", filters=filters, pluck="name", limit=0):
        frappe.db.set_value("Relation Event", one, {"series": new.name, "ical_uid": None}, update_modified=False)
    return new


def _change_times(series: Document, event: Document, given: dict, rrule: str | None) -> None:
    """Give a series other times or another rule; `event` says by how much its times are shifted."""
    if "all_day" in given:
        series.all_day = int(bool(given["all_day"]))
    start = get_datetime(given.get("starts_on") or event.starts_on)
    end = get_datetime(given.get("ends_on") or event.ends_on)
    if given.get("starts_on") and not given.get("ends_on"):
        end = start + (get_datetime(event.ends_on) - get_datetime(event.starts_on))
    if end < start:
        raise RecurrenceError(_('"{0}" would end before it starts. Correct one of the two.').format(event.subject))
    if set(TIMES) & set(given):
        series.minutes = kept.get_minutes(start, end)
    old = get_datetime(event.occurrence)
    new = to_series(series, start) if given.get("starts_on") else old
    rule = kept.get_rule(series)
    if rrule:
        rule = parse_rule(rrule, find_zone(series.time_zone or ""))
    elif new != old:
        rule = shift_rule(rule, old, new)
    by = new - old
    if by:
        shift(series, by)
    if rrule and get_datetime(series.starts_on) < now_datetime() < new:
        series.starts_on = new
    series.rrule = str(rule)
    series.ended = 0
    if not get_occurrences(rule, get_datetime(series.starts_on), kept.get_horizon() + timedelta(days=366 * 9), 1):
        raise RecurrenceError(_("This rule gives no day at all. Choose another."))


def to_series(series: Document, moment: datetime) -> datetime:
    """Return a moment of the site's clock by the clock of a series."""
    zone, here = find_zone(series.time_zone or "") or get_system_zone(), get_system_zone()
    return moment if series.all_day or zone == here else move_zone(moment, here, zone)


def shift(series: Document, by: timedelta) -> None:
    """Shift all times of a series, and what its events are called in it."""
    series.starts_on = get_datetime(series.starts_on) + by
    for field in ("exdates", "rdates"):
        series.set(field, kept.write_moments(moment + by for moment in kept.read_moments(series.get(field))))
    fields = ["name", "occurrence"]
    for row in frappe.get_all("Relation Event", filters={"series": series.name}, fields=fields, limit=0):
        moved = get_datetime(row.occurrence) + by
        frappe.db.set_value("Relation Event", row.name, "occurrence", moved, update_modified=False)


def apply(series: Document, rows: list[Document], old: dict, hand_on: dict) -> None:
    """Bring the events still to be done in line with their series; what they have of their own stays."""
    wanted = set(kept.get_moments(series, kept.get_horizon()))
    for row in rows:
        row.reload()
        moment = get_datetime(row.occurrence)
        for field, value in hand_on.items():
            if _is_as_in_series(row, field, old):
                row.set(field, value)
        if moment in wanted:
            if not row.moved:
                row.starts_on, row.ends_on = kept.get_times(series, moment)
                row.all_day = series.all_day
        elif row.moved or row.get("promises") or not _is_as_in_series(row, "notes", old):
            row.update({"series": None, "occurrence": None, "moved": 0})
        else:
            delete_quietly(row.name)
            continue
        kept.save_quietly(row)
    kept.fill(series, min((get_datetime(row.occurrence) for row in rows if row.occurrence), default=now_datetime()))


def _is_as_in_series(row: Document, field: str, old: dict) -> bool:
    if field in kept.TEMPLATE_TABLES:
        return kept.get_rows(row, field, kept.TEMPLATE_TABLES[field]) == (old.get(field) or [])
    return (row.get(field) or None) == (old.get(field) or None)


def get_going(event: Document, series: Document, scope: str) -> list[Document]:
    """Return the events still to be done that go with an event of a series: all, it and the following, or the later."""
    at = get_datetime(event.occurrence)
    ahead = get_ahead(series)
    if scope == ALL:
        return ahead
    return [row for row in ahead if get_datetime(row.occurrence) >= at and (scope != LATER or row.name != event.name)]


def remove(name: str, scope: str) -> dict:
    """Delete one event of a series, it and the following ones, or all that are still to be done.

    What is done or cancelled stays and is counted. Needs delete on each event; returns how many went.
    """
    event = frappe.get_doc("Relation Event", name)
    series = get_series(event, scope)
    if scope == THIS:
        event.delete()
        return {"deleted": 1}
    at = get_datetime(event.occurrence)
    rows = get_going(event, series, scope)
    for row in rows:
        row.check_permission("delete")
    end(series, at if scope == FOLLOWING else min(at, now_datetime()))
    for row in rows:
        delete_quietly(row.name)
    if not frappe.db.exists("Relation Event", {"series": series.name}):
        frappe.delete_doc("Relation Event Series", series.name, ignore_permissions=True, delete_permanently=True)
    return {"deleted": len(rows)}


def end(series: Document, at: datetime) -> None:
    """Let a series end before a moment of its own clock."""
    series.rrule = str(end_before(kept.get_rule(series), at))
    series.rdates = kept.write_moments(moment for moment in kept.read_moments(series.rdates) if moment < at)
    series.ended = 1
    save(series)


def end_after(name: str) -> dict:
    """End a series with this event: the later ones that are still to be done go. Returns how many went."""
    event = frappe.get_doc("Relation Event", name)
    series = get_series(event, FOLLOWING)
    at = get_datetime(event.occurrence)
    rows = get_going(event, series, LATER)
    for row in rows:
        row.check_permission("delete")
    end(series, at + timedelta(seconds=1))
    for row in rows:
        delete_quietly(row.name)
    return {"deleted": len(rows)}


def delete_quietly(name: str) -> None:
    """Delete an event of a series because the series has no such time any more."""
    before = frappe.flags.in_series_change
    frappe.flags.in_series_change = True
    try:
        frappe.delete_doc("Relation Event", name, ignore_permissions=True, delete_permanently=True)
    finally:
        frappe.flags.in_series_change = before


def leave_out(event: Document) -> None:
    """Keep that one time of a series was taken away by itself, so that it is not made again."""
    if not event.series or not event.occurrence or frappe.flags.in_series_change:
        return
    stored = frappe.db.get_value("Relation Event Series", event.series, "exdates")
    left_out = kept.write_moments(kept.read_moments(stored) | {get_datetime(event.occurrence)})
    frappe.db.set_value("Relation Event Series", event.series, "exdates", left_out, update_modified=False)


def resync(series: Document, old: dict) -> None:
    """Bring the events of a series in line with it after its fields were put back by hand or by an undo."""
    apply(series, get_ahead(series), old, kept.get_template(series))


def dissolve(series: Document) -> None:
    """Before a series is deleted: its events that nobody touched go, the others stay by themselves."""
    fields = ["name", "status", "modified", "ends_on"]
    rows = frappe.get_all("Relation Event", filters={"series": series.name}, fields=fields, limit=0)
    for row in rows:
        untouched = get_datetime(row.modified) <= get_datetime(series.modified)
        if untouched:
            delete_quietly(row.name)
        else:
            values = {"series": None, "occurrence": None}
            frappe.db.set_value("Relation Event", row.name, values, update_modified=False)

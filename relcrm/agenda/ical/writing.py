"""Events as an iCalendar file: for a download, a subscription, or an invitation that somebody else sends."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, strip_html
from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from relcrm.agenda.event_names import get_uid
from relcrm.agenda.ical.folding import add_repeating, get_zone, to_value
from relcrm.agenda.ical.zone_text import make_timezone
from relcrm.agenda.zones import UTC, get_system_zone, settle

METHODS = ("PUBLISH", "REQUEST", "CANCEL")
PRODUCT = "-//RelCRM//Agenda//EN"
STATES = {"Planned": "CONFIRMED", "Open": "CONFIRMED", "Done": "CONFIRMED", "Cancelled": "CANCELLED"}


def make_ics(
    events: Any,
    method: str = "PUBLISH",
    *,
    title: str | None = None,
    busy_only: bool = False,
    organizer: tuple[str, str] | None = None,
    attendees: Iterable[tuple[str, str]] | None = None,
    alarms: bool = False,
    stamp: datetime | None = None,
) -> bytes:
    """Return one or several events (documents, or rows with the fields of Relation Event) as an .ics file in UTF-8.

    `method` is PUBLISH, or REQUEST and CANCEL for an invitation and its withdrawal: these name `organizer` and
    `attendees`, pairs of name and address; without them the colleague who does it and our and their participants
    who have an address. With `busy_only` nothing but the times is told. Nothing is checked here: hand over only
    what the reader may see. `stamp` is a moment in UTC, now unless given. An event without a day is left out.
    """
    if method not in METHODS:
        raise ValueError(f"method is one of {', '.join(METHODS)}, not {method}")
    many = events if isinstance(events, list | tuple | set) else [events]
    kept = [event for event in many if event.get("starts_on") and not cint(event.get("undated"))]
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    if title:
        calendar.add("X-WR-CALNAME", title)
    zone = get_system_zone()
    timed: dict[str, list[datetime]] = {}
    for event in kept:
        used = get_zone(event["clock"]) if event.get("clock") else zone
        for one in {used, zone} if not cint(event.get("all_day")) else ():
            if isinstance(one, ZoneInfo):
                timed.setdefault(one.key, []).append(get_datetime(event.get("starts_on")))
    for key, moments in timed.items():
        calendar.add_component(make_timezone(ZoneInfo(key), key, min(moments), max(moments)))
    writer = _Writer(method, busy_only, organizer, attendees, alarms, stamp or datetime.now(UTC))
    for event in kept:
        calendar.add_component(writer.write(event))
    return calendar.to_ical()


def get_sequence(event: Any) -> int:
    """Return a number that grows with each change of an event, as calendars want it to tell old from new."""
    made, changed = (get_datetime(event.get(key)) if event.get(key) else None for key in ("creation", "modified"))
    grown = int((changed - made).total_seconds()) if made and changed else 0
    return cint(event.get("ical_sequence")) + max(grown, 0)


class _Writer:
    """What is the same for every event of a file."""

    def __init__(self, method, busy_only, organizer, attendees, alarms, stamp):
        self.method, self.busy_only, self.alarms, self.stamp = method, busy_only, alarms, stamp
        self.organizer, self.attendees = organizer, attendees
        self.zone = get_system_zone()

    def write(self, event: Any) -> Event:
        entry = Event()
        entry.add("UID", get_uid(event))
        entry.add("DTSTAMP", self.stamp)
        self.add_times(entry, event)
        if event.get("clock"):
            add_repeating(entry, event)
        entry.add("SEQUENCE", get_sequence(event))
        state = "CANCELLED" if self.method == "CANCEL" else STATES.get(event.get("status") or "Planned", "CONFIRMED")
        entry.add("STATUS", state)
        if self.busy_only:
            entry.add("SUMMARY", _("Busy"))
            entry.add("CLASS", "PRIVATE")
            return entry
        entry.add("SUMMARY", _clean(event.get("subject")) or _("Relation Event"))
        if event.get("location"):
            entry.add("LOCATION", _clean(event.get("location")))
        if text := get_description(event):
            entry.add("DESCRIPTION", text)
        if event.get("event_type"):
            entry.add("CATEGORIES", [_(event.get("event_type"))])
        if cint(event.get("leaves_free")) and not cint(event.get("all_day")):
            entry.add("TRANSP", "TRANSPARENT")
        entry.add("CLASS", "PRIVATE" if cint(event.get("private")) else "PUBLIC")
        if self.method != "PUBLISH":
            self.add_people(entry, event)
        if self.alarms and self.method == "PUBLISH":
            self.add_alarms(entry, event)
        return entry

    def add_times(self, entry: Event, event: Any) -> None:
        start = get_datetime(event.get("starts_on"))
        end = get_datetime(event.get("ends_on") or event.get("starts_on"))
        if cint(event.get("all_day")):
            entry.add("DTSTART", start.date())
            entry.add("DTEND", get_last_day(start, end) + timedelta(days=1))
            entry.add("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE")
            entry.add("TRANSP", "TRANSPARENT" if cint(event.get("leaves_free")) else "OPAQUE")
            return
        if event.get("repeats"):  # by the clock of its series
            entry.add("DTSTART", to_value(event["clock"], event["begin"]))
            entry.add("DTEND", settle(end, self.zone).astimezone(get_zone(event["clock"])))
            return
        entry.add("DTSTART", settle(start, self.zone))
        if end > start:
            entry.add("DTEND", settle(end, self.zone))

    def add_people(self, entry: Event, event: Any) -> None:
        name, address = self.organizer or get_organizer(event)
        if address:
            entry.add("ORGANIZER", _make_address(name, address))
        people = get_addresses(event) if self.attendees is None else self.attendees
        for name, address in people:
            person = _make_address(name, address)
            person.params["ROLE"] = vText("REQ-PARTICIPANT")
            person.params["PARTSTAT"] = vText("NEEDS-ACTION")
            person.params["RSVP"] = vText("TRUE")
            entry.add("ATTENDEE", person)

    def add_alarms(self, entry: Event, event: Any) -> None:
        minutes = cint(event.get("reminder_minutes"))
        if minutes:
            alarm = Alarm()
            alarm.add("ACTION", "DISPLAY")
            alarm.add("DESCRIPTION", _clean(event.get("subject")) or _("Relation Event"))
            alarm.add("TRIGGER", -timedelta(minutes=minutes))
            entry.add_component(alarm)


def get_last_day(start: datetime, end: datetime) -> date:
    """Return the last day of an event of whole days; one that ends at midnight ends the day before."""
    if end > start and end.time() == datetime.min.time():
        return (end - timedelta(days=1)).date()
    return end.date()


def get_description(event: Any) -> str:
    """Return what was noted, and with whom, as plain text."""
    notes = (event.get("notes") or "").replace("</p>", "\n").replace("<br>", "\n")
    lines = [" ".join(_clean(line).split()) for line in unescape(strip_html(notes)).split("\n")]
    who = " · ".join(name for name in (event.get("party_name"), event.get("contact_name")) if name)
    return "\n".join(line for line in (who, *lines) if line)


def get_organizer(event: Any) -> tuple[str, str]:
    """Return name and address of the colleague who does an event, or who entered it."""
    user = event.get("assigned_to") or event.get("owner")
    values = frappe.db.get_value("User", user, ["full_name", "email"]) if user else None
    return (values[0] or "", values[1] or "") if values else ("", "")


def get_addresses(event: Any) -> list[tuple[str, str]]:
    """Return name and address of those who take part in an event and have one, each once."""
    rows = event.get("participants") or []
    persons = [row.get("contact_person") for row in rows if row.get("contact_person")]
    persons = [event.get("contact_person"), *persons] if event.get("contact_person") else persons
    users = [row.get("user") for row in rows if row.get("user")]
    found = [(one.full_name, one.main_email) for one in _get_rows("Contact Person", persons, "main_email")]
    found += [(one.full_name, one.email) for one in _get_rows("User", users, "email")]
    return list({address.lower(): (name, address) for name, address in found if address}.values())


def _get_rows(doctype: str, names: list[str], field: str) -> list[dict]:
    filters = {"name": ["in", names]}
    return frappe.get_all(doctype, filters=filters, fields=["full_name", field]) if names else []


def _clean(text: str | None) -> str:
    """Return text on one line without signs that a calendar file cannot hold."""
    return "".join(sign if sign.isprintable() else " " for sign in str(text or "")).strip()


def _make_address(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{_clean(address)}")
    if name := _clean(name).replace('"', "'"):
        person.params["CN"] = vText(name)
    return person

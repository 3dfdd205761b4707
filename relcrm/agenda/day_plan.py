"""A whole day of one of us in order: stops with hours, telephone and place, the road between them, the gaps, and
customers near by who have not been seen for long. Kilometres are the straight line times 1.3, and this is said.
"""

from datetime import date, datetime, time, timedelta

import frappe
from frappe.utils import cint, get_datetime, get_fullname, now_datetime

from relcrm.agenda import calendars
from relcrm.agenda.events import get_events_between, get_names_of_participants
from relcrm.agenda.privacy import TABLE
from relcrm.agenda.working_days import get_working_time
from relcrm.relations.distances import ROAD_FACTOR, Place, get_km, get_minutes, get_road_km, is_known
from relcrm.relations.town_places import get_place
from relcrm.workplace.rules import get_rules

GAP = timedelta(minutes=45)
NEAR_KM = 25
UNSEEN_DAYS = 90
MOST_NEAR = 5
MOST_PARTIES = 400
KM_OF_DEGREE = 111.2
PARTY_FIELDS = "name party_name main_phone main_town main_province main_latitude main_longitude".split()


def get_day(user: str, day: date) -> dict:
    """Return a colleague's day: {user, full_name, date, holiday, home, stops, km, minutes, busy}; a stop is an event
    row with phone, town, latitude, longitude, `leg` ({km, minutes, late}) from the stop before and `gap` ({starts_on,
    ends_on}) after it. Of events that the reader may not see only `busy` hours are told, where the agenda is open."""
    start, end = datetime.combine(day, time()), datetime.combine(day + timedelta(days=1), time())
    rows = _get_rows(user, start, end)
    _add_places(rows)
    home = _get_home()
    totals = _add_legs(rows, home)
    _add_gaps(rows, user, day)
    working = get_working_time(user)
    seen = [row.name for row in rows]
    others = calendars.get_blocks([user], start, end, seen) if user != frappe.session.user else []
    return {
        "user": user,
        "full_name": get_fullname(user),
        "date": str(day),
        "holiday": working.get_holiday(day, frappe.local.lang or "it"),
        "home": {"latitude": home[0], "longitude": home[1]} if is_known(home) else None,
        "stops": rows,
        "busy": others,
        "factor": ROAD_FACTOR,
        **totals,
    }


def _get_rows(user: str, start: datetime, end: datetime) -> list[dict]:
    """Return the events of a day that the reader sees, all-day ones first, called-off ones left out."""
    kept = [["Relation Event", "status", "!=", "Cancelled"]]
    rows = get_events_between(start, end, [*kept, ["Relation Event", "assigned_to", "=", user]])
    joined = set(get_names_of_participants([user], start, end)) - {row.name for row in rows}
    if joined:
        rows += get_events_between(start, end, [*kept, ["Relation Event", "name", "in", sorted(joined)]])
    return sorted(rows, key=lambda row: (not cint(row.all_day), str(row.starts_on)))


def _add_places(rows: list[dict]) -> None:
    parties = _get_parties([row.party for row in rows])
    persons = _get_phones([row.contact_person for row in rows])
    for row in rows:
        party = parties.get(row.party) or frappe._dict()
        row.phone = persons.get(row.contact_person) or party.main_phone or row.caller_number
        row.town = " ".join(filter(None, [party.main_town, f"({party.main_province})" if party.main_province else ""]))
        row.latitude, row.longitude = party.main_latitude or 0.0, party.main_longitude or 0.0
        row.outside = int(_is_outside(row))


def _is_outside(row: dict) -> bool:
    """Return whether one goes somewhere for it; a call is made from wherever one is."""
    return row.get("channel") in ("Visit", "Meeting", "Demo") and not cint(row.all_day)


def _get_parties(names: list[str | None]) -> dict[str, dict]:
    wanted = sorted({name for name in names if name})
    if not wanted:
        return {}
    rows = frappe.get_list("Party", filters={"name": ["in", wanted]}, fields=PARTY_FIELDS, limit=0)
    return {row.name: row for row in rows}


def _get_phones(names: list[str | None]) -> dict[str, str]:
    wanted = sorted({name for name in names if name})
    if not wanted:
        return {}
    filters = {"name": ["in", wanted]}
    rows = frappe.get_list("Contact Person", filters=filters, fields=["name", "main_phone"], limit=0)
    return {row.name: row.main_phone for row in rows}


def _get_home() -> Place:
    """Return where our own office is, by the town of the settings."""
    settings = frappe.get_cached_doc("RelCRM Settings")
    return get_place(settings.company_town, settings.company_province)


def _add_legs(rows: list[dict], home: Place) -> dict:
    """Add the road to each stop from the one before, the office first; return {km, minutes} of the day with the way
    back. Stops without a known place are passed over: `unplaced` counts them."""
    at, left, km, minutes, unplaced = home, None, 0.0, 0, 0
    for row in rows:
        if not row.outside:
            continue
        place = (row.latitude, row.longitude)
        if not is_known(place):
            unplaced += 1
            continue
        if is_known(at):
            road, time_needed = get_road_km(at, place), get_minutes(at, place)
            late = bool(left) and get_datetime(row.starts_on) - left < timedelta(minutes=time_needed)
            row.leg = {"km": round(road, 1), "minutes": time_needed, "late": int(late)}
            km, minutes = km + road, minutes + time_needed
        at, left = place, get_datetime(row.ends_on or row.starts_on)
    back = None
    if left and is_known(at) and is_known(home):
        back = {"km": round(get_road_km(at, home), 1), "minutes": get_minutes(at, home)}
        km, minutes = km + back["km"], minutes + back["minutes"]
    return {"km": round(km, 1), "minutes": minutes, "back": back, "unplaced": unplaced}


def _add_gaps(rows: list[dict], user: str, day: date) -> None:
    """Add to each stop the free stretch of working time that follows it."""
    spans = get_working_time(user).get_spans(day)
    timed = [row for row in rows if not cint(row.all_day)]
    until = datetime.min
    for row, after in zip(timed, [*timed[1:], None], strict=False):
        until = max(until, get_datetime(row.ends_on or row.starts_on))
        stop = get_datetime(after.starts_on) if after else datetime.combine(day, time(23, 59))
        for begin, end in spans:
            free_from, free_to = max(until, begin), min(stop, end)
            if free_to - free_from >= GAP:
                row.gap = {"starts_on": str(free_from), "ends_on": str(free_to)}
                break


def get_nearby(latitude: float, longitude: float, km: float = NEAR_KM, days: int = UNSEEN_DAYS) -> list[dict]:
    """Return customers near a place whom nobody of us has seen for long and has no appointment with, the nearest
    first: {party, party_name, phone, town, km, last (day of the last event done, or None), latitude, longitude}."""
    place = (float(latitude or 0), float(longitude or 0))
    km, days = min(max(float(km or NEAR_KM), 1.0), 200.0), min(max(cint(days), 1), 3650)
    if not is_known(place):
        return []
    north, east = km / KM_OF_DEGREE, km / KM_OF_DEGREE / 0.6
    filters = [
        ["Party", "main_latitude", ">=", place[0] - north],
        ["Party", "main_latitude", "<=", place[0] + north],
        ["Party", "main_longitude", ">=", place[1] - east],
        ["Party", "main_longitude", "<=", place[1] + east],
        ["Party", "lifecycle_stage", "=", "Customer"],
    ]
    rows = frappe.get_list("Party", filters=filters, fields=PARTY_FIELDS, limit=MOST_PARTIES)
    for row in rows:
        row.km = get_km(place, (row.main_latitude, row.main_longitude))
    near = sorted((row for row in rows if row.km <= km), key=lambda row: row.km)
    last, planned = _get_contacts([row.name for row in near])
    since = now_datetime() - timedelta(days=days)
    found = [row for row in near if row.name not in planned and (not last.get(row.name) or last[row.name] < since)]
    return [
        {
            "party": row.name,
            "party_name": row.party_name,
            "phone": row.main_phone,
            "town": row.main_town,
            "km": round(row.km * ROAD_FACTOR, 1),
            "last": str(last[row.name].date()) if last.get(row.name) else None,
            "latitude": row.main_latitude,
            "longitude": row.main_longitude,
        }
        for row in found[:MOST_NEAR]
    ]


def _get_contacts(parties: list[str]) -> tuple[dict[str, datetime], set[str]]:
    """Return the last event done with parties, and those with something planned, as far as the reader sees."""
    if not parties:
        return {}, set()
    event = frappe.qb.DocType("Relation Event")
    rules = get_rules("Relation Event")
    among = ", ".join(frappe.db.escape(name, percent=False) for name in parties)
    where = f"{TABLE}.`party` in ({among})" + (f" and ({rules})" if rules else "")
    query = f"select {TABLE}.`party`, max({TABLE}.`starts_on`) from {TABLE} where {TABLE}.`status` = 'Done' and {where}"
    last = {party: get_datetime(at) for party, at in frappe.db.sql(f"{query} group by {TABLE}.`party`")}
    planned = (
        frappe.qb.from_(event)
        .select(event.party)
        .distinct()
        .where(event.party.isin(parties))
        .where(event.private == 0)
        .where(event.undated == 0)
        .where(event.status.isin(("Planned", "Open")))
        .where(event.starts_on >= now_datetime())
    )
    return last, {row[0] for row in planned.run()}

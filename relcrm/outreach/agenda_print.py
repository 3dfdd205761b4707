"""The agenda on paper: a day, a week or a month as an HTML page for the PDF. Rows come in, nothing is asked twice."""

from datetime import date, datetime, time, timedelta

import frappe
from babel.dates import format_date
from frappe import _
from frappe.utils import cint, get_datetime, get_fullname, now_datetime

from relcrm.agenda.working_days import get_working_time
from relcrm.exceptions import EventTimeError

TEMPLATE = "relcrm/print_formats/agenda.html"
VIEWS = DAY, WEEK, MONTH, LIST = "day", "week", "month", "list"


def get_span(view: str, day: str) -> tuple[datetime, datetime]:
    """Return the first instant of a day, a week from Monday (a list too) or a month, and the first one after it."""
    if view not in VIEWS:
        text = _('"{0}" is not a view of the agenda. Use one of: {1}.')
        frappe.throw(text.format(frappe.utils.escape_html(str(view))[:40], ", ".join(VIEWS)), EventTimeError)
    try:
        start = get_datetime(day).replace(hour=0, minute=0, second=0, microsecond=0)
    except (AttributeError, TypeError, ValueError):
        text = _('"{0}" is not a day. Write it like 2026-11-23.')
        frappe.throw(text.format(frappe.utils.escape_html(str(day))[:40]), EventTimeError)
    if not 1900 <= start.year <= 2200:
        frappe.throw(_("The agenda of the year {0} cannot be printed.").format(start.year), EventTimeError)
    if view == DAY:
        return start, start + timedelta(days=1)
    if view == MONTH:
        first = start.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1)
    monday = start - timedelta(days=start.weekday())
    return monday, monday + timedelta(days=7)


def get_html(view: str, start: datetime, rows: list[dict], people: list[str], filters: list[str], notes: bool) -> str:
    """Return the page of a day, a week, its list or a month as a complete HTML document."""
    language = "it" if (frappe.local.lang or "en").startswith("it") else "en"
    end = get_span(view, str(start))[1]
    entries = [_make_entry(row, people) for row in _add_reach(rows)]
    names = [get_fullname(user) for user in people]
    page = {
        "language": language,
        "view": view,
        "title": _make_title(view, start, end, language),
        "whose": _("Agenda of {0}").format(", ".join(names)) if names else _("Agenda of everybody"),
        "filters": ", ".join(filters),
        "company": frappe.db.get_single_value("RelCRM Settings", "company_name") or "",
        "printed": format_date(now_datetime(), "d MMMM y", locale=language),
        "count": len(rows),
        "notes": notes,
        "weekdays": [format_date(date(2024, 1, 1 + n), "EEEE", locale=language) for n in range(7)],
    }
    days = [_make_day(start.date() + timedelta(days=n), entries, language) for n in range((end - start).days)]
    if view == DAY:
        page["day"] = days[0] | {"lines": _make_lines(days[0])}
    elif view in (WEEK, LIST):
        page["days"] = days
    else:
        page["weeks"] = _make_weeks(start.date(), end.date(), entries, language)
    return frappe.render_template(TEMPLATE, {"page": page})


def _make_title(view: str, start: datetime, end: datetime, language: str) -> str:
    if view == DAY:
        return format_date(start, "EEEE d MMMM y", locale=language)
    if view == MONTH:
        return format_date(start, "LLLL y", locale=language)
    last = end - timedelta(days=1)
    pattern = "d" if start.month == last.month else "d MMMM" if start.year == last.year else "d MMMM y"
    span = f"{format_date(start, pattern, locale=language)} – {format_date(last, 'd MMMM y', locale=language)}"
    return _("Week {0}, {1}").format(start.isocalendar()[1], span)


def _add_reach(rows: list[dict]) -> list[dict]:
    """Add telephone and town of the parties and persons that the reader may see."""
    parties = _get_reach("Party", {row.party for row in rows}, ["main_phone", "main_town"])
    persons = _get_reach("Contact Person", {row.contact_person for row in rows}, ["main_phone"])
    for row in rows:
        party, person = parties.get(row.party) or {}, persons.get(row.contact_person) or {}
        row.phone = person.get("main_phone") or party.get("main_phone") or row.caller_number
        row.place = row.location or party.get("main_town")
    return rows


def _get_reach(doctype: str, names: set, fields: list[str]) -> dict[str, dict]:
    wanted = sorted(filter(None, names))
    if not wanted:
        return {}
    filters = {"name": ["in", wanted]}
    rows = frappe.get_list(doctype, filters=filters, fields=["name", *fields], limit=0)
    return {row.name: row for row in rows}


def _make_entry(row: dict, people: list[str]) -> dict:
    """Return what the page shows of one event."""
    start, end = get_datetime(row.starts_on), get_datetime(row.ends_on or row.starts_on)
    whole = bool(cint(row.all_day)) or end - start >= timedelta(days=1)
    who = ", ".join(filter(None, [row.party_name, row.contact_name])) or row.caller_name or ""
    return {
        "start": start,
        "end": end,
        "whole": whole,
        "kind": row.type_title,
        "subject": row.subject,
        "who": who,
        "party": row.party_name,
        "place": row.place,
        "phone": (row.phone or "").replace(" ", "\N{NO-BREAK SPACE}"),
        "private": bool(cint(row.private)),
        "state": _get_state(row, end),
        "assigned": "" if len(people) == 1 else row.assigned_name or "",
    }


def _get_state(row: dict, end: datetime) -> str:
    if row.status in ("Done", "Cancelled"):
        return row.status.lower()
    return "late" if end < now_datetime() else "planned"


def _make_day(day: date, entries: list[dict], language: str) -> dict:
    begin = datetime.combine(day, time())
    end = begin + timedelta(days=1)
    touching = [one for one in entries if one["start"] < end and (one["end"] > begin or one["start"] >= begin)]
    timed = sorted((_cut(one, begin, end) for one in touching if not one["whole"]), key=lambda one: one["start"])
    return {
        "date": day,
        "weekday": format_date(day, "EEEE", locale=language),
        "number": day.day,
        "month": format_date(day, "MMM", locale=language),
        "holiday": get_working_time(frappe.session.user).get_holiday(day, language),
        "whole": [one | {"days": _say_days(one, day)} for one in touching if one["whole"]],
        "groups": _group(timed),
    }


def _cut(entry: dict, begin: datetime, end: datetime) -> dict:
    """Return an entry with the hours that it has on one day."""
    before, after = entry["start"] < begin, entry["end"] > end
    hours = f"{'…' if before else format(entry['start'], '%H:%M')}–{'…' if after else format(entry['end'], '%H:%M')}"
    return entry | {"hours": hours, "from": max(entry["start"], begin), "to": min(entry["end"], end)}


def _say_days(entry: dict, day: date) -> str:
    """Return which day of several it is; empty for a single one."""
    last = (entry["end"] - timedelta(microseconds=1)).date()
    count = (max(last, entry["start"].date()) - entry["start"].date()).days + 1
    return _("day {0} of {1}").format((day - entry["start"].date()).days + 1, count) if count > 1 else ""


def _group(timed: list[dict]) -> list[list[dict]]:
    """Return the events of a day, those that overlap together."""
    groups: list[list[dict]] = []
    until = datetime.min
    for one in timed:
        if not groups or one["from"] >= until:
            groups.append([])
        groups[-1].append(one)
        until = max(until, one["to"])
    return groups


def _make_lines(day: dict) -> list[dict]:
    """Return the hours of a day in order: groups of events, and empty hours to write in."""
    settings = frappe.get_cached_doc("RelCRM Settings")
    first, last = cint(settings.working_day_start) or 9, cint(settings.working_day_end) or 18
    taken = {hour for group in day["groups"] for one in group for hour in _get_hours(one)}
    lines = [{"at": f"{hour:02}:00", "events": []} for hour in range(first, last) if hour not in taken]
    lines += [{"at": group[0]["from"].strftime("%H:%M"), "events": group} for group in day["groups"]]
    return sorted(lines, key=lambda line: line["at"])


def _get_hours(one: dict) -> range:
    last = one["to"] - timedelta(minutes=1)
    return range(one["from"].hour, (last if last > one["from"] else one["from"]).hour + 1)


def _make_weeks(first: date, end: date, entries: list[dict], language: str) -> list[dict]:
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday < end:
        days = [_make_day(monday + timedelta(days=n), entries, language) for n in range(7)]
        for day in days:
            day["outside"] = not first <= day["date"] < end
        weeks.append({"number": monday.isocalendar()[1], "days": days})
        monday += timedelta(days=7)
    return weeks

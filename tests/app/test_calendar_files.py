"""Calendar files of many programs, and hostile ones: each event is taken, or refused with its reason."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "ical"
# What nobody can use: an event without a single line, or with nothing but an alarm.
REFUSED = {
    "icalendar_big_bad_calendar.ics": "20 events without a single line",
    "icalendar_small_bad_calendar.ics": "one event without a single line",
    "icalendar_rfc_9074_example_proximity.ics": "one event with nothing but an alarm",
}
WRITTEN = (
    "biweekly_outlook-2010.ics",
    "ical4j_valid_calconnect9.ics",
    "ical4j_valid_google_aus_holidays.ics",
    "ical4j_valid_THFC.ics",
    "icalendar_parsing_error.ics",
    "vobject_ruby_rrule.ics",
)


def get_files() -> list[Path]:
    folder = FOLDER if FOLDER.is_dir() else None
    if not folder:
        pytest.skip("../shared/data/ical is not here: the calendars of other programs are not tried")
    return sorted(folder.iterdir())


def make(*lines: str, head: str = "") -> bytes:
    """A calendar file of one event."""
    return "\r\n".join(["BEGIN:VCALENDAR", head, "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]).encode()


@pytest.fixture
def frappe_site():
    """The site of the app's own tests, as Administrator."""
    import frappe

    frappe.set_user("Administrator")
    return frappe


@pytest.fixture
def work(frappe_site):
    """Looks at files, or brings them in; takes everything back after the test."""
    from relcrm.exchange.calendar_import import CalendarImport

    yield CalendarImport
    frappe_site.db.rollback()


def rows(frappe, uid: str, fields=("name", "subject", "starts_on", "ends_on", "status", "private", "all_day")):
    return frappe.get_all("Relation Event", {"ical_uid": uid}, list(fields), order_by="starts_on asc", limit=0)


def test_every_event_of_every_file_is_looked_at(work) -> None:
    from relcrm.exceptions import CalendarFileError

    events = files = 0
    refused = set()
    for path in get_files():
        content = path.read_bytes()
        count = content.upper().count(b"BEGIN:VEVENT")
        if not count:
            continue
        files += 1
        found = work(content).describe()
        assert found["total"] == count, path.name
        events += found["total"]
        if found["refused"] == found["total"]:
            refused.add(path.name)
            with pytest.raises(CalendarFileError, match="Nothing of the file"):
                work(content).write(path.name)
    assert (files, events) == (232, 2923)
    assert refused == set(REFUSED)


def test_files_are_brought_in_and_bring_nothing_the_second_time(work, frappe_site, heavy) -> None:
    for path in get_files():
        if path.name in REFUSED or b"BEGIN:VEVENT" not in path.read_bytes().upper():
            continue
        if not heavy and path.name not in WRITTEN:
            continue
        content = path.read_bytes()
        first = work(content)
        first.write(path.name)
        assert not [plan.message for plan in first.plans if plan.outcome == "Refused" and not plan.entry.refusal]
        again = work(content).describe()
        assert (again["created"], again["updated"]) == (0, 0), path.name
        frappe_site.db.rollback()


def test_a_later_version_updates_and_an_earlier_one_does_not(work, frappe_site) -> None:
    first = ["UID:a@x", "DTSTART:20300105T100000Z", "DTEND:20300105T110000Z", "SUMMARY:Uno", "SEQUENCE:2"]
    work(make(*first)).write("a.ics")
    later = [*first[:1], "DTSTART:20300106T100000Z", "DTEND:20300106T110000Z", "SUMMARY:Due", "SEQUENCE:3"]
    work(make(*later)).write("a.ics")
    assert work(make(*first)).describe()["unchanged"] == 1
    (row,) = rows(frappe_site, "a@x")
    assert (row.subject, row.starts_on.day) == ("Due", 6)
    work(make(*later, head="METHOD:CANCEL")).write("a.ics")
    assert rows(frappe_site, "a@x")[0].status == "Cancelled"


def test_a_series_with_one_moved_one_left_out_and_one_called_off(work, frappe_site) -> None:
    start = (datetime.now() + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    day = [f"{start + timedelta(days=number):%Y%m%dT%H%M%S}" for number in range(6)]
    zone = ";TZID=Europe/Rome"
    override = ["END:VEVENT", "BEGIN:VEVENT", "UID:s@x", f"RECURRENCE-ID{zone}:{day[1]}"]
    moved = [*override, f"DTSTART{zone}:{day[1][:9]}150000", "DURATION:PT2H", "SUMMARY:Spostata"]
    off = [*override[:3], f"RECURRENCE-ID{zone}:{day[2]}", f"DTSTART{zone}:{day[2]}", "STATUS:CANCELLED"]
    lines = ["UID:s@x", f"DTSTART{zone}:{day[0]}", "DURATION:PT1H", "SUMMARY:Corso", "RRULE:FREQ=DAILY;COUNT=6"]
    content = make(*lines, f"EXDATE{zone}:{day[4]}", *moved, *off)
    run = work(content).write("s.ics")
    found = rows(frappe_site, "s@x", ("subject", "status", "moved", "starts_on", "ends_on"))
    assert [(row.subject, row.status, row.moved) for row in found] == [
        ("Corso", "Planned", 0), ("Spostata", "Planned", 1), ("Corso", "Cancelled", 0), ("Corso", "Planned", 0),
        ("Corso", "Planned", 0),
    ]  # fmt: skip
    assert found[1].ends_on - found[1].starts_on == timedelta(hours=2)
    assert work(content).describe()["unchanged"] == 1
    from relcrm.exchange.undoing import undo_import

    undo_import(run)
    assert rows(frappe_site, "s@x") == []
    assert not frappe_site.db.exists("Relation Event Series", {"ical_uid": "s@x"})


def test_zones_days_and_words_of_one_event(work, frappe_site) -> None:
    frappe_site.db.set_single_value("System Settings", "time_zone", "Europe/Rome")
    frappe_site.clear_cache()
    lines = ["UID:z@x", "DTSTART;TZID=Eastern Standard Time:20300701T090000", "DURATION:PT30M", "CLASS:PRIVATE"]
    texts = ["SUMMARY:Perché\\, no", "DESCRIPTION:<script>alert(1)</script>\\nriga", "LOCATION:Sala; 2"]
    alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "END:VALARM"]
    work(make(*lines, *texts, *alarm)).write("z.ics")
    (row,) = frappe_site.get_all("Relation Event", {"ical_uid": "z@x"}, ["*"])
    assert str(row.starts_on) == "2030-07-01 15:00:00"
    assert (row.private, row.reminder_minutes, row.subject) == (1, 15, "Perché, no")
    assert "<script" not in row.notes
    work(make("UID:d@x", "DTSTART;VALUE=DATE:20300701", "DTEND;VALUE=DATE:20300703", "SUMMARY:Fiera")).write("d.ics")
    (day,) = rows(frappe_site, "d@x")
    assert (str(day.starts_on), str(day.ends_on), day.all_day) == ("2030-07-01 00:00:00", "2030-07-02 23:59:00", 1)


def test_people_are_known_by_their_addresses_and_nobody_is_mailed(work, frappe_site) -> None:
    party = frappe_site.get_doc({"doctype": "Party", "party_name": "Calendari Srl"}).insert().name
    person = {"doctype": "Contact Person", "party": party, "full_name": "Anna Verdi"}
    person = frappe_site.get_doc(person | {"emails": [{"email": "anna@c.example"}]}).insert().name
    mails = frappe_site.db.count("Email Queue")
    people = ["ORGANIZER;CN=Anna:mailto:Anna@c.example", "ATTENDEE;CN=Ugo Blu:mailto:ugo@altrove.example"]
    work(make("UID:p@x", "DTSTART:20300701T090000Z", "SUMMARY:Visita", *people)).write("p.ics")
    event = frappe_site.get_doc("Relation Event", {"ical_uid": "p@x"})
    assert (event.party, event.contact_person) == (party, person)
    assert [row.person_name for row in event.participants] == ["Ugo Blu (ugo@altrove.example)"]
    assert frappe_site.db.count("Email Queue") == mails


def test_attachments_inside_are_kept_and_an_undo_takes_all_away(work, frappe_site) -> None:
    attach = "ATTACH;ENCODING=BASE64;VALUE=BINARY;FILENAME=nota.txt:Y2lhbw=="
    run = work(make("UID:f@x", "DTSTART:20300701T090000Z", "SUMMARY:x", attach)).write("f.ics")
    name = rows(frappe_site, "f@x")[0].name
    file = frappe_site.get_doc("File", {"attached_to_name": name})
    assert file.get_content() in ("ciao", b"ciao") and file.is_private
    from relcrm.exchange.undoing import undo_import

    undo_import(run)
    assert rows(frappe_site, "f@x") == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe" * 1000,
        b"PK\x03\x04" + b"x" * 100,
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR",
        b"BEGIN:VEVENT\r\n" * 5000,
        b"x" * 100_000_000,
        make("UID:1", "DTSTART:20260101T100000Z", "RRULE:FREQ=SECONDLY"),
        make("UID:1", "DTSTART:20260101T100000Z", "RRULE:FREQ=DAILY;COUNT=1000000000"),
        make("UID:1", "DTSTART:20260101T100000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3,4,5,6,7,8,9,10"),
        make("UID:1", "DTSTART:99991231T100000Z"),
        make("UID:1", "DTSTART:99991231T235959Z", "EXDATE:00010101T000000Z,99991231T235959Z"),
        make("UID:1", "DTSTART:20260101T100000Z", "RRULE:FREQ=MINUTELY;BYSETPOS=366"),
        make("UID:1", "DTSTART:20260101T100000Z", "RRULE:FREQ=MINUTELY;BYSECOND=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14"),
    ],
    ids=lambda content: str(content[-60:]),
)
def test_hostile_files_get_a_sentence_and_change_nothing(work, frappe_site, content) -> None:
    from relcrm.exceptions import CalendarFileError

    before = [frappe_site.db.count(name) for name in ("Relation Event", "Relation Event Series", "Import Run")]
    begun = time.monotonic()
    with pytest.raises(CalendarFileError) as caught:
        work(content).describe()
        work(content).write("h.ics")
    assert time.monotonic() - begun < 20
    assert str(caught.value).rstrip().endswith(".") and len(str(caught.value)) < 400
    assert [frappe_site.db.count(name) for name in ("Relation Event", "Relation Event Series", "Import Run")] == before


def test_strange_details_are_left_out_with_a_remark(work) -> None:
    odd = ["DTSTART;TZID=Atlantide:20300101T100000", "DURATION:P999999999999999W", "RRULE:FREQ=WHENEVER"]
    alarm = ["BEGIN:VALARM", "TRIGGER:-P99999D", "END:VALARM"]
    look = work(make("UID:o@x", "SUMMARY:x", *odd, *alarm, "ATTACH;ENCODING=BASE64:***")).describe()
    assert (look["created"], look["refused"]) == (1, 0)
    assert len(look["rows"][0]["remarks"]) == 5


def test_what_we_write_comes_back_to_where_it_was(work, frappe_site) -> None:
    from relcrm.agenda.ical import make_ics

    event = frappe_site.get_doc(
        {"doctype": "Relation Event", "subject": "Nostro", "event_type": "Meeting", "starts_on": "2030-01-01 10:00:00"}
    ).insert()
    text = make_ics(event)
    assert work(text).describe()["created"] == 0
    moved = text.replace(b"20300101T1", b"20300102T1")
    work(moved).write("n.ics")
    event.reload()
    assert str(event.starts_on) == "2030-01-02 10:00:00"


RULES = (
    "FREQ=WEEKLY;COUNT=6", "FREQ=DAILY;INTERVAL=2;COUNT=9", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=4",
    "FREQ=WEEKLY;BYDAY=MO,TH",
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(
    rule=st.sampled_from(RULES),
    all_day=st.booleans(),
    gone=st.sets(st.integers(1, 3), max_size=2),
    moved=st.sets(st.integers(1, 3), max_size=2),
    off=st.sets(st.integers(1, 3), max_size=1),
    until=st.booleans(),
)
def test_a_series_leaves_as_one_and_comes_back_as_it_was(rule, all_day, gone, moved, off, until) -> None:
    """Our own file changes nothing here, and makes the same events where they are not known."""
    import frappe

    from relcrm.agenda.events import make_event, move_event
    from relcrm.api import calendar_files
    from relcrm.api import series as api
    from relcrm.exchange.calendar_import import CalendarImport

    frappe.set_user("Administrator")
    first = frappe.utils.now_datetime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=8)
    rule = rule if not until or "COUNT" in rule else f"{rule};UNTIL={first + timedelta(days=90):%Y%m%dT%H%M%S}"
    values = {"subject": "Giro", "event_type": "Meeting", "notes": "<p>Che cosa</p>", "starts_on": first, "rrule": rule}
    values |= {"ends_on": first + timedelta(minutes=45), "all_day": int(all_day), "reminder_minutes": 30}
    try:
        event = make_event(values)
        found = frappe.get_all("Relation Event", {"series": event.series}, order_by="occurrence asc", pluck="name")
        for at in gone:
            api.remove(found[at], "this")
        for at in moved - gone:
            move_event(found[at], first + timedelta(days=200 + at, hours=2))
        for at in off - gone:
            called_off = frappe.get_doc("Relation Event", found[at])
            called_off.update({"status": "Cancelled", "location": "Sede"})
            called_off.save()
        kept = get_planned(event.series)
        calendar_files.get_file(names=[row.name for row in frappe.get_all("Relation Event", {"series": event.series})])
        text = frappe.local.response.filecontent
        assert text.count(b"RRULE:") == 1 + 2 * text.count(b"BEGIN:VTIMEZONE")
        look = CalendarImport(text, "Meeting").describe()
        assert (look["created"], look["updated"], look["unchanged"]) == (0, 0, 1), look
        series = event.series
        foreign = text.replace(f"{series}@".encode(), b"altrove@")
        CalendarImport(foreign, "Meeting").write("a.ics")
        other = frappe.db.get_value("Relation Event Series", {"ical_uid": ["like", "altrove@%"]})
        assert get_planned(other) == kept
    finally:
        frappe.db.rollback()


def get_planned(series: str) -> list[tuple]:
    import frappe

    filters = {"series": series, "status": ["!=", "Cancelled"]}
    fields = ["subject", "starts_on", "ends_on", "all_day", "notes", "reminder_minutes"]
    rows = frappe.get_all("Relation Event", filters, fields, order_by="starts_on asc", limit=0)
    clock = slice(0, 10) if rows and rows[0].all_day else slice(None)
    return [(r.subject, str(r.starts_on)[clock], str(r.ends_on)[clock], r.all_day, r.reminder_minutes) for r in rows]


def test_one_of_a_series_leaves_by_itself_and_comes_back_to_where_it_was(work, frappe_site) -> None:
    from relcrm.agenda.events import make_event
    from relcrm.api import calendar_files

    values = {"subject": "Uno di molti", "event_type": "Meeting", "starts_on": datetime.now() + timedelta(days=9)}
    first = make_event(values | {"rrule": "FREQ=WEEKLY;COUNT=5"})
    calendar_files.get_file(names=[first.name])
    text = frappe_site.local.response.filecontent
    assert b"RECURRENCE-ID" not in text
    assert text.count(b"BEGIN:VEVENT") == 1
    look = work(text, "Meeting").describe()
    assert (look["created"], look["updated"], look["unchanged"]) == (0, 0, 1)

"""Calendar files that we write: they read back as they were meant, in Outlook's narrow understanding too."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import frappe
from icalendar import Calendar

from relcrm.agenda.ical import make_ics
from relcrm.agenda.ical.zone_text import make_timezone
from relcrm.agenda.zones import UTC, find_zone, settle
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

ROME = ZoneInfo("Europe/Rome")


def read(text: bytes):
    """Return the events of a file as the library reads them."""
    calendar = Calendar.from_ical(text)
    return calendar, [part for part in calendar.subcomponents if part.name == "VEVENT"]


class TestWriting(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = frappe.db.get_single_value("System Settings", "time_zone")
        frappe.db.set_single_value("System Settings", "time_zone", "Europe/Rome")
        frappe.clear_cache()
        cls.party = make_party("Calendari e Figli").name
        cls.person = make_person(cls.party, 'Anna "Nina" Verdi', emails=[{"email": "anna@example.com"}]).name

    @classmethod
    def tearDownClass(cls):
        frappe.db.set_single_value("System Settings", "time_zone", cls.zone)
        frappe.clear_cache()
        super().tearDownClass()

    def make(self, subject="Visita", **values):
        return make_event(subject, **{"starts_on": "2026-11-23 10:00:00", "ends_on": "2026-11-23 11:30:00", **values})

    def test_an_event_reads_back_as_it_was(self):
        event = self.make("Visita, con \\ e ; è", location="Via Roma 1", notes="<p>Prima &amp; dopo</p><p>Fine</p>")
        calendar, (entry,) = read(make_ics(event))
        self.assertEqual(str(entry["SUMMARY"]), "Visita, con \\ e ; è")
        self.assertEqual(str(entry["DESCRIPTION"]), "Prima & dopo\nFine")
        self.assertEqual(entry.decoded("DTSTART"), datetime(2026, 11, 23, 10, tzinfo=ROME))
        self.assertEqual(entry.decoded("DTEND"), datetime(2026, 11, 23, 11, 30, tzinfo=ROME))
        self.assertEqual(str(calendar["METHOD"]), "PUBLISH")
        self.assertEqual([part["TZID"] for part in calendar.subcomponents if part.name == "VTIMEZONE"], ["Europe/Rome"])

    def test_whole_days_end_on_the_day_after(self):
        event = self.make(starts_on="2026-12-24 00:00:00", ends_on="2026-12-26 23:59:00", all_day=1)
        calendar, (entry,) = read(make_ics(event))
        self.assertEqual(entry.decoded("DTSTART"), date(2026, 12, 24))
        self.assertEqual(entry.decoded("DTEND"), date(2026, 12, 27))
        self.assertFalse([part for part in calendar.subcomponents if part.name == "VTIMEZONE"])

    def test_a_name_of_its_own_stays(self):
        event = self.make()
        first, second = (read(make_ics(event))[1][0] for _time in range(2))
        self.assertEqual(first["UID"], second["UID"])
        self.assertTrue(str(first["UID"]).startswith(f"{event.name}@"))

    def test_only_the_times_of_who_is_busy(self):
        event = self.make("Segreto", location="Segreto", notes="Segreto", contact_person=self.person)
        text = make_ics(event, busy_only=True)
        self.assertNotIn(b"Segreto", text)
        self.assertNotIn(b"anna", text.lower())

    def test_an_invitation_names_who_is_asked(self):
        helper = make_user("aiuto.calendario@example.com", "RelCRM User")
        event = self.make(contact_person=self.person, participants=[{"side": "Ours", "user": helper}])
        _calendar, (entry,) = read(make_ics(event, "REQUEST"))
        asked = {str(one) for one in entry["ATTENDEE"]}
        self.assertEqual(asked, {"mailto:anna@example.com", f"mailto:{helper}"})
        withdrawn = read(make_ics(event, "CANCEL", attendees=[("X", "x@example.com")]))[1][0]
        self.assertEqual(str(withdrawn["STATUS"]), "CANCELLED")
        self.assertEqual(str(withdrawn["ATTENDEE"]), "mailto:x@example.com")

    def test_what_has_no_day_is_left_out(self):
        self.assertEqual(read(make_ics([self.make(undated=1)]))[1], [])

    def test_control_signs_do_not_break_the_file(self):
        event = frappe._dict(name="EVT-1", subject="a\x00b\r\nATTENDEE:x", starts_on="2026-11-23 10:00:00")
        _calendar, (entry,) = read(make_ics(event))
        self.assertNotIn("ATTENDEE", entry)

    def test_the_rule_of_a_zone_gives_its_changes(self):
        for name in ("Europe/Rome", "America/New_York", "Australia/Sydney", "Asia/Tokyo", "Africa/Casablanca"):
            zone = ZoneInfo(name)
            calendar = Calendar()
            calendar.add_component(make_timezone(zone, f"x-{name}", datetime(2026, 1, 1), datetime(2026, 12, 31)))
            read_back = Calendar.from_ical(calendar.to_ical()).subcomponents[0].to_tz()
            for day in range(0, 365, 5):
                wall = datetime(2026, 1, 1, 12) + timedelta(days=day)
                self.assertEqual(
                    wall.replace(tzinfo=read_back).utcoffset(), wall.replace(tzinfo=zone).utcoffset(), (name, wall)
                )

    def test_a_skipped_hour_is_read_with_the_clock_before(self):
        self.assertEqual(settle(datetime(2026, 3, 29, 2, 30), ROME).hour, 3)
        self.assertEqual(settle(datetime(2026, 10, 25, 2, 30), ROME).astimezone(UTC).hour, 0)

    def test_zones_by_their_many_names(self):
        for name in ("W. Europe Standard Time", "/softwarestudio.org/Olson_20011030_5/Europe/Rome", "europe/rome"):
            zone = find_zone(name)
            self.assertEqual(datetime(2026, 7, 1, tzinfo=zone).utcoffset(), timedelta(hours=2), name)
        self.assertIsNone(find_zone("Atlantide"))

from datetime import date, time

import frappe

from relcrm.agenda import working_days
from relcrm.agenda.doctype.working_calendar.test_working_calendar import make_calendar
from relcrm.agenda.working_days import WorkingTime, add_working_days, get_working_time
from relcrm.api import agenda
from relcrm.exceptions import WorkingDayError
from relcrm.testing import IntegrationTestCase, make_event

OFFICE = (((time(9), time(18)),),) * 5 + ((), ())
GOLDEN = (
    (date(2026, 12, 4), 3, "", date(2026, 12, 10)),
    (date(2026, 12, 4), 3, "MI", date(2026, 12, 11)),
    (date(2027, 3, 26), 1, "", date(2027, 3, 30)),
    (date(2027, 10, 1), 1, "", date(2027, 10, 5)),
    (date(2026, 12, 23), 5, "", date(2026, 12, 31)),
)


class TestWorkingDays(IntegrationTestCase):
    def test_golden_days(self):
        for day, count, place, expected in GOLDEN:
            working = WorkingTime(OFFICE, place=place)
            self.assertEqual(working.add_days(day, count), expected, (day, place))

    def test_without_a_calendar_the_settings_hold(self):
        self.assertEqual(add_working_days("2026-12-04", 3), date(2026, 12, 10))
        self.assertEqual(get_working_time().get_spans(date(2026, 12, 5)), [])

    def test_names_in_italian_whatever_the_server_speaks(self):
        working = WorkingTime(OFFICE)
        names = {working.get_holiday(date(2027, *day), "it") for day in ((3, 29), (10, 4), (12, 26))}
        self.assertTrue(any("Luned" in name or "angelo" in name.lower() for name in names), names)
        self.assertTrue(any("Francesco" in name for name in names), names)
        self.assertTrue(any("Santo Stefano" in name for name in names), names)

    def test_saint_francis_comes_back_in_2026(self):
        self.assertFalse(WorkingTime(OFFICE).get_holiday(date(2025, 10, 4)))
        self.assertTrue(WorkingTime(OFFICE).get_holiday(date(2026, 10, 4)))

    def test_bolzano_keeps_whit_monday(self):
        self.assertTrue(WorkingTime(OFFICE, place="BZ").get_holiday(date(2027, 5, 17)))
        self.assertFalse(WorkingTime(OFFICE).get_holiday(date(2027, 5, 17)))

    def test_backwards_and_from_a_free_day(self):
        working = WorkingTime(OFFICE)
        self.assertEqual(working.add_days(date(2026, 12, 10), -3), date(2026, 12, 4))
        self.assertEqual(working.add_days(date(2026, 12, 6), 0), date(2026, 12, 7))
        self.assertEqual(working.count_days(date(2026, 12, 4), date(2026, 12, 10)), 3)

    def test_closures_over_the_end_of_a_year(self):
        closures = ((date(2025, 12, 27), date(2026, 1, 3), True, "Chiusura natalizia"),)
        working = WorkingTime(OFFICE, closures)
        self.assertEqual(working.get_holiday(date(2026, 12, 30)), "Chiusura natalizia")
        self.assertEqual(working.add_days(date(2026, 12, 23), 2), date(2027, 1, 4))

    def test_too_many_days_and_no_working_day(self):
        with self.assertRaises(WorkingDayError):
            WorkingTime(OFFICE).add_days(date(2026, 12, 4), 10**9)
        with self.assertRaises(WorkingDayError):
            WorkingTime(((),) * 7).add_days(date(2026, 12, 4), 1)

    def test_days_for_the_head_of_the_agenda(self):
        frappe.db.delete("Working Calendar")
        make_calendar("Treviso", for_all=1, place="TV")
        days = {day["date"]: day for day in agenda.get_days("2027-04-26", "2027-04-29")}
        self.assertEqual(len(days), 3)
        self.assertEqual(days["2027-04-26"]["hours"], [[9.0, 13.0], [14.0, 18.0]])
        self.assertEqual((days["2027-04-27"]["working"], bool(days["2027-04-27"]["title"])), (0, True))

    def test_a_reminder_of_days_before_comes_on_a_working_day(self):
        event = make_event("Lunedì", starts_on="2026-11-23 09:30:00", reminder_minutes=1440)
        self.assertEqual(str(event.reminder_at), "2026-11-20 09:30:00")
        event = make_event("Lo stesso giorno", starts_on="2026-11-22 09:30:00", reminder_minutes=60)
        self.assertEqual(str(event.reminder_at), "2026-11-22 08:30:00")

    def test_places(self):
        self.assertIn("TV", working_days.get_places())
        self.assertEqual(working_days.get_places("ZZ"), [])

from datetime import datetime

import frappe

from relcrm.agenda import calendars, free_time
from relcrm.api import agenda
from relcrm.exceptions import CalendarError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

SECRET = "Nascosto"
MONDAY = datetime(2031, 5, 5, 8)


class TestFreeTime(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = make_user("libero.uno@example.com", "RelCRM User")
        cls.two = make_user("libero.due@example.com", "RelCRM User")

    def setUp(self):
        frappe.set_user("Administrator")
        self.addCleanup(frappe.set_user, "Administrator")
        for doctype in ("Relation Event", "Calendar Share", "Working Calendar", "Working Calendar Use"):
            frappe.db.delete(doctype)
        calendars.forget_levels()
        frappe.set_user(self.one)

    def busy(self, user: str, start: str, end: str, **values):
        frappe.set_user("Administrator")
        event = make_event(f"{SECRET} x", assigned_to=user, starts_on=start, ends_on=end, **values)
        frappe.set_user(self.one)
        return event

    def propose(self, minutes: int, **values) -> list[str]:
        found = free_time.propose([self.one, self.two], minutes, MONDAY, **values)
        return [slot["starts_on"][:16] for slot in found]

    def test_the_first_slots_that_suit_all(self):
        self.busy(self.one, "2031-05-05 09:00:00", "2031-05-05 10:10:00")
        self.busy(self.two, "2031-05-05 11:00:00", "2031-05-05 17:30:00", private=1)
        self.assertEqual(self.propose(45)[:2], ["2031-05-05 10:15", "2031-05-06 09:00"])
        self.assertEqual(self.propose(30)[:3], ["2031-05-05 10:15", "2031-05-05 17:30", "2031-05-06 09:00"])

    def test_what_leaves_the_time_free_or_is_called_off_is_no_hindrance(self):
        self.busy(self.two, "2031-05-05 09:00:00", "2031-05-05 18:00:00", leaves_free=1)
        self.busy(self.two, "2031-05-05 09:00:00", "2031-05-05 18:00:00", status="Cancelled")
        self.assertEqual(self.propose(60)[0], "2031-05-05 09:00")

    def test_holidays_and_nights_are_left_out(self):
        found = free_time.propose([self.one], 60, datetime(2031, 12, 24, 17, 30))
        self.assertEqual(found[0]["starts_on"], "2031-12-29 09:00:00")

    def test_participants_are_busy_too_and_who_is_only_informed_is_not(self):
        rows = [{"side": "Ours", "user": self.two}]
        event = self.busy(self.one, "2031-05-05 09:00:00", "2031-05-05 12:00:00", participants=rows)
        self.assertEqual(free_time.propose([self.two], 60, MONDAY)[0]["starts_on"], "2031-05-05 12:00:00")
        event.participants[0].informed = 1
        event.save()
        self.assertEqual(free_time.propose([self.two], 60, MONDAY)[0]["starts_on"], "2031-05-05 09:00:00")

    def test_the_event_that_is_moved_does_not_stand_in_its_own_way(self):
        event = self.busy(self.one, "2031-05-05 09:00:00", "2031-05-05 12:00:00")
        self.assertEqual(self.propose(60, event=event.name)[0], "2031-05-05 09:00")

    def test_the_road_between_two_visits_stays_free(self):
        treviso, verona = ({"latitude": 45.67, "longitude": 12.24}, {"latitude": 45.44, "longitude": 10.99})
        here, there = (make_party(name, addresses=[place]).name for name, place in (("Qui", treviso), ("Là", verona)))
        visit = {"event_type": "Visit", "party": there}
        self.busy(self.one, "2031-05-05 09:00:00", "2031-05-05 10:00:00", **visit)
        self.assertEqual(self.propose(60)[0], "2031-05-05 10:00")
        self.assertEqual(self.propose(60, party=here)[0], "2031-05-05 12:45")

    def test_hours_only_and_nothing_of_a_closed_agenda(self):
        self.busy(self.two, "2031-05-05 09:00:00", "2031-05-05 10:00:00", private=1)
        span = ("2031-05-05 00:00:00", "2031-05-06 00:00:00")
        rows = agenda.get_free_busy([self.one, self.two], *span)
        self.assertEqual(rows[1]["busy"], [["2031-05-05 09:00:00", "2031-05-05 10:00:00"]])
        self.assertNotIn(SECRET, str(rows))
        frappe.set_user(self.two)
        frappe.get_doc({"doctype": "Calendar Share", "calendar": self.two, "level": "Nothing"}).insert()
        frappe.set_user(self.one)
        rows = agenda.get_free_busy([self.one, self.two], *span)
        self.assertEqual((rows[1]["known"], rows[1]["busy"]), (0, []))
        self.assertEqual(self.propose(60)[0], "2031-05-05 09:00")

    def test_bad_input_is_a_sentence(self):
        many = [str(n) for n in range(50)]
        for users, minutes in (([self.one], 0), ([self.one], 10**6), (["nobody@x"], 30), (many, 30)):
            with self.assertRaises(CalendarError):
                free_time.propose(users, minutes, MONDAY)

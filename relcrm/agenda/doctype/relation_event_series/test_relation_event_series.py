"""Series: real events for as far ahead as one plans; what was done stays, the clock keeps its hour."""

from datetime import datetime, timedelta

import frappe
from frappe.utils import get_datetime, now_datetime

from relcrm.agenda import events
from relcrm.agenda.recurrence import series
from relcrm.api import series as api
from relcrm.exceptions import RecurrenceError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

DT = "Relation Event"


def next_monday(hour: int = 10) -> datetime:
    """Return a Monday to come."""
    today = now_datetime().replace(hour=hour, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 - today.weekday())


class TestSeries(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.party = make_party("Serie e Compagni").name
        cls.clerk = make_user("serie@example.com", "RelCRM User")

    def setUp(self):
        frappe.set_user("Administrator")

    def make(self, rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=10", start=None, **values):
        start = start or next_monday()
        event = make_event(
            "Riunione",
            **{"event_type": "Meeting", "party": self.party, "starts_on": start, "ends_on": start + timedelta(hours=1)}
            | values,
        )
        made = series.make_series(event, rrule)
        return event, made

    def rows(self, made, **filters):
        fields = ["name", "starts_on", "ends_on", "occurrence", "status", "subject", "moved", "notes"]
        rows = frappe.get_all(
            DT, filters={"series": made.name, **filters}, fields=fields, order_by="occurrence asc", limit=0
        )
        return rows

    def test_each_time_is_an_event_of_its_own(self):
        event, made = self.make()
        rows = self.rows(made)
        self.assertEqual(len(rows), 10)
        self.assertEqual({get_datetime(row.starts_on).hour for row in rows}, {10})
        self.assertEqual(rows[0].name, event.name)
        self.assertTrue(frappe.db.get_value("Relation Event Series", made.name, "ended"))

    def test_filling_again_makes_nothing_twice(self):
        _event, made = self.make("FREQ=DAILY")
        before = len(self.rows(made))
        self.assertEqual(series.fill(frappe.get_doc("Relation Event Series", made.name)), [])
        self.assertEqual(len(self.rows(made)), before)
        self.assertLessEqual(before, series.MOST_AHEAD + 1)
        self.assertFalse(frappe.db.get_value("Relation Event Series", made.name, "ended"))

    def test_the_daily_job_goes_on_where_it_was(self):
        _event, made = self.make("FREQ=WEEKLY")
        last = self.rows(made)[-1]
        frappe.flags.in_series_change = True
        frappe.delete_doc(DT, last.name)
        frappe.flags.in_series_change = False
        made.reload()
        made.db_set("filled_until", now_datetime())
        self.assertEqual(series.fill(made), [self.rows(made)[-1].name])
        self.assertEqual(self.rows(made)[-1].occurrence, last.occurrence)

    def test_one_that_is_done_stays_when_all_change(self):
        event, made = self.make()
        events.complete_event(event.name, notes="<p>Fatto</p>")
        second = self.rows(made)[1]
        api.change(second.name, {"subject": "Nuovo", "starts_on": str(second.starts_on + timedelta(hours=2))}, "all")
        rows = self.rows(made)
        self.assertEqual((rows[0].status, rows[0].subject, rows[0].starts_on.hour), ("Done", "Riunione", 10))
        self.assertEqual({(row.subject, row.starts_on.hour) for row in rows[1:]}, {("Nuovo", 12)})
        self.assertEqual(len(rows), 10)

    def test_one_moved_by_itself_keeps_its_time(self):
        _event, made = self.make()
        third = self.rows(made)[2]
        events.move_event(third.name, third.starts_on + timedelta(days=1))
        first = self.rows(made)[0]
        api.change(first.name, {"starts_on": str(first.starts_on + timedelta(hours=3))}, "all")
        rows = self.rows(made)
        self.assertEqual([row.starts_on.hour for row in rows], [13, 13, 10] + [13] * 7)
        self.assertEqual(series.fill(frappe.get_doc("Relation Event Series", made.name)), [])

    def test_this_and_the_following(self):
        _event, made = self.make()
        fifth = self.rows(made)[4]
        api.change(fifth.name, {"starts_on": str(fifth.starts_on + timedelta(days=1)), "location": "Sede"}, "following")
        new = frappe.get_doc("Relation Event Series", frappe.db.get_value(DT, fifth.name, "series"))
        self.assertNotEqual(new.name, made.name)
        self.assertEqual([row.starts_on.weekday() for row in self.rows(made)], [0] * 4)
        self.assertEqual([row.starts_on.weekday() for row in self.rows(new)], [1] * 6)
        self.assertEqual(set(frappe.get_all(DT, {"series": new.name}, pluck="location")), {"Sede"})

    def test_another_rule_for_all(self):
        _event, made = self.make("FREQ=WEEKLY")
        first = self.rows(made)[0]
        api.change(first.name, {"rrule": "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3"}, "all")
        rows = self.rows(made)
        self.assertEqual(len(rows), 3)
        self.assertTrue(all((row.starts_on + timedelta(days=1)).day == 1 for row in rows))

    def test_one_taken_away_does_not_come_back(self):
        _event, made = self.make()
        second = self.rows(made)[1]
        self.assertEqual(api.remove(second.name, "this"), {"deleted": 1})
        series.fill(frappe.get_doc("Relation Event Series", made.name))
        self.assertEqual(len(self.rows(made)), 9)

    def test_the_rest_taken_away(self):
        event, made = self.make()
        events.complete_event(event.name)
        rows = self.rows(made)
        self.assertEqual(api.remove(rows[3].name, "following"), {"deleted": 7})
        self.assertEqual(api.end(rows[1].name), {"deleted": 1})
        self.assertEqual([row.status for row in self.rows(made)], ["Done", "Planned"])
        self.assertEqual(series.fill(frappe.get_doc("Relation Event Series", made.name)), [])

    def test_all_taken_away_before_any_was_done(self):
        event, made = self.make()
        self.assertEqual(api.remove(event.name, "all"), {"deleted": 10})
        self.assertFalse(frappe.db.exists("Relation Event Series", made.name))

    def test_the_hour_stays_when_the_clock_changes(self):
        before = frappe.db.get_single_value("System Settings", "time_zone")
        frappe.db.set_single_value("System Settings", "time_zone", "Europe/Rome")
        frappe.clear_cache()
        try:
            made = frappe.new_doc("Relation Event Series")
            made.update({"rrule": "FREQ=DAILY;COUNT=5", "starts_on": "2026-03-27 09:00:00", "minutes": 30})
            made.time_zone = "Europe/Rome"
            days = series.get_moments(made, datetime(2026, 4, 30))
            self.assertEqual({series.get_times(made, day)[0].hour for day in days}, {9})
            made.time_zone = "America/New_York"
            hours = [series.get_times(made, day)[0].hour for day in days]
            self.assertEqual(hours, [14, 14, 15, 15, 15])
            made.update({"time_zone": "Europe/Rome", "starts_on": "2026-03-29 02:30:00"})
            start, end = series.get_times(made, datetime(2026, 3, 29, 2, 30))
            self.assertEqual((start.hour, start.minute), (3, 30))
            self.assertEqual(end - start, timedelta(minutes=30))
        finally:
            frappe.db.set_single_value("System Settings", "time_zone", before)
            frappe.clear_cache()

    def test_what_repeats_too_often_is_refused_and_nothing_is_made(self):
        count = frappe.db.count(DT)
        values = {"event_type": "Task", "subject": "x", "starts_on": str(next_monday())}
        for rrule in ("FREQ=DAILY;COUNT=1000000", "FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"):
            frappe.db.savepoint("refused")
            with self.assertRaises(RecurrenceError):
                events.make_event({**values, "rrule": rrule})
            frappe.db.rollback(save_point="refused")
        self.assertEqual(frappe.db.count(DT), count)

    def test_whole_days_and_the_last_of_february(self):
        start = datetime(now_datetime().year + 1, 1, 31)
        _event, made = self.make("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", start, all_day=1, ends_on=start.replace(hour=23))
        first, second = self.rows(made)[:2]
        self.assertEqual((second.starts_on + timedelta(days=1)).day, 1)
        self.assertEqual(second.starts_on.month, 2)
        self.assertEqual(second.ends_on.hour, 23)

    def test_the_next_appointment_of_a_party_follows_the_series(self):
        from relcrm.api import lists

        party = make_party("Prossimo appuntamento in serie").name
        _event, made = self.make("FREQ=WEEKLY;COUNT=4", party=party)
        columns = ["party_name", "agenda:next"]

        def ask():
            query = {"doctype": "Party", "columns": columns, "conditions": [["name", "=", party]]}
            found = lists.get_rows(query)
            return str(found["rows"][0]["agenda:next"])[:10]

        rows = self.rows(made)
        self.assertEqual(ask(), str(rows[0].starts_on)[:10])
        events.complete_event(rows[0].name)
        self.assertEqual(ask(), str(rows[1].starts_on)[:10])
        events.move_event(rows[1].name, rows[1].starts_on + timedelta(days=2))
        self.assertEqual(ask(), str(rows[1].starts_on + timedelta(days=2))[:10])
        api.remove(rows[1].name, "all")
        self.assertIn(ask(), ("None", ""))

    def test_a_private_series_is_closed_to_colleagues(self):
        owner = make_user("serie.privata@example.com", "RelCRM User")
        frappe.set_user(owner)
        _event, made = self.make(private=1, assigned_to=owner)
        self.assertTrue(frappe.has_permission("Relation Event Series", "read", doc=made.name))
        frappe.set_user(self.clerk)
        self.assertFalse(frappe.has_permission("Relation Event Series", "read", doc=made.name))
        self.assertEqual(frappe.get_list("Relation Event Series", filters={"name": made.name}), [])
        with self.assertRaises(frappe.PermissionError):
            api.get_series(_event.name)
        with self.assertRaises(frappe.PermissionError):
            api.change(_event.name, {"subject": "x"}, "all")
        frappe.set_user("Administrator")
        made.reload()
        rows = self.rows(made)
        frappe.flags.in_series_change = True
        frappe.delete_doc(DT, rows[-1].name)
        frappe.flags.in_series_change = False
        self.assertEqual(frappe.db.get_value(DT, series.fill(made)[0], "owner"), owner)

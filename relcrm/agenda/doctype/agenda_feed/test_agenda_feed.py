"""An agenda followed from outside tells what its owner may see, no more, and nothing once it is revoked."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime
from icalendar import Calendar

from relcrm.agenda import feeds
from relcrm.agenda.events import make_event as make_in_series
from relcrm.exceptions import CalendarFeedError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

DT = "Agenda Feed"


class TestAgendaFeed(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = make_user("abbonato@example.com", "RelCRM User")
        cls.other = make_user("collega.abbonato@example.com", "RelCRM User")
        cls.party = make_party("Feste & Fiere").name
        start = now_datetime().replace(microsecond=0) + timedelta(days=2)
        frappe.set_user(cls.me)
        cls.mine = make_event("Visita aperta", starts_on=start, assigned_to=cls.me, party=cls.party, location="Sede")
        cls.private = make_event("Dentista", starts_on=start, assigned_to=cls.me, private=1)
        frappe.set_user(cls.other)
        cls.theirs = make_event("Riunione del collega", starts_on=start, assigned_to=cls.other)
        cls.secret = make_event("Segreto del collega", starts_on=start, assigned_to=cls.other, private=1)
        frappe.share.add("Relation Event", cls.secret.name, cls.me, read=1)
        frappe.set_user("Administrator")

    def setUp(self):
        frappe.set_user(self.me)
        self.addCleanup(frappe.set_user, "Administrator")

    def read(self, **values):
        made = feeds.make_feed("Telefono", **values)
        secret = made["address"].split("key=")[1]
        frappe.set_user("Guest")
        content, mark = feeds.read_feed(feeds.find_feed(secret))
        self.assertEqual(frappe.session.user, "Guest")
        frappe.set_user(self.me)
        events = [part for part in Calendar.from_ical(content).subcomponents if part.name == "VEVENT"]
        return content, mark, {str(event["SUMMARY"]) for event in events}

    def test_mine_without_what_is_private(self):
        content, _mark, subjects = self.read(level="Full")
        self.assertEqual(subjects, {"Visita aperta"})
        self.assertIn(b"LOCATION:Sede", content)
        self.assertIn(b"BEGIN:VTIMEZONE", content)

    def test_own_private_events_where_they_were_wished(self):
        self.assertEqual(self.read(level="Full", with_private=True)[2], {"Visita aperta", "Dentista"})

    def test_a_series_is_told_as_one_unless_a_part_of_it_is_not_to_be_told(self):
        frappe.db.savepoint("series_told")
        self.addCleanup(frappe.db.rollback, save_point="series_told")
        start = now_datetime().replace(microsecond=0) + timedelta(days=3)
        values = {"subject": "Giro", "event_type": "Visit", "starts_on": start, "rrule": "FREQ=WEEKLY;COUNT=5"}
        first = make_in_series(values | {"assigned_to": self.me})
        content = self.read(level="Full")[0]
        self.assertEqual((content.count(b"SUMMARY:Giro"), content.count(b"COUNT=5")), (1, 1))
        self.assertEqual(self.read(level="Busy only")[0].count(b"COUNT=5"), 0, "hours one by one")
        third = frappe.get_all("Relation Event", {"series": first.series}, order_by="occurrence asc", pluck="name")[2]
        frappe.db.set_value("Relation Event", third, {"private": 1, "subject": "Nascosto"})
        content = self.read(level="Full")[0]
        self.assertEqual((content.count(b"SUMMARY:Giro"), content.count(b"COUNT=5")), (4, 0))
        self.assertNotIn(b"Nascosto", content)

    def test_private_events_of_others_never(self):
        subjects = self.read(level="Full", whose="All I may see", with_private=True)[2]
        self.assertIn("Riunione del collega", subjects)
        self.assertNotIn("Segreto del collega", subjects)

    def test_busy_only_tells_no_words(self):
        content, _mark, subjects = self.read(whose="All I may see", with_private=True)
        self.assertEqual(len(subjects), 1)
        for word in (b"Visita", b"Dentista", b"Riunione", b"Sede", b"Feste", b"Segreto"):
            self.assertNotIn(word, content)

    def test_the_fingerprint_changes_with_the_agenda_alone(self):
        made = feeds.make_feed("x", level="Full")
        feed = feeds.find_feed(made["address"].split("key=")[1])
        before = feeds.read_feed(feed)[1]
        self.assertEqual(feeds.read_feed(feed)[1], before)
        frappe.db.set_value("Relation Event", self.mine.name, "location", "Altrove")
        self.assertNotEqual(feeds.read_feed(feed)[1], before)

    def test_a_revoked_or_wrong_address_tells_nothing(self):
        made = feeds.make_feed("x")
        feeds.revoke(made["feed"]["name"])
        for secret in (made["address"].split("key=")[1], "", "x", None, "' or 1=1 --"):
            with self.assertRaises(frappe.DoesNotExistError):
                feeds.find_feed(secret)

    def test_who_left_is_not_followed_any_more(self):
        secret = feeds.make_feed("x")["address"].split("key=")[1]
        frappe.db.set_value("User", self.me, "enabled", 0)
        try:
            with self.assertRaises(frappe.DoesNotExistError):
                feeds.find_feed(secret)
        finally:
            frappe.db.set_value("User", self.me, "enabled", 1)

    def test_the_secret_is_kept_nowhere(self):
        made = feeds.make_feed("x")
        secret = made["address"].split("key=")[1]
        stored = frappe.db.get_value(DT, made["feed"]["name"], "*", as_dict=True)
        self.assertNotIn(secret, str(stored))
        self.assertNotIn("secret_hash", feeds.get_feeds()[0])
        self.assertTrue(made["qr"].startswith("data:image/svg"))
        frappe.set_user(self.other)
        self.assertEqual(frappe.get_list(DT, filters={"name": made["feed"]["name"]}), [])
        self.assertFalse(frappe.has_permission(DT, "read", doc=made["feed"]["name"]))
        with self.assertRaises(frappe.DoesNotExistError):
            feeds.revoke(made["feed"]["name"])

    def test_what_cannot_be_chosen_is_refused(self):
        for values in ({"whose": "x"}, {"level": "x"}):
            with self.assertRaises(CalendarFeedError):
                feeds.make_feed("x", **values)

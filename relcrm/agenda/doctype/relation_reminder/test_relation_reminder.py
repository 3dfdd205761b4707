"""Reminders arrive once, for each of ours who takes part, also late, and go along when an event moves."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from relcrm.agenda import events, reminders
from relcrm.exceptions import ReminderError
from relcrm.testing import IntegrationTestCase, make_event, make_user

DT = "Relation Reminder"


class TestReminder(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = make_user("promemoria@example.com", "RelCRM User")
        cls.helper = make_user("promemoria.due@example.com", "RelCRM User")

    def setUp(self):
        frappe.set_user("Administrator")
        frappe.db.delete(DT)

    def make(self, minutes_ahead=120, **values):
        start = now_datetime().replace(microsecond=0) + timedelta(minutes=minutes_ahead)
        defaults = {"assigned_to": self.me, "starts_on": start, "reminder_minutes": 60}
        return make_event("Chiamare Rossi", **defaults | values)

    def rows(self, event, **filters):
        filters |= {"reference_name": event.name}
        return frappe.get_all(DT, filters=filters, fields=["*"], order_by="due_at asc")

    def make_due(self, event, ago=timedelta(minutes=1)):
        for row in self.rows(event, state="Waiting"):
            frappe.db.set_value(DT, row.name, "due_at", now_datetime() - ago)

    def notices(self, event, user=None):
        filters = {"document_name": event.name, "subject": ["like", "Reminder%"], "for_user": user or self.me}
        return frappe.get_all("Notification Log", filters=filters, pluck="subject")

    def test_each_of_ours_and_each_time_before(self):
        ours = [{"side": "Ours", "user": self.helper}, {"side": "Theirs", "person_name": "Rossi"}]
        event = self.make(participants=ours, reminders=[{"minutes": 15, "by_mail": 1}])
        self.assertEqual(len(self.rows(event)), 4)
        self.make_due(event)
        with patch("frappe.sendmail") as sendmail:  # a real server gets it in tests/standalone
            self.assertEqual(reminders.send_reminders(), 4)
        recipients = sorted(call.kwargs["recipients"] for call in sendmail.call_args_list)
        self.assertEqual(recipients, [[self.helper], [self.me]])
        self.assertEqual(len(self.notices(event)), 2)
        self.assertEqual(len(self.notices(event, self.helper)), 2)

    def test_it_is_sent_once(self):
        event = self.make()
        self.make_due(event)
        self.assertEqual((reminders.send_reminders(), reminders.send_reminders()), (1, 0))
        event.reload()
        event.location = "Sede"
        event.save()
        self.make_due(event)
        self.assertEqual(reminders.send_reminders(), 0)
        self.assertEqual(len(self.notices(event)), 1)

    def test_it_moves_with_the_event(self):
        morning = now_datetime().replace(hour=10, minute=0, second=0, microsecond=0)
        # From a Tuesday to a Wednesday: reminders of days off come on the working day before.
        event = self.make(starts_on=morning + timedelta(days=8 - morning.weekday()), reminder_minutes=60)
        old = self.rows(event)[0].due_at
        events.move_event(event.name, event.starts_on + timedelta(days=1))
        (row,) = self.rows(event)
        self.assertEqual(row.due_at, old + timedelta(days=1))

    def test_not_for_what_is_closed_or_gone(self):
        done, gone, cancelled = self.make(), self.make(), self.make()
        events.complete_event(done.name)
        gone.delete()
        self.assertEqual(self.rows(done) + self.rows(gone), [])
        self.make_due(cancelled)
        frappe.db.set_value("Relation Event", cancelled.name, "status", "Cancelled")
        self.assertEqual(reminders.send_reminders(), 0)
        self.assertEqual(self.notices(cancelled), [])

    def test_what_was_missed_comes_late_and_once(self):
        event = self.make()
        self.make_due(event, timedelta(days=3))
        reminders.send_reminders()
        reminders.send_reminders()
        (subject,) = self.notices(event)
        self.assertIn("late", subject)
        self.assertTrue(self.rows(event)[0].late)

    def test_asked_for_again(self):
        event = self.make()
        frappe.set_user(self.me)
        reminders.snooze(event.name, 10)
        reminders.snooze(event.name, 20)
        frappe.set_user("Administrator")
        (row,) = self.rows(event, snoozed=1)
        self.assertLess(row.due_at - now_datetime(), timedelta(minutes=21))
        self.make_due(event)
        self.assertEqual(reminders.send_reminders(), 2)
        events.complete_event(event.name)
        with self.assertRaises(ReminderError):
            reminders.snooze(event.name, 10)

    def test_limits(self):
        event = self.make()
        for minutes in (0, -5, 10**9):
            with self.assertRaises(ReminderError):
                reminders.snooze(event.name, minutes)
        with self.assertRaises(ReminderError):
            self.make(reminders=[{"minutes": number} for number in range(1, 9)])
        with self.assertRaises(ReminderError):
            self.make(reminders=[{"minutes": 10**8}])

    def test_a_colleague_does_not_see_them(self):
        event = self.make(private=1)
        frappe.set_user(self.helper)
        self.assertEqual(frappe.get_list(DT, filters={"reference_name": event.name}), [])
        self.assertFalse(frappe.has_permission(DT, "read", doc=frappe.db.get_value(DT, {"reference_name": event.name})))
        with self.assertRaises(frappe.PermissionError):
            reminders.snooze(event.name, 10)

    def test_a_mark_in_the_subject_stays_text(self):
        event = self.make()
        frappe.db.set_value("Relation Event", event.name, "subject", "<b>x</b>")
        self.make_due(event)
        reminders.send_reminders()
        self.assertNotIn("<b>", self.notices(event)[0])

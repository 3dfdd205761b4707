"""Entries sent twice, events without a day, and events with their own fields closed in one action."""

import frappe

from relcrm.agenda import events
from relcrm.api import agenda, calls
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user


class TestEntries(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = make_user("voci.agente@example.com", "RelCRM Agent")
        cls.other = make_user("voci.altro@example.com", "RelCRM Agent")

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.set_user(self.agent)

    def test_a_call_sent_twice_is_saved_once(self):
        """The answer was lost on the way; the desk sent the call again and made a second one."""
        follow_up = {"starts_on": "2031-01-07 10:00:00"}
        first = calls.log_call("Una volta sola", follow_up=follow_up, entry="abc")
        again = calls.log_call("Una volta sola", follow_up=follow_up, entry="abc")
        self.assertEqual(first["event"].name, again["event"].name)
        self.assertEqual(first["follow_up"].name, again["follow_up"].name)
        self.assertEqual(frappe.db.count("Relation Event", {"subject": "Una volta sola"}), 2)

    def test_the_same_mark_of_another_user_is_another_entry(self):
        mine = agenda.create_event({"event_type": "Task", "subject": "Mio"}, entry="stesso")
        frappe.set_user(self.other)
        theirs = agenda.create_event({"event_type": "Task", "subject": "Suo"}, entry="stesso")
        self.assertNotEqual(mine["name"], theirs["name"])

    def test_what_was_taken_back_may_be_saved_again(self):
        name = agenda.create_event({"event_type": "Task", "subject": "Ripensato"}, entry="r")["name"]
        frappe.delete_doc("Relation Event", name)
        again = agenda.create_event({"event_type": "Task", "subject": "Di nuovo"}, entry="r")
        self.assertEqual(frappe.db.get_value("Relation Event", again["name"], "subject"), "Di nuovo")

    def test_an_event_without_a_day_waits_beside_the_agenda(self):
        values = {"event_type": "Task", "subject": "Prima o poi", "starts_on": "2031-01-08 09:00:00", "undated": 1}
        name = agenda.create_event(values | {"assigned_to": self.agent, "reminder_minutes": 10})["name"]
        self.assertIsNone(frappe.db.get_value("Relation Event", name, "reminder_at"))
        week = ("2031-01-06", "2031-01-13")
        self.assertNotIn(name, [row.name for row in agenda.get_events(*week)])
        self.assertIn(name, [row.name for row in agenda.get_to_plan()])
        agenda.move_event(name, "2031-01-09 11:00:00")
        self.assertIn(name, [row.name for row in agenda.get_events(*week)])
        self.assertNotIn(name, [row.name for row in agenda.get_to_plan()])
        self.assertIsNotNone(frappe.db.get_value("Relation Event", name, "reminder_at"))

    def test_what_a_colleague_has_to_plan_in_private_is_not_shown(self):
        event = make_event("Privato da pianificare", private=1, undated=1, assigned_to=self.agent)
        frappe.set_user(self.other)
        self.assertNotIn(event.name, [row.name for row in agenda.get_to_plan(users=[self.agent])])
        self.assertRaises(frappe.PermissionError, agenda.get_event, event.name)

    def test_the_panel_tells_of_what_came_before_and_after(self):
        party = make_party("Catena S.r.l.", agent=self.agent, phones=[{"number": "0422 111222"}])
        first = make_event("Prima", party=party.name, assigned_to=self.agent)
        values = [{"field_key": "interest", "choice": "High"}]
        visit = make_event("Visita", event_type="Visit", party=party.name, previous_event=first.name)
        _done, follow_up = events.complete_event(visit.name, "Positive", None, {"subject": "Dopo"}, values)
        told = agenda.get_event(visit.name)
        self.assertEqual([row.name for row in told["previous"]], [first.name])
        self.assertEqual([row.name for row in told["next"]], [follow_up.name])
        self.assertEqual(told["phone"], "0422 111222")
        self.assertEqual([row["value"] for row in told["values"]], ["High"])

    def test_a_private_event_of_the_chain_is_not_told(self):
        party = make_party("Catena chiusa S.r.l.", agent=self.other)
        frappe.set_user(self.other)
        secret = make_event("Segreto", private=1, party=party.name, assigned_to=self.other)
        shown = make_event("Aperto", party=party.name, previous_event=secret.name, assigned_to=self.agent)
        frappe.set_user(self.agent)
        self.assertEqual(agenda.get_event(shown.name)["previous"], [])

"""Promises of events: their tasks, who sees them, and two of us who offer different terms."""

import frappe

from relcrm.agenda import promises
from relcrm.api import memory as memory_api
from relcrm.exceptions import PromiseError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user


def get_task(event) -> frappe._dict | None:
    row = frappe.get_doc("Relation Event", event.name).promises[0]
    return frappe.get_doc("Relation Event", row.task) if row.task else None


class TestPromises(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = make_user("promesse@example.com", "RelCRM User")
        cls.colleague = make_user("promesse.collega@example.com", "RelCRM User", "RelCRM Manager")
        cls.party = make_party("Promesse Srl").name
        cls.person = make_person(cls.party, "Pia Promessa").name

    def setUp(self):
        frappe.set_user(self.user)

    def tearDown(self):
        frappe.set_user("Administrator")

    def make(self, *rows: dict, **values):
        values = {"party": self.party, "contact_person": self.person, "status": "Done", **values}
        return make_event("Visita", event_type="Visit", promises=list(rows), **values)

    def test_a_private_event_tells_nothing_to_who_asks_for_a_promise_that_it_has_not(self):
        event = make_event("Titolo riservato", private=1, assigned_to=self.user)
        frappe.set_user(self.colleague)
        with self.assertRaises(frappe.PermissionError) as refused:
            memory_api.settle_promise(event.name, "x", "Kept")
        self.assertNotIn("Titolo riservato", str(refused.exception))

    def test_promise_with_a_day_falls_due_as_a_task(self):
        event = self.make({"promise": "Mandare il listino", "due_on": "2026-12-04"})
        task = get_task(event)
        self.assertEqual(task.subject, "Mandare il listino")
        self.assertEqual(str(task.starts_on), "2026-12-04 00:00:00")
        self.assertEqual((task.status, task.assigned_to, task.all_day), ("Planned", self.user, 1))
        self.assertEqual((task.party, task.contact_person, task.previous_event), (self.party, self.person, event.name))

    def test_without_a_day_there_is_no_task_until_there_is_one(self):
        event = self.make({"promise": "Cercare il manuale"})
        self.assertIsNone(get_task(event))
        event.promises[0].due_on = "2026-12-09"
        event.save()
        self.assertEqual(str(get_task(event).starts_on)[:10], "2026-12-09")

    def test_what_they_promised_is_a_task_of_whoever_has_the_event(self):
        event = self.make({"promise": "Inviano il disegno", "side": "Theirs", "due_on": "2026-12-04"})
        row = event.promises[0]
        self.assertEqual((row.contact_person, row.user), (self.person, None))
        self.assertIn("Inviano il disegno", get_task(event).subject)
        self.assertEqual(get_task(event).assigned_to, self.user)

    def test_day_and_person_move_the_task_and_what_was_changed_in_it_stays(self):
        event = self.make({"promise": "Telefonare", "due_on": "2026-12-04"})
        task = get_task(event)
        task.subject = "Telefonare dopo le 15"
        task.save()
        event.reload()
        event.promises[0].update({"due_on": "2026-12-11", "user": self.colleague})
        event.save()
        task.reload()
        self.assertEqual(task.subject, "Telefonare dopo le 15")
        self.assertEqual((str(task.starts_on)[:10], task.assigned_to), ("2026-12-11", self.colleague))

    def test_closing_the_task_settles_the_promise_and_opening_it_opens_it(self):
        event = self.make({"promise": "Campione", "due_on": "2026-12-04"})
        task = get_task(event)
        for status, state in (("Done", "Kept"), ("Planned", "Open"), ("Cancelled", "Dropped")):
            task.status = status
            task.save()
            task.reload()
            row = frappe.get_doc("Relation Event", event.name).promises[0]
            self.assertEqual((row.state, bool(row.settled_on)), (state, state != "Open"))

    def test_settling_the_promise_closes_the_task(self):
        event = self.make({"promise": "Campione", "due_on": "2026-12-04"})
        left = memory_api.settle_promise(event.name, event.promises[0].name, "Kept")
        self.assertEqual(get_task(event).status, "Done")
        self.assertNotIn(event.name, [row.event for row in left])
        memory_api.settle_promise(event.name, event.promises[0].name, "Open")
        self.assertEqual(get_task(event).status, "Planned")

    def test_a_row_or_event_that_goes_takes_its_open_task_along(self):
        event = self.make({"promise": "Uno", "due_on": "2026-12-04"}, {"promise": "Due", "due_on": "2026-12-05"})
        first, second = (row.task for row in frappe.get_doc("Relation Event", event.name).promises)
        event.reload()
        event.set("promises", event.promises[1:])
        event.save()
        self.assertFalse(frappe.db.exists("Relation Event", first))
        frappe.delete_doc("Relation Event", event.name)
        self.assertFalse(frappe.db.exists("Relation Event", second))

    def test_a_task_can_be_deleted_and_is_not_made_again(self):
        event = self.make({"promise": "Uno", "due_on": "2026-12-04"})
        frappe.delete_doc("Relation Event", get_task(event).name)
        event.reload()
        event.location = "Treviso"
        event.save()
        self.assertIsNone(get_task(event))

    def test_bad_promises_are_refused_with_a_sentence(self):
        with self.assertRaisesRegex(PromiseError, "150"):
            self.make({"promise": "Sconto", "kind": "Discount", "value": 150})
        event = self.make({"promise": "Uno"})
        with self.assertRaises(PromiseError):
            promises.settle(event.name, event.promises[0].name, "Maybe")
        with self.assertRaises(PromiseError):
            promises.settle(event.name, "no-such-row", "Kept")

    def test_open_promises_come_by_day_those_without_last(self):
        party = make_party("Ordine Srl").name
        days = {"senza": None, "dopo": "2026-12-09", "prima": "2026-01-09"}
        rows = [{"promise": text, "due_on": day} for text, day in days.items()]
        self.make(*rows, party=party, contact_person=None)
        found = promises.get_open(party=party)
        self.assertEqual([row.promise for row in found], ["prima", "dopo", "senza"])
        self.assertEqual([row.overdue for row in found], [1, 0, 0])

    def test_promises_of_a_private_event_are_private_with_their_task(self):
        event = self.make({"promise": "Riservatissimo", "due_on": "2026-12-04"}, private=1)
        self.assertEqual(get_task(event).private, 1)
        self.assertTrue(promises.get_open(party=self.party))
        frappe.set_user(self.colleague)
        self.assertNotIn("Riservatissimo", str(promises.get_open(party=self.party)))
        rows = frappe.get_list("Relation Promise", fields=["*"], parent_doctype="Relation Event")
        self.assertNotIn("Riservatissimo", str(rows))
        with self.assertRaises(frappe.PermissionError):
            memory_api.settle_promise(event.name, event.promises[0].name, "Kept")

    def test_two_of_us_with_open_terms_contradict_one_another(self):
        party = make_party("Contesa Srl").name
        terms = {"promise": "Dieci per cento", "kind": "Discount", "value": 10}
        mine = self.make(terms, party=party, contact_person=None)
        self.assertEqual(promises.get_conflicts([party]), [])
        self.make({"promise": "Ancora mio", "kind": "Offer", "value": 900}, party=party, contact_person=None)
        self.assertEqual(promises.get_conflicts([party]), [])
        frappe.set_user(self.colleague)
        self.make({"promise": "Quindici", "kind": "Discount", "value": 15}, party=party, contact_person=None)
        found = promises.get_conflicts([party])
        self.assertEqual([one["party"] for one in found], [party])
        said = [offer["promise"] for offer in found[0]["offers"]]
        self.assertEqual(said, ["Dieci per cento", "Ancora mio", "Quindici"])
        self.assertIn(party, [one["party"] for one in promises.get_conflicts()])
        frappe.set_user(self.user)
        for event in {mine.name, found[0]["offers"][1]["name"]}:
            memory_api.settle_promise(event, frappe.get_doc("Relation Event", event).promises[0].name, "Dropped")
        self.assertEqual(promises.get_conflicts([party]), [])

    def test_a_private_offer_of_a_colleague_raises_no_flag(self):
        party = make_party("Riserbo Srl").name
        self.make({"promise": "Mio", "kind": "Offer", "value": 100}, party=party, contact_person=None)
        frappe.set_user(self.colleague)
        self.make({"promise": "Suo", "kind": "Offer", "value": 90}, party=party, contact_person=None, private=1)
        self.assertEqual(len(promises.get_conflicts([party])), 1)
        frappe.set_user(self.user)
        self.assertEqual(promises.get_conflicts([party]), [])

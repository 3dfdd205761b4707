"""Searches for duplicates: started, stopped, only the last ones kept."""

import frappe
from frappe.utils import add_to_date, now_datetime

from relcrm.api import duplicates, home
from relcrm.exceptions import DuplicateQueryError
from relcrm.relations import keeping
from relcrm.relations.duplicates import nightly, pairs, search
from relcrm.testing import IntegrationTestCase, make_party, make_user


class TestDuplicateSearch(IntegrationTestCase):
    def test_only_the_last_searches_are_kept(self):
        for _number in range(search.KEPT + 3):
            values = {"doctype": "Duplicate Search", "searched_doctype": "Party", "status": "Finished"}
            frappe.get_doc(values).insert()
        search._forget_old("Party")
        self.assertEqual(frappe.db.count("Duplicate Search", {"searched_doctype": "Party"}), search.KEPT - 1)

    def test_a_search_that_is_to_stop_stops_before_the_next_batch(self):
        values = {"doctype": "Duplicate Search", "searched_doctype": "Party", "status": "Running"}
        doc = frappe.get_doc(values).insert()
        self.assertEqual(duplicates.cancel_search()["status"], "Running")
        self.assertEqual(frappe.db.get_value("Duplicate Search", doc.name, "cancel_requested"), 1)

    def test_what_is_not_compared_is_refused(self):
        self.assertRaises(DuplicateQueryError, duplicates.get_worklist, "User")
        self.assertRaises(DuplicateQueryError, duplicates.get_worklist, "Party", "Gone")


class TestAtNight(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = make_user("notte.dati@example.com", "RelCRM User")
        cls.clerk = make_user("notte.ufficio@example.com", "RelCRM User")

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        settings = frappe.get_doc("RelCRM Settings")
        settings.update({"duplicates_at_night": 1, "data_keeper": self.keeper}).save()
        for doctype in ("Duplicate Search", pairs.PAIR):
            frappe.db.delete(doctype)
        for name in frappe.get_all("Party", pluck="name"):
            frappe.delete_doc("Party", name, force=True)
        frappe.db.delete("Notification Log", {"for_user": self.keeper})
        self.first = make_party("Zufolini Notturni S.r.l.", addresses=[{"town": "Asolo", "province": "TV"}])

    def search(self, since=None) -> str:
        """A search as the job does it, without its commits."""
        values = {"searched_doctype": "Party", "status": "Queued", "changed_since": since}
        doc = frappe.get_doc({"doctype": "Duplicate Search", **values}).insert()
        search.run(doc.name, in_job=False)
        return doc.name

    def make_old(self, *names):
        old = add_to_date(now_datetime(), days=-3)
        frappe.db.set_value("Party", {"name": ["in", names]}, "modified", old, update_modified=False)

    def get_pairs(self) -> set[frozenset]:
        rows = frappe.get_all(pairs.PAIR, filters={"state": "Open"}, fields=["left_name", "right_name"])
        return {frozenset((row.left_name, row.right_name)) for row in rows}

    def test_only_what_changed_is_compared_and_with_everything(self):
        second = make_party("Notturni Zufolini", addresses=[{"town": "Asolo", "province": "TV"}])
        gone, other = make_party("Ugola Spenta"), make_party("Ugola Spenta")
        self.make_old(self.first.name, second.name, gone.name, other.name)
        last_night = add_to_date(now_datetime(), days=-1)
        self.search(last_night)
        self.assertFalse({self.first.name, gone.name} & set().union(*self.get_pairs()))
        fresh = make_party("Zuffolini Notturni", addresses=[{"town": "Asolo", "province": "TV"}])
        self.search(last_night)
        mine = {pair for pair in self.get_pairs() if fresh.name in pair}
        self.assertEqual(mine, {frozenset((fresh.name, one.name)) for one in (self.first, second)})
        self.assertNotIn(frozenset((self.first.name, second.name)), self.get_pairs())
        fresh.update({"party_name": "Tutt'altra Ditta"}).save()
        self.search(last_night)
        self.assertFalse([pair for pair in self.get_pairs() if fresh.name in pair])

    def test_it_starts_where_something_changed_and_the_settings_say_so(self):
        started = nightly.look()
        fields = ["searched_doctype", "changed_since"]
        rows = frappe.get_all("Duplicate Search", filters={"name": ["in", started]}, fields=fields)
        self.assertIn(("Party", None), [tuple(row.values()) for row in rows])
        self.assertIsNone(nightly.start("Party"), "one is under way")
        values = {"status": "Finished", "started_on": now_datetime(), "finished_on": now_datetime()}
        frappe.db.set_value("Duplicate Search", started[0], values)
        self.make_old(self.first.name)
        self.assertIsNone(nightly.start("Party"), "nothing changed")
        self.first.reload()
        self.first.update({"notes": "Cambiata."}).save()
        again = nightly.start("Party")
        self.assertTrue(frappe.db.get_value("Duplicate Search", again, "changed_since"))
        frappe.db.set_single_value("RelCRM Settings", "duplicates_at_night", 0)
        frappe.db.delete("Duplicate Search")
        self.assertEqual(nightly.look(), [])

    def test_whoever_keeps_the_data_is_told_and_finds_it_on_home(self):
        make_party("Notturni Zufolini", addresses=[{"town": "Asolo", "province": "TV"}])
        name = self.search()
        self.assertGreaterEqual(nightly.tell(name), 1)
        [line] = frappe.get_all("Notification Log", filters={"for_user": self.keeper}, fields=["subject", "link"])
        self.assertEqual(line.link, "/relcrm/duplicates")
        self.assertEqual(keeping.get_keepers(), [self.keeper])
        frappe.set_user(self.keeper)
        self.assertEqual({line["screen"] for line in home.get_home()["keeping"]}, {"duplicates", "mend"})
        frappe.set_user(self.clerk)
        self.assertEqual(home.get_home()["keeping"], [])

    def test_without_a_name_the_administrators_keep_the_data(self):
        frappe.db.set_single_value("RelCRM Settings", "data_keeper", None)
        chief = make_user("notte.capo@example.com", "RelCRM Administrator")
        self.assertIn(chief, keeping.get_keepers())
        frappe.db.set_value("User", chief, "enabled", 0)
        self.assertNotIn(chief, keeping.get_keepers())

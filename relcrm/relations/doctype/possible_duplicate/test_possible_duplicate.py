"""Pairs of possible duplicates: found by a search, decided by a person, seen by whoever sees both."""

import frappe

from relcrm.api import duplicates
from relcrm.exceptions import DuplicatePairError
from relcrm.relations.duplicates import search
from relcrm.testing import IntegrationTestCase, make_party, make_person, make_user

PAIR = "Possible Duplicate"


def search_all(doctype: str = "Party"):
    """Search as the job does."""
    doc = frappe.get_doc({"doctype": "Duplicate Search", "searched_doctype": doctype}).insert()
    search.run(doc.name, in_job=False)
    return frappe.get_doc("Duplicate Search", doc.name)


class TestPossibleDuplicate(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = make_user("coppie.agente@example.com", "RelCRM Agent")
        cls.clerk = make_user("coppie.ufficio@example.com", "RelCRM User")
        phones = [{"number": "0423 918273"}]
        cls.one = make_party("Vortigni Carpenterie S.r.l.", phones=phones, agent=cls.agent)
        cls.other = make_party("Carpenteria Vortigni", phones=phones)
        cls.third = make_party("Vortigni Carpenterie", agent=cls.agent)
        people = [make_person(cls.one.name, name) for name in ("Ubaldina Vortigni", "Vortigni Ubaldina")]
        cls.people = [person.name for person in people]
        make_person(cls.other.name, "Ubaldina Vortigni")

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def get_open(self, doctype="Party", names=None):
        names = names or {self.one.name, self.other.name, self.third.name}
        rows = duplicates.get_worklist(doctype, limit=100)["pairs"]
        return {frozenset((row["left_name"], row["right_name"])): row for row in rows if row["left_name"] in names}

    def test_a_search_finds_pairs_with_reasons_the_surest_first(self):
        done = search_all()
        self.assertEqual((done.status, done.done), ("Finished", done.total))
        found = self.get_open()
        row = found[frozenset((self.one.name, self.other.name))]
        self.assertEqual(row["level"], "likely")
        self.assertIn("same telephone", row["reasons"])
        self.assertIn(frozenset((self.one.name, self.third.name)), found)
        scores = [row["score"] for row in duplicates.get_worklist(limit=100)["pairs"]]
        self.assertEqual(scores, sorted(scores, reverse=True))

    def test_people_are_compared_within_their_company(self):
        search_all("Contact Person")
        self.assertEqual(list(self.get_open("Contact Person", set(self.people))), [frozenset(self.people)])

    def test_what_a_person_decided_stays_and_can_be_taken_back(self):
        search_all()
        pair = duplicates.mark_different("Party", self.other.name, self.one.name)
        key = frozenset((self.one.name, self.other.name))
        self.assertNotIn(key, self.get_open())
        search_all()
        self.assertNotIn(key, self.get_open())
        self.assertEqual(frappe.db.get_value(PAIR, pair, "decided_by"), frappe.session.user)
        duplicates.open_again(pair)
        self.assertIn(key, self.get_open())
        frappe.db.set_value(PAIR, pair, "state", "Merged")
        self.assertRaises(DuplicatePairError, duplicates.open_again, pair)

    def test_pairs_that_a_search_does_not_find_again_go(self):
        twin = make_party("Vortigni Carpenterie Due")
        names = {twin.name, self.one.name}
        search_all()
        self.assertTrue(any(twin.name in pair for pair in self.get_open(names=names)))
        twin.update({"party_name": "Zzyp Qwrt"}).save()
        search_all()
        self.assertFalse(any(twin.name in pair for pair in self.get_open(names=names)))

    def test_an_agent_sees_a_pair_only_when_both_are_theirs(self):
        search_all()
        frappe.set_user(self.agent)
        self.assertEqual(list(self.get_open()), [frozenset((self.one.name, self.third.name))])
        hidden = frappe.db.get_value(PAIR, {"right_name": ["in", [self.other.name]]})
        self.assertRaises(frappe.PermissionError, frappe.get_doc(PAIR, hidden).check_permission, "read")
        self.assertRaises(frappe.PermissionError, duplicates.start_search)
        self.assertRaises(frappe.PermissionError, duplicates.mark_different, "Party", self.one.name, self.other.name)

    def test_a_stopped_search_goes_on(self):
        doc = frappe.get_doc({"doctype": "Duplicate Search", "searched_doctype": "Party", "status": "Running"}).insert()
        last = frappe.get_all("Party", pluck="name", order_by="name desc", limit=1)[0]
        doc.db_set({"compared_until": self.other.name, "done": 1})
        search.run(doc.name, in_job=False)
        doc.reload()
        self.assertEqual((doc.status, doc.compared_until), ("Finished", last))
        self.assertIn(frozenset((self.one.name, self.third.name)), self.get_open())

    def test_pairs_go_with_their_record(self):
        twin = make_party("Vortigni Carpenterie Tre")
        search_all()
        twin.delete()
        self.assertFalse(frappe.db.exists(PAIR, {"right_name": twin.name}))

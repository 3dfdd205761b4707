"""Last contact and next appointment in lists of parties and persons, without what is not the reader's to see."""

import frappe
from frappe.utils import add_days, getdate, nowdate

from relcrm.agenda.list_columns import get_event_columns
from relcrm.api import lists
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user


class TestListColumns(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("colonne.ufficio@example.com", "RelCRM User")
        cls.party, cls.silent = make_party("Colonne sentita").name, make_party("Colonne muta").name
        cls.person = make_person(cls.party, "Anna Colonne").name
        cls.last, cls.next = add_days(nowdate(), -10), add_days(nowdate(), 3)
        people = {"party": cls.party, "contact_person": cls.person}
        for day, status, private in (
            (add_days(nowdate(), -40), "Done", 0),
            (cls.last, "Done", 0),
            (add_days(nowdate(), -1), "Done", 1),
            (add_days(nowdate(), -2), "Planned", 0),
            (add_days(nowdate(), 1), "Planned", 1),
            (cls.next, "Planned", 0),
            (add_days(nowdate(), 9), "Open", 0),
        ):
            make_event(f"Colonne {day}", starts_on=f"{day} 10:00:00", status=status, private=private, **people)

    def setUp(self):
        frappe.set_user(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")

    def test_both_days_are_shown_without_private_events(self):
        for doctype, name in (("Party", self.party), ("Contact Person", self.person)):
            query = {"doctype": doctype, "columns": ["agenda:last", "agenda:next"], "conditions": [["name", "=", name]]}
            row = lists.get_rows(query)["rows"][0]
            self.assertEqual((row["agenda:last"], row["agenda:next"]), (getdate(self.last), getdate(self.next)))
        self.assertIn("agenda:last", [field["path"] for field in lists.get_fields("Party")])

    def test_by_the_rule_of_privacy_alone_one_s_own_events_are_gathered_once(self):
        agent = make_user("colonne.agente@example.com", "RelCRM Agent")
        for user in (self.clerk, agent):
            frappe.set_user(user)
            self.assertIn("own_last", get_event_columns("Party")[0]["join"], user)

    def test_who_was_not_heard_of_is_found_and_sorted(self):
        own = ["party_name", "starts", "Colonne"]
        for condition, names in (
            (["agenda:last", "is", "not set"], [self.silent]),
            (["agenda:last", "within", {"last": 15, "unit": "days"}], [self.party]),
            (["agenda:last", ">", self.last], []),
            (["agenda:next", "within", {"next": 7, "unit": "days"}], [self.party]),
        ):
            self.assertEqual(lists.get_names({"doctype": "Party", "conditions": [own, condition]}), names, condition)
        query = {"doctype": "Party", "conditions": [own], "sort": [["agenda:last", "desc"]]}
        self.assertEqual(lists.get_names(query), [self.party, self.silent])
        groups = lists.get_groups({**query, "group_by": ["agenda:last"]})["groups"]
        self.assertEqual([(str(group["value"]), group["count"]) for group in groups], [(self.last, 1), ("None", 1)])

import json

import frappe

from relcrm.api import search
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

SECRET = "Zimarrone"


class TestFindMore(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("cerca@example.com", "RelCRM User")
        cls.colleague = make_user("cerca.altro@example.com", "RelCRM User")
        cls.agent = make_user("cerca.agente@example.com", "RelCRM Agent")

    def setUp(self):
        frappe.set_user(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")
        self.party = make_party("Zincheria Pòrtico S.r.l.").name

    def find(self, text):
        return {(hit["doctype"], hit["title"]) for hit in search.find_more(text)}

    def test_event_is_found_by_words_in_any_order_without_accents(self):
        make_event("Perché la zincatura costa", party=self.party)
        for text in ("zincatura perche", "PERCHÉ zincat", "costa zincatura la"):
            self.assertIn(("Relation Event", "Perché la zincatura costa"), self.find(text), text)
        self.assertNotIn(("Relation Event", "Perché la zincatura costa"), self.find("zincatura vernice"))

    def test_deal_is_found_by_its_company_too(self):
        values = {"doctype": "Negotiation", "subject": "Gru a ponte", "party": self.party}
        frappe.get_doc(values).insert()
        self.assertIn(("Negotiation", "Gru a ponte"), self.find("portico zincheria"))
        self.assertIn(("Negotiation", "Gru a ponte"), self.find("ponte"))

    def test_file_is_found_by_its_name_with_the_record_it_hangs_on(self):
        self.attach("Party", self.party, "listino zincheria.txt")
        (hit,) = (hit for hit in search.find_more("listino zincheria") if hit["doctype"] == "File")
        self.assertEqual((hit["of_name"], hit["of_title"]), (self.party, "Zincheria Pòrtico S.r.l."))

    def test_nothing_of_a_private_event_is_found_by_a_colleague(self):
        event = make_event(f"{SECRET} riservato", private=1, assigned_to=self.clerk, party=self.party)
        self.attach("Relation Event", event.name, f"{SECRET} riservato.txt")
        self.assertEqual(len(self.find("Zimarrone riservato")), 2)
        frappe.set_user(self.colleague)
        self.assertEqual(self.find("Zimarrone riservato"), set())
        opened = search.get_opened([["Relation Event", event.name], ["Party", self.party]])
        self.assertEqual([row["name"] for row in opened], [self.party])
        self.assertNotIn(SECRET, json.dumps(opened))

    def test_an_agent_finds_nothing_of_companies_that_are_not_theirs(self):
        self.attach("Party", self.party, f"{SECRET} altrui.txt")
        make_event(f"{SECRET} altrui", party=self.party)
        frappe.get_doc(
            {"doctype": "Negotiation", "subject": f"{SECRET} altrui", "party": self.party}
        ).insert()
        frappe.set_user(self.agent)
        self.assertEqual(self.find(SECRET), set())
        self.assertEqual(search.get_opened([["Party", self.party]]), [])

    def test_signs_of_the_database_are_only_signs(self):
        self.assertEqual(self.find("%%%"), set())
        self.assertEqual(self.find("___"), set())

    def attach(self, doctype, name, file_name):
        values = {"doctype": "File", "file_name": file_name, "content": "testo", "is_private": 1}
        frappe.get_doc({**values, "attached_to_doctype": doctype, "attached_to_name": name}).insert()

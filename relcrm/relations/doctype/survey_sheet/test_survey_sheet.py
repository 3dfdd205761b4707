from unittest.mock import patch

import frappe

from relcrm.api import lists
from relcrm.api.surveys import fill, get_sheet, get_sheets
from relcrm.exceptions import ProfileValueError, SurveyError
from relcrm.relations.doctype.party_profile.test_party_profile import make_attribute
from relcrm.relations.profile import get_profile, recount
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

DESK, AGENT = "schede.ufficio@example.com", "schede.agente@example.com"
MACHINES, STAFF, OWN = "Schede macchine", "Schede addetti", "Schede fornitore"


class TestSurveySheet(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_user(DESK, "RelCRM User")
        make_user(AGENT, "RelCRM Agent")
        for name in frappe.get_all("Profile Attribute", pluck="name"):
            frappe.db.set_value("Profile Attribute", name, "disabled", 1)
            frappe.clear_document_cache("Profile Attribute", name)
        make_attribute(MACHINES, "Choices", "Gru", "Argano", expected=1)
        make_attribute(STAFF, "Number", unit="persone", expected=1)
        make_attribute(OWN, "Text", expected=1, role="Supplier")
        rows = [{"attribute": STAFF, "question": "Quanti siete?"}, {"attribute": MACHINES}, {"attribute": OWN}]
        cls.sheet = frappe.get_doc({"doctype": "Survey Sheet", "sheet_name": "Prima telefonata", "questions": rows})
        cls.sheet.insert()

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        self.party = make_party("Schede S.r.l.").name
        self.person = make_person(self.party, "Rosa Risponde").name

    def get(self, party: str | None = None) -> dict:
        profile = get_profile(party or self.party, "Company")
        return {one["attribute"]: one for one in profile["attributes"]} | {"share": profile["completeness"]}

    def test_questions_come_in_order_and_only_those_of_the_role(self):
        sheet = get_sheet(self.sheet.name, self.party)
        self.assertEqual([row["question"] for row in sheet["questions"]], ["Quanti siete?", MACHINES])
        supplier = make_party("Schede fornitrice", roles=[{"role": "Supplier"}]).name
        self.assertEqual(len(get_sheet(self.sheet.name, supplier)["questions"]), 3)
        self.assertIn(self.sheet.name, [row["name"] for row in get_sheets(self.party)])

    def test_answers_fill_the_profile_and_stay_on_the_event(self):
        frappe.set_user(DESK)
        answers = {STAFF: 40, MACHINES: ["Gru", "Argano"]}
        name = fill(self.sheet.name, self.party, answers, [], self.person, notes="<b>Gentile</b>")["event"]
        found = self.get()
        self.assertEqual((found[STAFF]["value"], found[MACHINES]["value"]), (40, ["Gru", "Argano"]))
        self.assertEqual(found["share"], 100)
        event = frappe.get_doc("Relation Event", name)
        self.assertEqual((event.status, event.contact_person, event.assigned_to), ("Done", self.person, DESK))
        for words in ("Quanti siete?: <b>40 persone</b>", "Gru, Argano", "&lt;b&gt;Gentile"):
            self.assertIn(words, event.notes)

    def test_a_refusal_is_kept_until_it_is_told_after_all(self):
        fill(self.sheet.name, self.party, {MACHINES: ["Gru"]}, [STAFF], self.person)
        found = self.get()
        self.assertTrue(found[STAFF]["refused_on"])
        self.assertEqual(found["share"], 50)
        fill(self.sheet.name, self.party, {STAFF: 12}, [], self.person)
        found = self.get()
        self.assertEqual((found[STAFF]["value"], found[STAFF]["refused_on"], found["share"]), (12, None, 100))
        self.assertEqual(found[MACHINES]["value"], ["Gru"], "what was not asked stays")

    def test_an_event_that_is_there_gets_the_answers(self):
        event = make_event("Visita", party=self.party, notes="<p>Prima</p>", status="Done")
        fill(self.sheet.name, self.party, {STAFF: 3}, [], event=event.name)
        notes = frappe.db.get_value("Relation Event", event.name, "notes")
        self.assertTrue(notes.startswith("<p>Prima</p>") and "3 persone" in notes)

    def test_an_event_with_somebody_else_is_refused_and_the_profile_stays(self):
        event = make_event("Visita altrui", party=make_party("Schede altrui").name, status="Done")
        frappe.db.savepoint("before_it")
        with self.assertRaises(SurveyError) as caught:
            fill(self.sheet.name, self.party, {STAFF: 3}, [], event=event.name)
        self.assertIn("Visita altrui", str(caught.exception))
        frappe.db.rollback(save_point="before_it")
        self.assertFalse(self.get()[STAFF]["value"])
        self.assertFalse(frappe.db.get_value("Relation Event", event.name, "notes"))

    def test_sheets_are_offered_only_to_whoever_may_write_profiles(self):
        reader = make_user("schede.lettore@example.com", "RelCRM User")
        frappe.set_user(reader)
        self.assertTrue(get_sheets(self.party))
        with patch("frappe.has_permission", side_effect=lambda doctype, *_a, **_k: doctype != "Party Profile"):
            self.assertEqual(get_sheets(self.party), [])

    def test_what_does_not_fit_is_refused_and_nothing_changes(self):
        for answers, refused in (({}, []), ({OWN: "x"}, []), ({"Altro": 1}, []), ({}, ["Altro"])):
            self.assertRaises(SurveyError, fill, self.sheet.name, self.party, answers, refused)
        self.assertRaises(ProfileValueError, fill, self.sheet.name, self.party, {STAFF: "molti"}, [])
        self.assertFalse(frappe.db.count("Relation Event", {"party": self.party}))
        twice = {"sheet_name": "Doppia", "questions": [{"attribute": STAFF}, {"attribute": STAFF}]}
        self.assertRaises(SurveyError, frappe.get_doc({"doctype": "Survey Sheet", **twice}).insert)

    def test_an_agent_fills_those_of_own_companies_only(self):
        frappe.set_user(AGENT)
        self.assertRaises(frappe.PermissionError, fill, self.sheet.name, self.party, {STAFF: 3}, [])

    def test_lists_sort_by_how_much_is_known(self):
        other = make_party("Schede altra").name
        fill(self.sheet.name, self.party, {STAFF: 3}, [])
        both = ["name", "in", [self.party, other]]
        query = {"doctype": "Party", "columns": ["card:completeness"], "conditions": [both]}
        rows = {row["name"]: row["card:completeness"] for row in lists.get_rows(query)["rows"]}
        self.assertEqual((rows[self.party], rows[other] or 0), (50, 0))
        poor = query | {"conditions": [*query["conditions"], ["card:completeness", "<", 50]]}
        self.assertEqual([row["name"] for row in lists.get_rows(poor)["rows"]], [other])

    def test_what_is_expected_changes_and_so_does_completeness(self):
        fill(self.sheet.name, self.party, {STAFF: 3}, [])
        frappe.db.set_value("Profile Attribute", MACHINES, "expected", 0)
        frappe.clear_document_cache("Profile Attribute", MACHINES)
        self.assertGreaterEqual(recount(), 1)
        self.assertEqual(self.get()["share"], 100)
        frappe.db.set_value("Profile Attribute", MACHINES, "expected", 1)
        frappe.clear_document_cache("Profile Attribute", MACHINES)

"""Possible duplicates of what is typed: found through errors, judged with reasons, within what one may read."""

import frappe

from relcrm.api.duplicates import find
from relcrm.exceptions import DuplicateQueryError
from relcrm.testing import IntegrationTestCase, make_party, make_person, make_user


class TestFind(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = make_user("doppioni.agente@example.com", "RelCRM Agent")
        cls.clerk = make_user("doppioni.ufficio@example.com", "RelCRM User")
        cls.first = make_party(
            "Quarzani Serramenti S.r.l.",
            phones=[{"number": "0422 876543"}],
            emails=[{"email": "info@quarzani.example.com"}],
            vat_number="00743110157",
            addresses=[{"street": "Via Prova 3", "town": "Conegliano", "province": "TV"}],
        )
        cls.person = make_person(cls.first.name, "Ermenegilda Quarzani", emails=[{"email": "e.q@quarzani.example.com"}])

    def setUp(self):
        frappe.set_user(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")

    def levels(self, doctype="Party", **values) -> dict[str, str]:
        return {hit["title"]: hit["level"] for hit in find(doctype, values)}

    def test_errors_order_accents_and_forms_do_not_hide_a_company(self):
        for name in (
            "quarzani serramenti",
            "SERRAMENTI QUARZANI SPA",
            "Quarzàni Serramenti s.n.c. di Bianchi & C.",
            "Quarzanni Serramenti",
            "Qarzani Serramenti",
            "Quarzani Seramenti",
            "QuarzaniSerramenti",
        ):
            with self.subTest(name=name):
                self.assertEqual(self.levels(party_name=name).get(self.first.party_name), "possible")

    def test_what_is_only_of_the_same_trade_is_none(self):
        for name in ("Mobili Serramenti", "Quarantani Infissi", "", "S.r.l."):
            with self.subTest(name=name):
                self.assertNotIn(self.first.party_name, self.levels(party_name=name))

    def test_numbers_and_addresses_speak_for_it_with_reasons(self):
        [hit] = find("Party", {"party_name": "Officina Nuova", "phones": [{"number": "+39 0422 876543"}]})
        self.assertEqual((hit["name"], hit["level"], hit["reasons"]), (self.first.name, "possible", ["same telephone"]))
        [hit] = find("Party", {"party_name": "Quarzani", "emails": [{"email": "INFO@quarzani.example.com"}]})
        self.assertEqual(hit["level"], "likely")
        town = {"addresses": [{"town": "CONEGLIANO"}]}
        self.assertEqual(self.levels(party_name="Quarzani Serramenti", **town)[self.first.party_name], "likely")

    def test_the_same_code_makes_it_certain_only_with_a_name_that_fits(self):
        same = {"vat_number": "IT 00743110157"}
        self.assertEqual(self.levels(party_name="Quarzani Serramenti", **same)[self.first.party_name], "certain")
        self.assertEqual(self.levels(party_name="Gruppo Partita", **same)[self.first.party_name], "possible")

    def test_another_code_speaks_against_it(self):
        other = {"vat_number": "12345670017", "addresses": [{"town": "Conegliano"}]}
        self.assertEqual(self.levels(party_name="Quarzani Serramenti", **other)[self.first.party_name], "possible")

    def test_people_are_found_likelier_in_the_same_company(self):
        named = {"full_name": "Quarzani Ermengilda"}
        self.assertEqual(self.levels("Contact Person", **named), {self.person.full_name: "possible"})
        self.assertEqual(self.levels("Contact Person", party=self.first.name, **named)[self.person.full_name], "likely")

    def test_a_record_is_no_duplicate_of_itself(self):
        self.assertEqual(self.levels(name=self.first.name, party_name="Quarzani Serramenti"), {})

    def test_what_somebody_may_not_read_is_not_told(self):
        frappe.set_user(self.agent)
        self.assertEqual(self.levels(party_name="Quarzani Serramenti"), {})

    def test_what_cannot_be_asked_is_refused_in_a_sentence(self):
        for doctype, values in (("User", {}), ("Party", "[]"), ("Party", "3")):
            with self.subTest(doctype=doctype, values=values), self.assertRaises(DuplicateQueryError):
                find(doctype, values)
        odd = {"party_name": ["x"], "phones": "no", "emails": [3, {"email": None}], "addresses": [{"town": {"a": 1}}]}
        self.assertEqual(find("Party", odd), [])

"""The score of a record's data: only true repairs raise it, and what is kept equals what is computed anew."""

import frappe
from frappe.utils import add_days, now_datetime

from relcrm.api import duplicates, quality
from relcrm.exceptions import QualityError
from relcrm.relations.duplicates import search
from relcrm.relations.quality import facts
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

GOOD = {
    "vat_number": "00743110157",
    "sdi_code": "ABC1234",
    "phones": [{"number": "0422 123456"}],
    "emails": [{"email": "info@qualita-prima.it"}],
    "addresses": [{"street": "Via Roma 12", "cap": "31100", "town": "Treviso", "province": "TV"}],
}
BAD = (
    {"vat_number": "12345678901"},
    {"fiscal_code": "ABC"},
    {"sdi_code": "XXXXXXX"},
    {"sdi_code": "12"},
    {"pec": "pippo"},
    {"phones": [{"number": "123"}]},
    {"emails": [{"email": "nessuno"}]},
    {"emails": [{"email": "test@test.it"}]},
    {"addresses": [{"town": "Qwertyopoli", "cap": "abc", "street": "x"}]},
    {"notes": "qualcosa", "website": "boh", "legal_form": "xx"},
)


class TestQualityRule(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("qualita.ufficio@example.com", "RelCRM User")
        cls.agent = make_user("qualita.agente@example.com", "RelCRM Agent")

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def get_stored(self, party) -> int:
        return frappe.db.get_value("Party", party.name, "quality")

    def test_true_repairs_raise_the_score_one_by_one(self):
        party = make_party("Qualità Prima Srl")
        score = self.get_stored(party)
        for field, value in GOOD.items():
            party.update({field: value}).save()
            self.assertGreater(self.get_stored(party), score, field)
            score = self.get_stored(party)
        make_person(party.name, "Piera Qualità")
        self.assertGreater(self.get_stored(party), score)

    def test_rubbish_in_an_empty_field_raises_nothing(self):
        empty = self.get_stored(make_party("Qualità Vuota Srl"))
        for values in BAD:
            with self.subTest(values=values):
                self.assertLessEqual(self.get_stored(make_party("Qualità Vuota Srl", **values)), empty)

    def test_a_wrong_value_lowers_a_good_record(self):
        party = make_party("Qualità Seconda Srl", **GOOD)
        score = self.get_stored(party)
        party.update({"vat_number": "00743110158"}).save()
        self.assertLess(self.get_stored(party), score)

    def test_what_is_kept_equals_what_is_computed_anew(self):
        party = make_party("Qualità Terza Srl", lifecycle_stage="Customer", **GOOD)
        make_event("Sentiti", party=party.name, status="Done", starts_on=add_days(now_datetime(), -3))
        make_event("Segreta", party=party.name, status="Done", private=1, starts_on=now_datetime())
        person = make_person(party.name, "Terzo Qualità")
        facts.refresh([party.name])
        fresh = self.get_stored(party)
        party.reload()
        party.save()
        self.assertEqual(self.get_stored(party), fresh)
        person.delete()
        self.assertLess(self.get_stored(party), fresh)
        self.assertEqual(facts.refresh([party.name]), 0)
        frappe.db.set_value("Party", party.name, "quality", 1)
        facts.refresh_all(in_job=False)
        rules = facts.get_rules()
        for name, found in facts.read_facts(frappe.get_all("Party", pluck="name", limit=0)).items():
            self.assertEqual(found.values.quality, facts.get_score(found, rules), name)

    def test_a_decided_pair_counts_no_more(self):
        one, other = (make_party(name, **GOOD) for name in ("Qualità Doppia Srl", "Doppia Qualità"))
        doc = frappe.get_doc({"doctype": "Duplicate Search", "searched_doctype": "Party"}).insert()
        search.run(doc.name, in_job=False)
        facts.refresh([one.name, other.name])
        waiting = self.get_stored(one)
        duplicates.mark_different("Party", one.name, other.name)
        self.assertGreater(self.get_stored(one), waiting)

    def test_private_events_say_nothing(self):
        party = make_party("Qualità Quarta Srl", lifecycle_stage="Customer", **GOOD)
        before = facts.refresh([party.name]) or self.get_stored(party)
        make_event("Segreta", party=party.name, status="Done", private=1, starts_on=now_datetime())
        facts.refresh([party.name])
        self.assertEqual(self.get_stored(party), before)

    def test_the_list_to_mend_is_short_customers_first_and_mended_in_place(self):
        party = make_party("Qualità Da Rimediare", lifecycle_stage="Customer", agent=self.agent)
        frappe.set_user(self.agent)
        rows = quality.get_to_mend()["rows"]
        self.assertEqual([row["name"] for row in rows], [party.name])
        first = rows[0]["lacks"][0]
        self.assertEqual(first["fields"][0]["fieldname"], "vat_number")
        answer = quality.mend(party.name, {"vat_number": "00743110157", "phone": "0422 998877"})
        self.assertGreater(answer["quality"], answer["before"])
        self.assertEqual(frappe.db.get_value("Party", party.name, "main_phone"), "0422 998877")
        self.assertRaises(QualityError, quality.mend, party.name, {"owner": self.agent})
        self.assertRaises(QualityError, quality.mend, party.name, {"pec": "  "})
        frappe.set_user("Administrator")
        hidden = make_party("Qualità Nascosta", lifecycle_stage="Customer")
        frappe.set_user(self.agent)
        self.assertNotIn(hidden.name, [row["name"] for row in quality.get_to_mend()["rows"]])
        self.assertRaises(frappe.PermissionError, quality.mend, hidden.name, {"pec": "a@pec-vera.it"})

    def test_rules_are_the_administrators(self):
        rule = frappe.get_doc("Quality Rule", "Telephone")
        rule.weight = 500
        self.assertRaises(QualityError, rule.save)
        frappe.set_user(self.clerk)
        self.assertRaises(frappe.PermissionError, frappe.get_doc("Quality Rule", "Telephone").save)
        self.assertRaises(frappe.PermissionError, quality.rate_all)

import frappe

from relcrm.api.card import save_profile
from relcrm.exceptions import ProfileValueError
from relcrm.relations.profile import get_profile
from relcrm.testing import IntegrationTestCase, make_party


def make_attribute(name: str, value_type: str, *options: str, **values):
    """Insert a profile attribute."""
    rows = [{"option": option} for option in options]
    attribute = {
        "doctype": "Profile Attribute",
        "attribute_name": name,
        "value_type": value_type,
        "options": rows,
    }
    return frappe.get_doc(attribute | values).insert()


class TestPartyProfile(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_attribute("Prova macchine", "Choices", "Sollevamento", "Taglio")
        make_attribute("Prova addetti", "Number", unit="addetti")
        make_attribute("Prova fatturato", "Amount", expected=0)
        make_attribute("Prova visita", "Date", expected=0)
        make_attribute("Prova estero", "Yes/No", expected=0)
        make_attribute("Prova classe", "Choice", "A", "B", expected=0)
        make_attribute("Prova solo persone", "Text", party_type="Person")

    def get_values(self, party: str) -> dict:
        return {a["attribute"]: a["value"] for a in get_profile(party, "Company")["attributes"]}

    def test_values_are_typed_and_read_back(self):
        party = make_party("Profilata").name
        values = {
            "Prova macchine": ["Sollevamento", "Taglio"],
            "Prova addetti": "120",
            "Prova fatturato": 1240.5,
            "Prova visita": "2026-11-22",
            "Prova estero": 1,
            "Prova classe": "B",
        }
        save_profile(party, values)
        found = self.get_values(party)
        self.assertEqual(found["Prova macchine"], ["Sollevamento", "Taglio"])
        self.assertEqual((found["Prova addetti"], found["Prova fatturato"]), (120.0, 1240.5))
        self.assertEqual((str(found["Prova visita"]), found["Prova estero"]), ("2026-11-22", 1))
        self.assertNotIn("Prova solo persone", found)
        filters = {"attribute": "Prova addetti", "number": [">", 100]}
        self.assertEqual(len(frappe.get_all("Profile Value", filters=filters)), 1)

    def test_writing_one_value_keeps_the_others_and_none_empties(self):
        party = make_party("Profilata Due").name
        save_profile(party, {"Prova addetti": 5, "Prova classe": "A"})
        save_profile(party, {"Prova classe": "B"})
        self.assertEqual(self.get_values(party)["Prova addetti"], 5)
        save_profile(party, {"Prova classe": None})
        self.assertIsNone(self.get_values(party)["Prova classe"])

    def test_completeness_counts_expected_attributes(self):
        party = make_party("Profilata Tre").name
        expected = [a for a in get_profile(party, "Company")["attributes"] if a["expected"]]
        answer = save_profile(party, {"Prova addetti": 5})
        self.assertEqual(answer["completeness"], round(100 / len(expected), 1))

    def test_completeness_is_counted_again_when_the_kind_of_the_party_changes(self):
        make_attribute("Prova solo fornitori", "Text", role="Supplier", expected=1)
        party = make_party("Profilata Sette")
        expected = [a for a in get_profile(party.name, "Company")["attributes"] if a["expected"]]
        save_profile(party.name, {"Prova addetti": 5})
        self.assertEqual(get_profile(party.name)["completeness"], round(100 / len(expected), 1))
        party.reload()
        party.append("roles", {"role": "Supplier"})
        party.save()
        self.assertEqual(get_profile(party.name)["completeness"], round(100 / (len(expected) + 1), 1))
        party.set("roles", [])
        party.save()
        self.assertEqual(get_profile(party.name)["completeness"], round(100 / len(expected), 1))

    def test_values_that_do_not_fit_are_refused_in_words(self):
        party = make_party("Profilata Quattro").name
        wrong = {
            "Prova classe": "Z",
            "Prova addetti": "molti",
            "Non esiste": 1,
            "Prova macchine": ["Taglio", "Taglio"],
        }
        wrong_again = [("Prova addetti", "nan"), ("Prova fatturato", "1e400"), ("Prova estero", "forse")]
        for attribute, value in [*wrong.items(), *wrong_again]:
            with self.subTest(attribute), self.assertRaises(ProfileValueError) as caught:
                save_profile(party, {attribute: value})
            self.assertTrue(str(caught.exception).endswith("."))
        with self.assertRaisesRegex(ProfileValueError, "Profilata Quattro"):
            save_profile(party, {"Prova classe": ["A", "B"]})

    def test_blanks_are_no_value(self):
        party = make_party("Profilata Cinque").name
        save_profile(party, {"Prova solo persone": "  "})
        self.assertFalse(frappe.db.exists("Profile Value", {"party": party}))

    def test_an_option_in_use_cannot_be_removed(self):
        party = make_party("Profilata Cinque").name
        save_profile(party, {"Prova classe": "A"})
        # for_update: Frappe v15 otherwise shares this object with get_cached_doc, unsaved changes and all.
        attribute = frappe.get_doc("Profile Attribute", "Prova classe", for_update=True)
        attribute.set("options", [{"option": "B"}])
        self.assertRaises(ProfileValueError, attribute.save)

import frappe

from relcrm.testing import IntegrationTestCase, make_party
from relcrm.workplace import choices
from relcrm.workplace.customising import forms, taking_back


class TestChoiceList(IntegrationTestCase):
    def test_choice_that_goes_stays_where_it_was_chosen(self):
        values = {"kind": "choices", "label_it": "Marche trattate", "choices": ["Alfa", "Beta"]}
        fieldname = forms.add_field("Party", values)["fieldname"]
        party = make_party("Marche Prova", **{fieldname: [{"choice": "Alfa"}]})
        changed = forms.change_field("Party", fieldname, {"choices": ["Beta", "Gamma"]})["change"]
        self.assertEqual(choices.get_offered("Party", fieldname), ["Beta", "Gamma"])
        party.reload()
        party.append(fieldname, {"choice": "Gamma"})
        party.save()
        self.assertEqual([row.choice for row in party.get(fieldname)], ["Alfa", "Gamma"])
        taking_back.take_back(changed)
        self.assertEqual(choices.get_offered("Party", fieldname), ["Alfa", "Beta"])
        self.assertTrue(frappe.db.exists("Own Choice", "Gamma"))

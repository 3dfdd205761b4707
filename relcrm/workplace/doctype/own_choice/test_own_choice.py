import frappe

from relcrm.testing import IntegrationTestCase, make_party, make_user
from relcrm.workplace.customising import forms


class TestOwnChoice(IntegrationTestCase):
    def tearDown(self):
        frappe.set_user("Administrator")

    def test_rows_follow_the_records_that_one_may_see(self):
        values = {"kind": "choices", "label_it": "Macchine in officina", "choices": ["Tornio", "Fresa"]}
        fieldname = forms.add_field("Party", values)["fieldname"]
        agent = make_user("agente.scelte@example.com", "RelCRM Agent")
        mine = make_party("Mia Prova", agent=agent, **{fieldname: [{"choice": "Tornio"}]})
        make_party("Altrui Prova", **{fieldname: [{"choice": "Fresa"}]})
        frappe.set_user(agent)
        rows = frappe.get_list("Own Choice Row", fields=["parent", "choice"], parent_doctype="Party")
        self.assertEqual([(row.parent, row.choice) for row in rows], [(mine.name, "Tornio")])

    def test_rows_of_a_closed_field_stay_closed(self):
        values = {"kind": "choices", "label_it": "Note riservate", "choices": ["A", "B"], "level": 1}
        fieldname = forms.add_field("Party", values)["fieldname"]
        make_party("Riservata Prova", **{fieldname: [{"choice": "A"}]})
        frappe.set_user(make_user("ufficio.scelte@example.com", "RelCRM User"))
        rows = frappe.get_list("Own Choice Row", filters={"parentfield": fieldname}, parent_doctype="Party")
        self.assertEqual(rows, [])
        frappe.set_user(make_user("direzione.scelte@example.com", "RelCRM Manager"))
        rows = frappe.get_list("Own Choice Row", filters={"parentfield": fieldname}, parent_doctype="Party")
        self.assertEqual(len(rows), 1)

    def test_a_choice_that_nobody_made_is_refused_in_the_readers_language(self):
        values = {"kind": "choices", "label_it": "Attrezzi", "choices": ["Tornio"]}
        fieldname = forms.add_field("Party", values)["fieldname"]
        self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
        frappe.local.lang = "it"
        with self.assertRaisesRegex(frappe.LinkValidationError, "^Non trovo .*Trapano mai visto. Scegli"):
            make_party("Scelta Prova", **{fieldname: [{"choice": "Trapano mai visto"}]})

import frappe

from relcrm.testing import IntegrationTestCase, make_user
from relcrm.workplace.customising import forms


class TestCustomisation(IntegrationTestCase):
    def tearDown(self):
        frappe.set_user("Administrator")

    def test_history_is_for_administrators_of_the_system(self):
        made = forms.add_field("Party Source", {"kind": "text", "label_it": "Prova storico"})
        doc = frappe.get_doc("Customisation", made["change"])
        self.assertEqual([record["doctype"] for record in doc.get_records()], ["Custom Field"])
        self.assertIn("field|Party Source|custom_prova_storico", doc.touches)
        frappe.set_user(make_user("impiegata@example.com", "RelCRM Administrator"))
        self.assertRaises(frappe.PermissionError, frappe.get_list, "Customisation")

import frappe

from relcrm.testing import IntegrationTestCase, make_user


class TestPartyProductGroup(IntegrationTestCase):
    def test_a_manager_adds_one_and_a_user_only_chooses(self):
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.set_user(make_user("merci.capo@example.com", "RelCRM Manager"))
        frappe.get_doc({"doctype": "Party Product Group", "group_name": "Merci di prova"}).insert()
        frappe.set_user("Administrator")
        frappe.set_user(make_user("merci.utente@example.com", "RelCRM User"))
        self.assertIn("Merci di prova", frappe.get_list("Party Product Group", pluck="name"))
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc({"doctype": "Party Product Group", "group_name": "Merci vietate"}).insert()

import frappe

from relcrm.testing import IntegrationTestCase, make_party, make_user


class TestPartySource(IntegrationTestCase):
    def test_one_in_use_is_not_deleted(self):
        master = frappe.get_doc({"doctype": "Party Source", "source_name": "Prova in uso"}).insert()
        make_party("Parte che lo usa", source=master.name)
        self.assertRaises(frappe.LinkExistsError, master.delete)

    def test_a_manager_adds_one_and_a_user_does_not(self):
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.set_user(make_user("archivi.capo@example.com", "RelCRM Manager"))
        frappe.get_doc({"doctype": "Party Source", "source_name": "Prova aggiunta"}).insert()
        frappe.set_user("Administrator")
        frappe.set_user(make_user("archivi.utente@example.com", "RelCRM User"))
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc({"doctype": "Party Source", "source_name": "Prova vietata"}).insert()

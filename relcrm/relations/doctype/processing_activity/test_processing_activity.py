"""The register of processing activities: kept by officers alone."""

import frappe

from relcrm.testing import IntegrationTestCase, make_user


class TestProcessingActivity(IntegrationTestCase):
    def test_officers_keep_it_and_others_do_not_see_it(self):
        self.addCleanup(frappe.set_user, "Administrator")
        values = {"doctype": "Processing Activity", "activity_name": "Newsletter", "aim": "Promozione"}
        frappe.set_user(make_user("registro.resp@example.com", "RelCRM Privacy Officer"))
        self.assertTrue(frappe.get_doc({**values, "legal_basis": "Consent"}).insert().name)
        frappe.set_user(make_user("registro.altri@example.com", "RelCRM Manager"))
        self.assertRaises(frappe.PermissionError, frappe.get_list, "Processing Activity")

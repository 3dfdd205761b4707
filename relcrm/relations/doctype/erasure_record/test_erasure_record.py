"""That somebody was erased: written by the erasure alone, read by officers, without anything of the person."""

import frappe

from relcrm.testing import IntegrationTestCase, make_user


class TestErasureRecord(IntegrationTestCase):
    def test_nobody_writes_or_deletes_it(self):
        self.addCleanup(frappe.set_user, "Administrator")
        values = {"doctype": "Erasure Record", "erased_on": "2026-11-22 10:00:00", "reason": "Chiesto"}
        kept = frappe.get_doc(values).insert(ignore_permissions=True)
        frappe.set_user(make_user("cancellazioni@example.com", "RelCRM Privacy Officer", "RelCRM Administrator"))
        self.assertEqual(frappe.get_list("Erasure Record", {"name": kept.name}, pluck="reason"), ["Chiesto"])
        self.assertRaises(frappe.PermissionError, frappe.get_doc("Erasure Record", kept.name).save)
        self.assertRaises(frappe.PermissionError, frappe.delete_doc, "Erasure Record", kept.name)
        self.assertRaises(frappe.PermissionError, frappe.get_doc(values).insert)

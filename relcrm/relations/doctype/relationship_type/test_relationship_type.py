import frappe

from relcrm.testing import IntegrationTestCase, make_user


class TestRelationshipType(IntegrationTestCase):
    def test_delivered_types_read_from_both_sides(self):
        titles = frappe.db.get_value("Relationship Type", "works for", ["forward_title", "reverse_title"])
        self.assertEqual(tuple(titles), ("works for", "employs"))

    def test_a_user_reads_and_does_not_write(self):
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.set_user(make_user("legami@example.com", "RelCRM User"))
        self.assertTrue(frappe.has_permission("Relationship Type", "read"))
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc(
                {"doctype": "Relationship Type", "forward_title": "x", "reverse_title": "y"}
            ).insert()

import frappe

from relcrm.demo.registry import Registry, get_names, is_loaded
from relcrm.testing import IntegrationTestCase


class TestDemoItem(IntegrationTestCase):
    def tearDown(self):
        frappe.db.delete("Demo Item", {"document_type": "UT Thing"})
        frappe.db.commit()

    def test_the_registry_lists_what_was_made_last_first(self):
        registry = Registry()
        for name in ("one", "two"):
            registry.add("UT Thing", name)
        registry.save()
        self.assertTrue(is_loaded())
        self.assertEqual(get_names()["UT Thing"], ["two", "one"])

import frappe

from relcrm.api.desk import get_areas
from relcrm.testing import IntegrationTestCase


class TestRelationArea(IntegrationTestCase):
    def test_areas_in_use_are_offered(self):
        frappe.get_doc({"doctype": "Relation Area", "area_name": "Prova Spenta", "disabled": 1}).insert()
        names = [row["name"] for row in get_areas()]
        self.assertIn("Sales", names)
        self.assertNotIn("Prova Spenta", names)

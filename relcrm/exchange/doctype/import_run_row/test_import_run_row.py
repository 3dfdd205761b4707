import frappe

from relcrm.exchange.running import insert_rows
from relcrm.testing import IntegrationTestCase, make_user


class TestImportRunRow(IntegrationTestCase):
    def test_rows_hold_personal_data_and_stay_closed_to_staff(self):
        insert_rows([{"import_run": "IMP-UT", "row_no": 2, "outcome": "Refused", "message": "x"}])
        self.assertEqual(frappe.db.count("Import Run Row", {"import_run": "IMP-UT"}), 1)
        with self.set_user(make_user("ut.rows@example.com", "RelCRM User", "RelCRM Agent", "RelCRM Marketing")):
            self.assertFalse(frappe.has_permission("Import Run Row", "read"))

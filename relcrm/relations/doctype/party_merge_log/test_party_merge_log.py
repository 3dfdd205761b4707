"""What a merge changed is nobody's to read but the system's."""

import frappe

from relcrm.api import duplicates
from relcrm.testing import IntegrationTestCase, make_party, make_user


class TestPartyMergeLog(IntegrationTestCase):
    def test_the_steps_are_not_for_staff(self):
        one, other = make_party("Passi Uno"), make_party("Passi Due")
        done = duplicates.merge("Party", one.name, other.name)
        name = frappe.db.get_value("Party Merge Log", {"merge": done["merge"]})
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.set_user(make_user("passi@example.com", "RelCRM Administrator"))
        self.assertFalse(frappe.has_permission("Party Merge Log", "read"))
        self.assertFalse(frappe.has_permission("Party Merge Log", "read", doc=name))

import frappe

from relcrm.processes.steps import get_steps
from relcrm.testing import IntegrationTestCase


class TestProcessDesign(IntegrationTestCase):
    def test_only_designs_in_use_plan_steps(self):
        self.assertEqual([step.event_type for step in get_steps("Negotiation", "Visit")], ["Visit"])
        frappe.db.set_value("Process Design", "RelCRM Negotiation", "enabled", 0)
        self.addCleanup(frappe.db.set_value, "Process Design", "RelCRM Negotiation", "enabled", 1)
        self.assertEqual(get_steps("Negotiation", "Visit"), [])

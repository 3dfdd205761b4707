import frappe

from relcrm import delivered
from relcrm.testing import IntegrationTestCase

AREA = {
    "doctype": "Relation Area",
    "name": "Consegnata",
    "area_name": "Consegnata",
    "color": "#111111",
    "disabled": 0,
}


class TestDeliveredItem(IntegrationTestCase):
    def setUp(self):
        frappe.db.delete("Delivered Item", {"document_name": "Consegnata"})
        frappe.db.delete("Relation Area", {"name": "Consegnata"})
        delivered.deliver(AREA)

    def get_state(self) -> str:
        return delivered.get_item("Relation Area", "Consegnata").state

    def get_color(self) -> str:
        return frappe.db.get_value("Relation Area", "Consegnata", "color")

    def test_absent_is_inserted(self):
        self.assertEqual((self.get_color(), self.get_state()), ("#111111", "As delivered"))

    def test_unchanged_is_updated(self):
        delivered.deliver(AREA | {"color": "#222222"})
        self.assertEqual((self.get_color(), self.get_state()), ("#222222", "As delivered"))

    def test_changed_is_kept_and_a_new_version_offered(self):
        frappe.db.set_value("Relation Area", "Consegnata", "color", "#333333")
        delivered.deliver(AREA)
        self.assertEqual((self.get_color(), self.get_state()), ("#333333", "Changed here"))
        delivered.deliver(AREA | {"color": "#222222"})
        self.assertEqual((self.get_color(), self.get_state()), ("#333333", "Update offered"))
        self.assertIn("#222222", delivered.get_item("Relation Area", "Consegnata").offered)

    def test_deleted_stays_deleted(self):
        frappe.delete_doc("Relation Area", "Consegnata")
        delivered.deliver(AREA)
        self.assertFalse(frappe.db.exists("Relation Area", "Consegnata"))
        self.assertEqual(self.get_state(), "Deleted here")

    def test_a_record_of_somebody_else_is_left_alone(self):
        frappe.db.delete("Delivered Item", {"document_name": "Consegnata"})
        delivered.deliver(AREA | {"color": "#222222"})
        delivered.deliver(AREA | {"color": "#333333"})
        self.assertEqual((self.get_color(), self.get_state()), ("#111111", "Update offered"))

    def test_a_changed_workflow_survives(self):
        workflow = frappe.get_doc("Workflow", "RelCRM Negotiation")
        workflow.transitions[0].condition = "doc.expected_value >= 0"
        workflow.save()
        delivered.deliver_all()
        kept = frappe.get_doc("Workflow", "RelCRM Negotiation").transitions[0].condition
        self.assertEqual(kept, "doc.expected_value >= 0")

    def test_delivering_twice_changes_nothing(self):
        before = frappe.get_all("Delivered Item", fields=["name", "modified"], order_by="name asc")
        delivered.deliver_all()
        self.assertEqual(
            frappe.get_all("Delivered Item", fields=["name", "modified"], order_by="name asc"), before
        )

import frappe

from relcrm.exceptions import ProfileValueError
from relcrm.testing import IntegrationTestCase


class TestProfileAttribute(IntegrationTestCase):
    def test_a_choice_needs_options_and_none_twice(self):
        for options in ([], ["A", "A"]):
            rows = [{"option": option} for option in options]
            values = {
                "doctype": "Profile Attribute",
                "attribute_name": "Prova scelta",
                "value_type": "Choice",
            }
            with self.assertRaises(ProfileValueError):
                frappe.get_doc(values | {"options": rows}).insert()

    def test_the_type_of_value_does_not_change(self):
        values = {"doctype": "Profile Attribute", "attribute_name": "Prova numero", "value_type": "Number"}
        attribute = frappe.get_doc(values).insert()
        attribute.value_type = "Date"
        self.assertRaises(frappe.CannotChangeConstantError, attribute.save)

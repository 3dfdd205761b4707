"""How long data are kept: rules with a day, what they make due, and erasing it."""

import frappe
from frappe.utils import add_months, now, nowdate

from relcrm.api import privacy
from relcrm.exceptions import PersonalDataError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person


class TestRetentionRule(IntegrationTestCase):
    def setUp(self):
        frappe.db.savepoint("before_test")
        self.addCleanup(frappe.db.rollback, save_point="before_test")
        party = make_party("Scadenze Srl", lifecycle_stage="Lead").name
        self.people = {name: make_person(party, f"{name} Scaduti").name for name in ("Vecchio", "Sentito", "Nuovo")}
        for name in ("Vecchio", "Sentito"):
            values = {"creation": add_months(now(), -30)}
            frappe.db.set_value("Contact Person", self.people[name], values, update_modified=False)
        times = {"starts_on": add_months(now(), -1), "ends_on": None}
        make_event("Chiamata", party=party, contact_person=self.people["Sentito"], **times)

    def get_due(self):
        return [row["title"] for row in privacy.get_due(length=500)["rows"] if row["name"] in self.people.values()]

    def test_who_was_not_heard_of_is_due_and_goes(self):
        self.assertEqual(self.get_due(), ["Vecchio Scaduti"])
        sent = [{"doctype": "Contact Person", "name": name} for name in self.people.values()]
        self.assertEqual(privacy.erase_due(sent), {"erased": 1, "not_due": 2})
        self.assertEqual(self.get_due(), [])
        names = frappe.get_all("Contact Person", {"name": ["in", list(self.people.values())]}, pluck="full_name")
        self.assertEqual(len([name for name in names if "Scaduti" in name]), 2)
        self.assertRaises(PersonalDataError, privacy.erase_due, "tutti")

    def test_a_rule_that_is_off_or_not_begun_makes_nothing_due(self):
        for values in ({"disabled": 1}, {"valid_from": add_months(nowdate(), 1)}, {"lifecycle_stage": "Customer"}):
            frappe.db.savepoint("before_values")
            frappe.db.set_value("Retention Rule", "Leads without contact, two years", values)
            self.assertEqual(self.get_due(), [])
            frappe.db.rollback(save_point="before_values")

    def test_months_below_one_are_refused(self):
        rule = {"doctype": "Retention Rule", "rule_name": "Zero", "subject": "Tax documents", "valid_from": nowdate()}
        self.assertRaises(PersonalDataError, frappe.get_doc({**rule, "months": 0}).insert)

"""Who is due and kept all the same: until a day, for a reason, in all their entries."""

import frappe
from frappe.utils import add_days, add_months, now, nowdate

from relcrm.api import privacy
from relcrm.exceptions import PersonalDataError
from relcrm.testing import IntegrationTestCase, make_party, make_person, make_user


class TestRetentionHold(IntegrationTestCase):
    def setUp(self):
        frappe.db.savepoint("before_test")
        self.addCleanup(frappe.db.rollback, save_point="before_test")
        self.addCleanup(frappe.set_user, "Administrator")
        self.company = make_party("Conservata Srl", lifecycle_stage="Lead").name
        self.human = make_party("Oreste Conservato", party_type="Person", lifecycle_stage="Lead").name
        self.person = make_person(self.company, "Oreste Conservato", same_as=self.human).name
        for doctype, name in (("Party", self.human), ("Contact Person", self.person)):
            frappe.db.set_value(doctype, name, {"creation": add_months(now(), -30)}, update_modified=False)

    def get_due(self):
        return [row for row in privacy.get_due(length=500)["rows"] if row["name"] in (self.human, self.person)]

    def test_a_human_being_is_due_once_with_reason_and_day(self):
        (row,) = self.get_due()
        self.assertEqual((row["title"], row["rule"]), ("Oreste Conservato", "Leads without contact, two years"))
        self.assertEqual((row["since"], row["last"]), (str(add_months(add_months(nowdate(), -30), 24)), None))
        self.assertEqual((row["kept_documents"], row["kept_until"]), (0, None))

    def test_nobody_is_due_while_one_of_their_entries_is_not(self):
        frappe.db.set_value("Contact Person", self.person, {"creation": now()}, update_modified=False)
        self.assertEqual(self.get_due(), [])

    def test_running_business_makes_nobody_due(self):
        deal = {"doctype": "Negotiation", "subject": "Presse", "party": self.company, "contact_person": self.person}
        frappe.get_doc(deal).insert()
        self.assertEqual(self.get_due(), [])
        frappe.db.delete("Negotiation", {"party": self.company})
        contract = {"doctype": "Party Contract", "contract_name": "Canone", "party": self.human}
        frappe.get_doc({**contract, "role": "Customer", "starts_on": nowdate()}).insert()
        self.assertEqual(self.get_due(), [])

    def test_what_tax_law_keeps_is_said_and_who_was_erased_as_far_as_it_goes_is_not_due_again(self):
        frappe.get_doc({"doctype": "Party Order", "party": self.human, "order_date": nowdate()}).insert()
        (row,) = self.get_due()
        until = str(int(nowdate()[:4]) + 10)
        self.assertEqual((row["kept_documents"], row["kept_until"][:4]), (1, until))
        self.assertEqual(privacy.erase_due([row]), {"erased": 1, "not_due": 0})
        self.assertEqual(frappe.db.get_value("Party", self.human, "party_name"), "Oreste Conservato")
        self.assertEqual(self.get_due(), [])

    def test_kept_until_a_day_for_a_reason(self):
        records = [{"doctype": "Contact Person", "name": self.person}]
        for reason, day in ((" ", add_days(nowdate(), 9)), ("Causa", nowdate()), ("Causa", "domani"), ("Causa", "")):
            self.assertRaises(PersonalDataError, privacy.keep, records, reason, day)
        nobody = [{"doctype": "User", "name": "Guest"}]
        self.assertRaises(PersonalDataError, privacy.keep, nobody, "Causa", "2099-01-01")
        self.assertEqual(len(self.get_due()), 1)
        self.assertEqual(privacy.keep(records, "Causa 12/2026", add_days(nowdate(), 9)), {"kept": 1})
        self.assertEqual(self.get_due(), [])
        hold = frappe.db.get_value("Retention Hold", {"contact_person": self.person})
        frappe.db.set_value("Retention Hold", hold, "keep_until", add_days(nowdate(), -1))
        self.assertEqual(len(self.get_due()), 1)

    def test_only_officers(self):
        frappe.set_user(make_user("conserva.altri@example.com", "RelCRM Manager"))
        for call in (privacy.get_due, privacy.get_notices, lambda: privacy.keep([], "Causa", "2099-01-01")):
            self.assertRaises(frappe.PermissionError, call)
        self.assertRaises(frappe.PermissionError, frappe.get_list, "Retention Hold")

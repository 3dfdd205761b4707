import frappe

from relcrm.agenda.mail import people
from relcrm.exceptions import MailError
from relcrm.testing import IntegrationTestCase


class TestIgnoredMailAddress(IntegrationTestCase):
    def tearDown(self):
        frappe.db.rollback()

    def make(self, address):
        return frappe.get_doc({"doctype": "Ignored Mail Address", "address": address}).insert()

    def test_address_and_domain_are_ignored(self):
        self.make(" News@Lista.example ")
        self.make("@robot.example")
        for address, ignored in (("news@lista.example", 1), ("x@robot.example", 1), ("x@lista.example", 0)):
            self.assertEqual(people.is_ignored(address), bool(ignored))

    def test_what_is_no_address_is_refused(self):
        for wrong in ("nobody", "@", "a b@c.example"):
            with self.assertRaises(MailError):
                self.make(wrong)

"""What the law asks from a day on: the newest rule that has begun."""

import frappe
from frappe.utils import add_days, nowdate

from relcrm.exceptions import ConsentError
from relcrm.relations.contact_rules import get_rule
from relcrm.testing import IntegrationTestCase


def make_rule(name, begins_in, **values):
    values = {"valid_from": add_days(nowdate(), begins_in), "register_days_phone": 7, "register_days_post": 9, **values}
    return frappe.get_doc({"doctype": "Contact Rule", "rule_name": name, **values}).insert()


class TestContactRule(IntegrationTestCase):
    def test_the_newest_that_has_begun_holds(self):
        self.assertEqual(get_rule().days, {"Phone": 15, "Post": 30})
        make_rule("Da ieri", -1)
        make_rule("Da domani", 1, register_days_phone=1)
        self.assertEqual(get_rule().days, {"Phone": 7, "Post": 9})
        self.assertEqual(get_rule(add_days(nowdate(), 2)).days["Phone"], 1)

    def test_before_any_rule_the_strictest_holds(self):
        rule = get_rule("1999-01-01")
        self.assertEqual((rule.days, rule.soft_spam), ({"Phone": 0, "Post": 0}, frozenset()))

    def test_a_rule_with_a_wrong_word_is_refused(self):
        self.assertRaises(ConsentError, make_rule, "Parola", 0, soft_spam_channels="E-mail\nPiccione")
        self.assertRaises(ConsentError, make_rule, "Meno", 0, register_days_phone=-1)

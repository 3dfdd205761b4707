"""Answers of the opposition register: for what, of which day, and since when."""

import frappe
from frappe.utils import add_days, getdate, nowdate

from relcrm.exceptions import RegisterFileError
from relcrm.testing import IntegrationTestCase, make_party

NUMBER = "+390422007771"


def make_answer(**values):
    return frappe.get_doc({"doctype": "Register Answer", "register": "Telephone", "number": NUMBER, **values}).insert()


class TestRegisterAnswer(IntegrationTestCase):
    def test_a_number_is_kept_in_its_international_form(self):
        self.assertEqual(make_answer(number="0422 007772").number, "+390422007772")

    def test_since_when_is_the_first_yes_of_a_row_of_them(self):
        days = {ago: getdate(add_days(nowdate(), -ago)) for ago in (30, 20, 10, 0)}
        made = {ago: make_answer(registered=int(ago != 20), checked_on=days[ago]).name for ago in (0, 20, 30, 10)}
        since = {ago: frappe.db.get_value("Register Answer", name, "registered_since") for ago, name in made.items()}
        self.assertEqual(since, {30: days[30], 20: None, 10: days[10], 0: days[10]})

    def test_what_is_no_answer_is_refused(self):
        party = make_party("Registro Srl").name
        for values in ({"number": "abc"}, {"checked_on": add_days(nowdate(), 1)}, {"register": "Post", "number": ""}):
            self.assertRaises(RegisterFileError, make_answer, **values)
        self.assertEqual(make_answer(register="Post", party=party).number, None)

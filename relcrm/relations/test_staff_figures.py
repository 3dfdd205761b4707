import frappe

from relcrm.exceptions import MissingReasonError, StaffFiguresError
from relcrm.relations.staff_figures import Headings, get_sentence, may_see_each
from relcrm.testing import IntegrationTestCase, make_user


def switch(on: int, reason: str | None = "Accordo sindacale del 3 marzo") -> None:
    settings = frappe.get_doc("RelCRM Settings")
    settings.update({"staff_figures": on, "staff_figures_reason": reason})
    settings.save()


class TestStaffFigures(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = make_user("cifre.direzione@example.com", "RelCRM Manager")
        cls.big = [make_user(f"cifre.grande{n}@example.com", "RelCRM Agent") for n in range(6)]
        cls.small = [make_user(f"cifre.piccola{n}@example.com", "RelCRM Agent") for n in range(2)]
        for name, users in (("Cifre Grande", cls.big), ("Cifre Piccola", cls.small)):
            members = [{"user": user} for user in users]
            frappe.get_doc({"doctype": "RelCRM Team", "team_name": name, "members": members}).insert()

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        switch(0)

    def test_off_everybody_sees_their_own_and_others_together(self):
        headings = Headings(self.big[0])
        own = headings.get(self.big[0])
        self.assertTrue(own.mine and own.person)
        others = headings.get(self.big[1])
        self.assertFalse(others.person)
        self.assertGreaterEqual(len(headings.staff & set(others.users)), 5)
        self.assertNotIn(self.big[0], others.users)

    def test_off_no_heading_stands_for_fewer_than_five(self):
        for reader in (self.manager, self.small[0], self.big[3]):
            headings = Headings(reader)
            for user in {*self.big, *self.small} - {reader}:
                self.assertGreaterEqual(len(headings.staff & set(headings.get(user).users)), 5, (reader, user))

    def test_a_small_team_is_never_counted_alone(self):
        headings = Headings(self.manager)
        self.assertIsNone(headings.get_within(self.small[0], set(self.small)))
        everybody = set(headings.names)
        self.assertIsNotNone(headings.get_within(self.small[0], everybody))

    def test_off_one_colleague_cannot_be_asked_for(self):
        self.assertRaises(StaffFiguresError, Headings(self.manager).check_choice, self.big[0])
        Headings(self.big[0]).check_choice(self.big[0])

    def test_on_the_management_sees_each_and_others_do_not(self):
        switch(1)
        self.assertTrue(Headings(self.manager).get(self.big[1]).person)
        self.assertFalse(may_see_each(self.big[0]))
        self.assertFalse(Headings(self.big[0]).get(self.big[1]).person)

    def test_on_needs_a_reason_and_keeps_who_and_when(self):
        self.assertRaises(MissingReasonError, switch, 1, "  ")
        switch(1)
        settings = frappe.get_doc("RelCRM Settings")
        self.assertEqual(settings.staff_figures_by, "Administrator")
        since = settings.staff_figures_since
        self.assertTrue(since)
        settings.save()
        self.assertEqual(frappe.get_doc("RelCRM Settings").staff_figures_since, since)
        switch(0)
        self.assertFalse(frappe.get_doc("RelCRM Settings").staff_figures_reason)

    def test_the_sentence_says_how_it_is_changed(self):
        self.assertIn("administrator", get_sentence())
        switch(1)
        self.assertIn("management", get_sentence())

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from relcrm.analysis.manager import get_page
from relcrm.exceptions import ReportChoiceError
from relcrm.relations.test_staff_figures import switch
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user


def make_deal(party: str, agent: str | None, value: float, state: str = "First Contact", **values):
    deal = frappe.get_doc(
        {"doctype": "Negotiation", "subject": "Prova", "party": party, "expected_value": value, **values}
    ).insert()
    frappe.db.set_value("Negotiation", deal.name, {"workflow_state": state, "agent": agent})
    return deal.name


class TestManagersPage(IntegrationTestCase):
    """A small company with known answers: Anna has three open deals, Bruno one, one nobody's, one is won."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = make_user("pagina.direzione@example.com", "RelCRM Manager")
        cls.anna = make_user("pagina.anna@example.com", "RelCRM Agent")
        cls.bruno = make_user("pagina.bruno@example.com", "RelCRM Agent")
        cls.area = "Service"
        cls.party = make_party("Pagina Uno", agent=cls.anna).name
        cls.other = make_party("Pagina Due", agent=cls.bruno).name
        make_deal(cls.party, cls.anna, 1000, area=cls.area, expected_close="2031-01-10")
        make_deal(cls.party, cls.anna, 500, "Offer", area=cls.area, expected_close="2031-02-10")
        make_deal(cls.party, cls.anna, 250, "Offer", area=cls.area, expected_close="2031-03-10")
        make_deal(cls.other, cls.bruno, 70, "Visit", area=cls.area)
        make_deal(cls.other, None, 30, area=cls.area)
        make_deal(cls.party, cls.anna, 9999, "Won", area=cls.area)
        cls.now = now_datetime()
        for subject, days, values in (
            ("Fatto", -12, {"status": "Done"}),
            ("In ritardo", -3, {"status": "Planned"}),
            ("Prossimo", 2, {"status": "Planned"}),
            ("Più in là", 5, {"status": "Planned"}),
            ("Riservato", 1, {"status": "Planned", "private": 1}),
        ):
            moment = str(cls.now + timedelta(days=days))[:19]
            make_event(subject, starts_on=moment, party=cls.party, assigned_to=cls.anna, area=cls.area, **values)

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        switch(1)

    def get(self, user: str, **filters) -> dict:
        frappe.set_user(user)
        return get_page(frappe._dict({"area": self.area} | filters))

    def get_row(self, page: dict, key: str) -> dict:
        return next(row for row in page["rows"] if row["key"] == key)

    def test_figures_of_a_seller(self):
        anna = self.get_row(self.get(self.manager), self.anna)
        self.assertEqual((anna["deals"], anna["amount"]), (3, 1750))
        self.assertEqual(anna["states"]["Offer"], {"deals": 2, "amount": 750})
        self.assertNotIn("Won", anna["states"])
        self.assertEqual(anna["overdue"], 1)
        self.assertEqual(anna["next_event"]["subject"], "Prossimo")
        self.assertEqual(anna["silent_days"], 12)

    def test_totals_are_those_of_the_list(self):
        page = self.get(self.manager)
        closed = ["not in", ["Won", "Lost", "Reviewed"]]
        filters = {"area": self.area, "workflow_state": closed}
        self.assertEqual(page["total"]["deals"], len(frappe.get_list("Negotiation", filters=filters, limit=0)))
        self.assertEqual(page["total"]["deals"], sum(row["deals"] for row in page["rows"]))
        self.assertEqual(self.get_row(page, "")["amount"], 30)

    def test_days_bound_what_is_expected_by_then(self):
        page = self.get(self.manager, from_date="2031-01-01", to_date="2031-02-10")
        self.assertEqual(self.get_row(page, self.anna)["amount"], 1500)
        self.assertRaises(ReportChoiceError, self.get, self.manager, from_date="presto")
        self.assertRaises(ReportChoiceError, self.get, self.manager, team="Nessuna")

    def test_an_agent_sees_themselves_alone(self):
        page = self.get(self.bruno)
        self.assertEqual([row["key"] for row in page["rows"]], [self.bruno])
        self.assertEqual(page["total"]["amount"], 70)
        self.assertFalse(page["by_name"])

    def test_switched_off_nobody_else_is_named(self):
        switch(0)
        page = self.get(self.manager)
        self.assertFalse(any(row["person"] and not row["mine"] for row in page["rows"]))
        self.assertNotIn(self.anna, str([row["title"] for row in page["rows"]]))
        self.assertFalse(any((row["next_event"] or {}).get("subject") for row in page["rows"]))
        self.assertTrue(page["sentence"])

    def test_a_fixed_number_of_queries(self):
        frappe.set_user(self.manager)
        few = self.count_queries()
        frappe.set_user("Administrator")
        for number in range(4):
            make_deal(self.party, make_user(f"pagina.altro{number}@example.com", "RelCRM Agent"), 1, area=self.area)
        frappe.set_user(self.manager)
        self.assertLessEqual(self.count_queries(), few + 1)

    def count_queries(self) -> int:
        get_page(frappe._dict())  # fills what a new user has emptied
        sql, counted = frappe.db.sql, []
        frappe.db.sql = lambda *args, **kwargs: (counted.append(1), sql(*args, **kwargs))[1]
        try:
            get_page(frappe._dict())
        finally:
            frappe.db.sql = sql
        return len(counted)

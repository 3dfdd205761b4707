import frappe

from relcrm.analysis import catalogue
from relcrm.api import segments
from relcrm.api.lists import get_count
from relcrm.exceptions import ReportChoiceError, StaffFiguresError
from relcrm.relations.test_staff_figures import switch
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

CLASSES, HABITS, DUE = "RelCRM Customer Classes", "RelCRM Buying Habits", "RelCRM Reorders Due"
LOYALTY, WORTH, SHARE = "RelCRM Loyalty Matrix", "RelCRM Customer Worth", "RelCRM Share of Customer"
ON = "2034-12-31"
PERIOD = {"from_date": "2034-01-01", "to_date": ON}


def make_order(party: str, day: str, amount: float, state: str = "Confirmed", product: str | None = None):
    """Insert an order of one line."""
    line = {"product": product, "description": "Prova", "quantity": 2, "unit_price": amount / 2}
    return frappe.get_doc(
        {"doctype": "Party Order", "party": party, "order_date": day, "state": state, "lines": [line]}
    ).insert()


class TestCustomerReports(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = make_user("valore.agente@example.com", "RelCRM Agent")
        cls.other = make_user("valore.altro@example.com", "RelCRM Agent")
        cls.manager = make_user("valore.direzione@example.com", "RelCRM Manager")
        frappe.get_doc(
            {"doctype": "Party Product", "product_code": "VAL-1", "product_name": "Prova", "price": 50, "cost": 30}
        ).insert()
        own = {"agent": cls.agent, "lifecycle_stage": "Customer"}
        cls.own = make_party("Valore Propria", yearly_potential=2000, acquisition_cost=40, **own).name
        cls.foreign = make_party("Valore Altrui", agent=cls.other).name
        for day in ("2034-03-01", "2034-03-31", "2034-04-30"):
            make_order(cls.own, day, 100, product="VAL-1")
        make_order(cls.own, "2034-05-01", 999, state="Cancelled")
        make_order(cls.foreign, "2034-06-01", 900)

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def run_as(self, user: str, report: str, **filters) -> dict:
        """The rows of a report by party, of the two companies of this test."""
        frappe.set_user(user)
        rows = catalogue.run(report, filters)["rows"]
        return {row["party"]: row for row in rows if row["party"] in (self.own, self.foreign)}

    def test_cancelled_orders_do_not_count(self):
        rows = self.run_as(self.manager, CLASSES, **PERIOD)
        self.assertEqual({key: row["total"] for key, row in rows.items()}, {self.own: 300, self.foreign: 900})
        self.assertEqual((rows[self.own]["orders"], str(rows[self.own]["last_order"])), (3, "2034-04-30"))

    def test_an_agent_sees_and_counts_their_own_customers(self):
        for report in (CLASSES, HABITS, DUE, SHARE):
            filters = PERIOD if report == CLASSES else {"on": ON, "everybody": 1}
            self.assertEqual(set(self.run_as(self.agent, report, **filters)), {self.own}, report)
        row = self.run_as(self.agent, CLASSES, **PERIOD)[self.own]
        self.assertEqual((row["grade"], row["share"]), ("A", 100))

    def test_what_tells_the_cost_is_for_those_who_may_see_it(self):
        frappe.set_user(self.agent)
        for report in (LOYALTY, WORTH):
            self.assertRaises(frappe.PermissionError, catalogue.run, report, {"on": ON})
        self.assertNotIn("cost", frappe.get_list("Party Product", fields=["*"], limit=1)[0])

    def test_the_next_order_is_expected_after_the_median_gap(self):
        row = self.run_as(self.agent, DUE, on="2034-06-09")[self.own]
        self.assertEqual((row["gap"], str(row["expected_on"]), row["late"]), (30, "2034-05-30", 10))
        self.assertEqual(self.run_as(self.agent, DUE, on="2034-05-30"), {})
        self.assertIn(self.own, self.run_as(self.agent, DUE, on="2034-05-30", everybody=1))

    def test_margin_is_less_the_cost_or_the_usual_one(self):
        frappe.db.set_single_value("RelCRM Settings", "usual_margin", 25)
        rows = self.run_as(self.manager, LOYALTY, on=ON)
        # Three orders of two pieces at 50 that cost 30 each; 900 of something without a cost.
        self.assertEqual((rows[self.own]["margin"], rows[self.foreign]["margin"]), (3 * 40, 900 * 0.25))

    def test_worth_is_net_of_what_it_cost_to_win_them(self):
        for key, value in (("usual_margin", 25), ("expected_retention", 80), ("discount_rate", 10)):
            frappe.db.set_single_value("RelCRM Settings", key, value)
        row = self.run_as(self.manager, WORTH, on="2034-05-30")[self.own]
        stay = (60 / 90) ** 3
        ahead = stay * 120 * 0.8 / 0.3
        self.assertAlmostEqual(row["ahead"], ahead, places=2)
        self.assertAlmostEqual(row["worth"], 120 + ahead - 40, places=2)

    def test_share_of_what_they_could_buy(self):
        row = self.run_as(self.manager, SHARE, on=ON)[self.own]
        self.assertEqual((row["potential"], row["bought"], row["share"], row["open"]), (2000, 300, 15, 1700))

    def test_the_orders_behind_a_figure_are_those_it_counts(self):
        row = self.run_as(self.agent, CLASSES, **PERIOD)[self.own]
        query = catalogue.get_records(CLASSES, PERIOD, [row], "orders")
        empty = {"columns": [], "text": "", "sort": [], "group_by": [], "totals": []}
        self.assertEqual(get_count(query | empty)["count"], row["orders"])

    def test_each_is_narrowed_by_a_segment(self):
        given = {"segment_name": "Valore insieme", "visibility": "Everyone"}
        given["conditions"] = [["party_name", "=", "Valore Altrui"]]
        segment = segments.save_segment(given)["name"]
        for report in (CLASSES, HABITS, LOYALTY, WORTH):
            filters = PERIOD if report == CLASSES else {"on": ON}
            self.assertEqual(set(self.run_as(self.manager, report, segment=segment, **filters)), {self.foreign})
        frappe.set_user(self.manager)
        for report in (DUE, SHARE, "RelCRM What to Offer", "RelCRM Bought Together", "RelCRM Satisfaction"):
            self.assertEqual(catalogue.run(report, {"segment": segment})["rows"], [], report)
        row = self.run_as(self.manager, CLASSES, segment=segment, **PERIOD)[self.foreign]
        query = catalogue.get_records(CLASSES, {**PERIOD, "segment": segment}, [row], "orders")
        empty = {"columns": [], "text": "", "sort": [], "group_by": [], "totals": []}
        self.assertEqual(get_count(query | empty)["count"], 1)

    def test_a_segment_does_not_tell_the_sales_of_a_colleague(self):
        given = {"segment_name": "Valore di uno", "visibility": "Everyone", "conditions": [["agent", "=", self.agent]]}
        segment = segments.save_segment(given)["name"]
        switch(0)
        self.assertRaises(StaffFiguresError, self.run_as, self.manager, CLASSES, segment=segment)

    def test_numbers_that_cannot_be_are_refused_in_a_sentence(self):
        for report, filters in (
            (CLASSES, {"a_percent": 120}),
            (CLASSES, {"a_percent": 90, "b_percent": 10}),
            (HABITS, {"months": "x"}),
            (DUE, {"on": "31/31/2034"}),
            (DUE, {"least_days": -1}),
            (SHARE, {"on": {"a": 1}}),
            (HABITS, {"on": "9999-12-31"}),
            (LOYALTY, {"on": "0001-01-05"}),
            (CLASSES, {"to_date": "9999-12-31"}),
            (CLASSES, {"territory": {"a": 1}}),
            (CLASSES, {"sector": ["x"]}),
            (CLASSES, {"a_percent": float("nan")}),
        ):
            with self.assertRaises(ReportChoiceError, msg=(report, filters)):
                catalogue.run(report, filters)
        self.assertTrue(catalogue.run(CLASSES, {"from_date": "0001-01-01"})["rows"])

    def test_a_territory_takes_in_those_below_it(self):
        below = {"territory_name": "Valore Sotto", "parent_party_territory": "Valore Sopra"}
        for values in ({"territory_name": "Valore Sopra", "is_group": 1}, below):
            frappe.get_doc({"doctype": "Party Territory", **values}).insert()
        frappe.db.set_value("Party", self.own, "territory", "Valore Sotto")
        self.addCleanup(frappe.db.set_value, "Party", self.own, "territory", None)
        for report, filters in ((CLASSES, PERIOD), (SHARE, {"on": ON}), (LOYALTY, {"on": ON})):
            rows = self.run_as(self.manager, report, territory="Valore Sopra", **filters)
            self.assertEqual(set(rows), {self.own}, report)
        answer = {"event_type": "Satisfaction call", "status": "Done"}
        answer["event_values"] = [{"field_key": "satisfaction", "number": 8}]
        make_event("Come va", party=self.own, starts_on="2034-07-02 10:00:00", **answer)
        rows = self.run_as(self.manager, "RelCRM Satisfaction", territory="Valore Sopra", **PERIOD)
        self.assertEqual(rows[self.own]["mark"], 8)

    def test_satisfaction_counts_marks_of_any_kind_of_event(self):
        for mark, private in ((9, 0), (3, 0), (10, 1), (44, 0)):
            values = [{"field_key": "satisfaction", "number": mark}, {"field_key": "improve", "text": "Di più"}]
            values = {"event_type": "Satisfaction call", "status": "Done", "event_values": values, "private": private}
            make_event("Come va", party=self.own, starts_on="2034-07-01 10:00:00", **values)
        frappe.set_user(self.agent)
        answer = catalogue.run("RelCRM Satisfaction", {"from_date": "2034-07-01", "to_date": "2034-07-01"})
        self.assertEqual(sorted(row["mark"] for row in answer["rows"]), [3, 9])
        self.assertEqual([one["value"] for one in answer["summary"]][:2], [2, 6])

import json

import frappe

from relcrm.exceptions import ArrangementError
from relcrm.relations.test_staff_figures import switch
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user
from relcrm.workplace import figures, workspaces
from relcrm.workplace.lists.query import ListQuery


class TestWorkspaces(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("pagine.ufficio@example.com", "RelCRM User")
        cls.agent = make_user("pagine.agente@example.com", "RelCRM Agent")
        cls.manager = make_user("pagine.direzione@example.com", "RelCRM Manager")
        cls.own = make_party("Pagine Propria", agent=cls.agent, lifecycle_stage="Customer", vat_number="12").name
        cls.foreign = make_party("Pagine Altrui", agent=cls.clerk, lifecycle_stage="Customer", vat_number="12").name
        for party, agent, value in ((cls.own, cls.agent, 100), (cls.foreign, cls.clerk, 50)):
            deal = {"doctype": "Negotiation", "subject": "P", "party": party, "expected_value": value, "agent": agent}
            frappe.get_doc(deal).insert()
        past = {"starts_on": "2026-01-02 09:00:00", "status": "Planned", "party": cls.own}
        make_event("In ritardo", assigned_to=cls.agent, **past)
        make_event("Riservato", assigned_to=cls.manager, private=1, **past)

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        switch(1)

    def get_items(self, user: str, page: str = "RelCRM Sales") -> dict:
        frappe.set_user(user)
        return {item["name"]: item for item in workspaces.get_page(page)["items"]}

    def test_every_figure_is_that_of_its_list(self):
        for user in (self.clerk, self.agent, self.manager):
            frappe.set_user(user)
            pages = [page["name"] for page in workspaces.get_workspaces()]
            self.assertIn("RelCRM Sales", pages)
            for page in pages:
                for item in workspaces.get_page(page)["items"]:
                    goes_to = item.get("goes_to") or {}
                    if item["kind"] == "number_card" and goes_to.get("doctype") and item["format"] == "number":
                        count = ListQuery(goes_to["doctype"], conditions=goes_to["conditions"]).get_count()["count"]
                        self.assertEqual(item["value"], count, (user, item["name"]))

    def test_an_agent_counts_what_they_see(self):
        mine = self.get_items(self.agent)["RelCRM Open Deals Value"]["value"]
        frappe.set_user(self.agent)
        seen = frappe.get_list("Negotiation", fields=["expected_value", "workflow_state"], limit=0)
        closed = ("Won", "Lost", "Reviewed")
        self.assertEqual(mine, sum(row.expected_value for row in seen if row.workflow_state not in closed))
        self.assertGreater(self.get_items(self.clerk)["RelCRM Open Deals Value"]["value"], mine)

    def test_private_events_are_in_no_common_figure(self):
        items = self.get_items(self.manager, "RelCRM Direction")
        filters = [["status", "in", ["Planned", "Open"]], ["private", "=", 0]]
        rows = frappe.get_list("Relation Event", filters=filters, fields=["ends_on"], limit=0)
        late = [row for row in rows if row.ends_on and str(row.ends_on) < str(frappe.utils.now_datetime())]
        self.assertEqual(items["RelCRM Overdue Events"]["value"], len(late))

    def test_off_the_chart_names_no_colleague(self):
        switch(0)
        parts = self.get_items(self.manager, "RelCRM Direction")["RelCRM Open Deals by Colleague"]["parts"]
        self.assertFalse({"pagine.agente", "pagine.ufficio"} & {part["label"] for part in parts})
        frappe.set_user("Administrator")
        switch(1)
        parts = self.get_items(self.manager, "RelCRM Direction")["RelCRM Open Deals by Colleague"]["parts"]
        self.assertIn("pagine.agente", {part["label"] for part in parts})

    def test_a_page_for_others_and_none_at_all_are_refused(self):
        frappe.set_user(self.clerk)
        for name in ("RelCRM Direction", "Nessuna", "' or 1=1 --", None):
            self.assertRaises(ArrangementError, workspaces.get_page, name)
        self.assertRaises(ArrangementError, workspaces.save_arrangement, "RelCRM Direction", [])

    def test_what_one_may_not_read_is_left_out(self):
        stranger = make_user("pagine.estraneo@example.com", "Desk User")
        frappe.set_user(stranger)
        self.assertIsNone(figures.get_card("RelCRM Open Deals"))
        self.assertIsNone(figures.get_chart("RelCRM Open Deals by State"))

    def test_a_gone_card_leaves_no_hole(self):
        frappe.set_user(self.clerk)
        gone = {"kind": "number_card", "name": "Mai Esistita", "width": 3}
        self.assertEqual(workspaces.save_arrangement("RelCRM Office", [gone])["items"], [])
        workspaces.reset_arrangement("RelCRM Office")

    def test_months_without_anything_are_there(self):
        chart = self.get_items(self.clerk, "RelCRM Office")["RelCRM Events by Month"]
        self.assertEqual(len(chart["parts"]), 12)

    def test_frappes_filters_become_conditions(self):
        filters = [["Party", "creation", "Timespan", "this month", False], ["Party", "party_name", "like", "%Verdi%"]]
        conditions = figures.read_conditions(json.dumps(filters), None)
        self.assertEqual(conditions, [["creation", "within", "this month"], ["party_name", "contains", "Verdi"]])
        self.assertEqual(figures.read_conditions('{"party_type": "Company"}', None), [["party_type", "=", "Company"]])

"""Figures of lists, boards, cards and charts while figures by name are off: none that tell colleagues apart."""

import json

import frappe

from relcrm.api import lists
from relcrm.relations.test_staff_figures import switch
from relcrm.testing import IntegrationTestCase, make_party, make_user
from relcrm.workplace import figures

BY = "Persone prova"


class TestColleagues(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = make_user("persone.direzione@example.com", "RelCRM Manager")
        cls.agents = [make_user(f"persone.agente{n}@example.com", "RelCRM Agent") for n in range(3)]
        for at, agent in enumerate([*cls.agents, cls.manager]):
            party = make_party(f"{BY} {at}", agent=agent).name
            deal = {"subject": f"{BY} {at}", "party": party, "agent": agent, "expected_value": 100 * (at + 1)}
            frappe.get_doc({"doctype": "Negotiation", **deal}).insert()

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        switch(0)

    def ask(self, door: str, *within: object, user: str | None = None, **parts: object) -> dict:
        frappe.set_user(user or self.manager)
        own = ["subject", "starts", BY]
        query = {"doctype": "Negotiation", "totals": [["sum", "expected_value"]], **parts}
        query["conditions"] = {"op": "all", "of": [own, *parts.get("conditions", [])]}
        return getattr(lists, door)(query, *([list(within)] if door == "get_groups" else []))

    def get_counts(self, *within: object, **parts: object) -> dict:
        answer = self.ask("get_groups", *within, **parts)
        self.assertEqual({not one["totals"] for one in answer["groups"] if one["count"] is None} - {True}, set())
        return {one["value"]: one["count"] for one in answer["groups"]}

    def test_off_groups_of_colleagues_stand_without_figures(self):
        told = dict.fromkeys(self.agents) | {self.manager: 1}
        self.assertEqual(self.get_counts(group_by=["agent"]), told)
        answer = self.ask("get_groups", group_by=["agent"])
        self.assertIn("administrator", answer["untold"])
        own = next(one for one in answer["groups"] if one["value"] == self.manager)
        self.assertEqual(own["totals"], {"sum:expected_value": 400})

    def test_off_no_other_column_of_theirs_counts_either(self):
        for path in ("party.agent", "agent.full_name"):
            counts = self.get_counts(group_by=[path])
            self.assertEqual({count for value, count in counts.items() if value not in (None, self.manager)}, {None})
        for path in ("owner", "modified_by", "_assign"):
            counts = self.get_counts(group_by=[path], user=self.agents[0])
            self.assertEqual({count for value, count in counts.items() if value} - {None}, set(), path)

    def test_off_groups_within_a_colleague_have_no_figures(self):
        levels = ["agent", "workflow_state"]
        self.assertEqual(set(self.get_counts(self.agents[0], group_by=levels).values()), {None})
        self.assertEqual(set(self.get_counts(self.manager, group_by=levels).values()), {1})
        self.assertEqual(sum(self.get_counts(group_by=["workflow_state", "agent"]).values()), 4)

    def test_off_a_list_of_one_colleague_has_its_length_and_no_sums(self):
        for narrowed in (
            ["agent", "=", self.agents[0]],
            ["agent", "not in", self.agents[1:]],
            {"op": "none", "of": [["party.agent", "!=", self.agents[0]]]},
            ["agent.full_name", "contains", "agente0"],
        ):
            totals = self.ask("get_totals", conditions=[narrowed])
            self.assertEqual((totals["totals"], bool(totals["untold"])), ({}, True), narrowed)
            self.assertEqual(totals["count"], self.ask("get_count", conditions=[narrowed])["count"])
            self.assertEqual(
                set(self.get_counts(group_by=["creation@month"], conditions=[narrowed]).values()), {None}
            )

    def test_off_what_hangs_on_records_is_looked_at_too(self):
        frappe.set_user(self.manager)
        query = {"doctype": "Party", "totals": [["sum", "employees"]], "group_by": ["party_type"]}
        for agent, told in ((self.agents[0], False), (self.manager, True)):
            node = {"has": "deals", "of": [["agent", "=", agent], ["subject", "starts", BY]]}
            self.assertEqual(bool(lists.get_totals({**query, "conditions": [node]})["totals"]), told)
            counts = [group["count"] for group in lists.get_groups({**query, "conditions": [node]}, [])["groups"]]
            self.assertEqual(counts, [1] if told else [None])

    def test_off_other_figures_and_one_s_own_are_told(self):
        self.assertEqual(self.ask("get_totals")["totals"], {"sum:expected_value": 1000})
        for mine in (self.manager, "@me"):
            answer = self.ask("get_totals", conditions=[["agent", "=", mine]])
            self.assertEqual((answer["totals"], answer["untold"]), ({"sum:expected_value": 400}, ""))
        self.assertEqual(set(self.get_counts(group_by=["creation@year"]).values()), {4})

    def test_on_the_management_sees_them_and_agents_do_not(self):
        switch(1)
        self.assertEqual(set(self.get_counts(group_by=["agent"]).values()), {1})
        own = self.get_counts(group_by=["owner"], user=self.agents[0])
        self.assertEqual(set(own.values()), {None})

    # ---- cards and charts

    def make(self, doctype: str, **values: object) -> str:
        frappe.set_user("Administrator")
        name = frappe.generate_hash(length=8)
        label = {"label": name} if doctype == "Number Card" else {"chart_name": name}
        shared = {"document_type": "Negotiation", "filters_json": "[]", "is_public": 1}
        return frappe.get_doc({"doctype": doctype, **label, **shared, **values}).insert().name

    def make_filters(self, agent: str) -> str:
        return json.dumps([["Negotiation", "subject", "like", f"{BY}%"], ["Negotiation", "agent", "=", agent]])

    def test_a_card_or_chart_of_one_colleague_is_for_themselves(self):
        filters = {"filters_json": self.make_filters(self.agents[0])}
        card = self.make("Number Card", type="Document Type", function="Count", **filters)
        line = {"type": "Bar", "timespan": "Last Year", "time_interval": "Monthly", "based_on": "creation"}
        chart = self.make("Dashboard Chart", chart_type="Count", **line, **filters)
        frappe.set_user(self.manager)
        self.assertEqual((figures.get_card(card), figures.get_chart(chart)), (None, None))
        frappe.set_user(self.agents[0])
        self.assertEqual(figures.get_card(card)["value"], 1)
        self.assertEqual(sum(part["value"] for part in figures.get_chart(chart)["parts"]), 1)

    def test_charts_by_whom_gather_colleagues(self):
        by = {"type": "Bar", "chart_type": "Group By", "group_by_type": "Count"}
        filters = {"filters_json": json.dumps([["Negotiation", "subject", "like", f"{BY}%"]])}
        for path in ("agent", "owner"):
            chart = self.make("Dashboard Chart", group_by_based_on=path, **by, **filters)
            frappe.set_user(self.agents[1])
            for part in figures.get_chart(chart)["parts"]:
                others = set(part["values"]) - {self.agents[1], None, "Administrator"}
                self.assertFalse(others and part["label"] in others)
                self.assertNotIn("persone.agente0", part["label"])

    def test_a_mean_of_several_is_the_mean_of_all(self):
        average = {"type": "Bar", "chart_type": "Group By", "group_by_type": "Average", "number_of_groups": 1}
        filters = {"filters_json": json.dumps([["Negotiation", "subject", "like", f"{BY}%"]])}
        of = {"group_by_based_on": "subject", "aggregate_function_based_on": "expected_value"}
        chart = self.make("Dashboard Chart", **average, **filters, **of)
        frappe.set_user(self.manager)
        self.assertEqual([part["value"] for part in figures.get_chart(chart)["parts"]], [250])

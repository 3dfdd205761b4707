import json
from datetime import timedelta

import frappe
from frappe.utils import add_days, now_datetime, nowdate

from relcrm.analysis import catalogue
from relcrm.api import segments
from relcrm.exceptions import ListQueryError, ReportChoiceError, StaffFiguresError
from relcrm.relations.test_staff_figures import switch
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

EVENTS, ACTIVITY = "RelCRM Event Figures", "RelCRM Activity by Colleague"
DEALS, SILENT, CHECK = "RelCRM Deals by State", "RelCRM Silent Contacts", "RelCRM Data to Check"
DAYS = {"from_date": "2033-03-01", "to_date": "2033-03-31"}


def count_list(query: dict) -> int:
    """Count the records behind a figure as the list does."""
    from relcrm.api.lists import get_count

    empty = {"columns": [], "text": "", "sort": [], "group_by": [], "totals": []}
    return get_count(query | empty)["count"]


class TestReports(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = make_user("report.direzione@example.com", "RelCRM Manager")
        cls.agent = make_user("report.agente@example.com", "RelCRM Agent")
        cls.other = make_user("report.altro@example.com", "RelCRM Agent")
        cls.own = make_party("Report Propria", agent=cls.agent).name
        cls.foreign = make_party("Report Altrui", agent=cls.other, lifecycle_stage="Customer").name
        for subject, values in (
            ("a", {"party": cls.own, "assigned_to": cls.agent, "status": "Done", "event_type": "Call"}),
            ("b", {"party": cls.own, "assigned_to": cls.agent, "status": "Planned", "event_type": "Call"}),
            ("c", {"party": cls.foreign, "assigned_to": cls.other, "status": "Done", "event_type": "Visit"}),
            ("d", {"party": cls.foreign, "assigned_to": cls.other, "status": "Done", "private": 1}),
        ):
            make_event(subject, starts_on="2033-03-31 23:30:00", area="Marketing", **values)
        make_event("e", starts_on="2033-04-01 00:00:00", area="Marketing", party=cls.own)

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        switch(1)

    def run_as(self, user: str, report: str, **filters) -> list[dict]:
        frappe.set_user(user)
        return catalogue.run(report, filters)["rows"]

    def test_event_figures_equal_a_plain_count(self):
        rows = self.run_as(self.manager, EVENTS, **DAYS)
        filters = [["starts_on", ">=", "2033-03-01"], ["starts_on", "<", "2033-04-01"], ["private", "=", 0]]
        self.assertEqual(sum(row["total"] for row in rows), len(frappe.get_list("Relation Event", filters=filters)))
        self.assertEqual(sum(row["done"] for row in rows), 2)
        self.assertEqual({row["colleague"] for row in rows}, {"report.agente", "report.altro"})

    def test_off_no_report_is_grouped_by_colleagues(self):
        frappe.set_user(self.manager)
        for on, marked in ((1, set()), (0, {"agent"})):
            frappe.set_user("Administrator")
            switch(on)
            frappe.set_user(self.manager)
            columns = catalogue.run(SILENT, {})["columns"]
            self.assertEqual({column["fieldname"] for column in columns if column.get("untold")}, marked)

    def test_an_agent_counts_what_they_see(self):
        self.assertEqual(sum(row["total"] for row in self.run_as(self.agent, EVENTS, **DAYS)), 2)

    def test_the_records_behind_each_figure_are_as_many(self):
        for user in (self.manager, self.agent):
            for on in (1, 0):
                frappe.set_user("Administrator")
                switch(on)
                for row in self.run_as(user, EVENTS, **DAYS):
                    for column in ("done", "planned", "total"):
                        query = catalogue.get_records(EVENTS, DAYS, [row], column)
                        self.assertEqual(count_list(query), row[column], (user, on, row, column))

    def test_the_records_behind_a_group_are_those_of_its_rows(self):
        rows = self.run_as(self.manager, EVENTS, **DAYS)
        query = catalogue.get_records(EVENTS, DAYS, rows, "done")
        self.assertEqual(count_list(query), 2)

    def test_off_no_colleague_is_named_nor_asked_for(self):
        switch(0)
        rows = self.run_as(self.manager, EVENTS, **DAYS)
        self.assertFalse({"report.agente", "report.altro"} & {row["colleague"] for row in rows})
        self.assertEqual(sum(row["total"] for row in rows), 3)
        self.assertRaises(StaffFiguresError, self.run_as, self.manager, EVENTS, colleague=self.agent)
        self.assertRaises(StaffFiguresError, self.run_as, self.manager, DEALS, agent=self.agent)
        names = {row["colleague"] for row in self.run_as(self.manager, ACTIVITY, **DAYS)}
        self.assertFalse({"report.agente", "report.altro"} & names)

    def test_activity_of_each_and_its_records(self):
        rows = {row["colleague"]: row for row in self.run_as(self.manager, ACTIVITY, **DAYS)}
        mine = rows["report.agente"]
        self.assertEqual((mine["done"], mine["planned"], mine["kind_call"]), (1, 1, 1))
        for column in ("done", "planned", "overdue", "kind_call"):
            query = catalogue.get_records(ACTIVITY, DAYS, [mine], column)
            self.assertEqual(count_list(query), mine[column], column)
        self.assertIn("report.agente", {row["colleague"] for row in self.run_as(self.agent, ACTIVITY, **DAYS)})

    def test_deals_by_state(self):
        for value, state in ((100, "Offer"), (300, "Offer"), (50, "Won"), (70, "Won"), (10, "Won"), (5, "Lost")):
            values = {"doctype": "Negotiation", "subject": "R", "party": self.own, "expected_value": value}
            deal = frappe.get_doc(values | {"area": "Purchasing", "probability": 50}).insert()
            frappe.db.set_value("Negotiation", deal.name, "workflow_state", state)
        frappe.set_user(self.manager)
        answer = catalogue.run(DEALS, {"area": "Purchasing"})
        rows = {row["workflow_state"]: row for row in answer["rows"]}
        offer = rows["Offer"]
        self.assertEqual((offer["deals"], offer["amount"], offer["average"], offer["weighted"]), (2, 400, 200, 200))
        self.assertEqual([one["value"] for one in answer["summary"]], [2, 400, 75])
        query = catalogue.get_records(DEALS, {"area": "Purchasing"}, [rows["Won"]], "deals")
        self.assertEqual(count_list(query), 3)
        self.assertEqual(rows["Demo"]["deals"], 0)

    def test_silent_contacts(self):
        then = str(now_datetime() - timedelta(days=40))[:19]
        make_event("Contatto", starts_on=then, party=self.foreign, status="Done")
        make_event("Nascosto", starts_on=str(now_datetime())[:19], party=self.foreign, status="Done", private=1)
        frappe.db.set_value("Party", self.own, "creation", str(now_datetime() - timedelta(days=90))[:19])
        rows = {row["party"]: row for row in self.run_as(self.manager, SILENT, days=30)}
        self.assertEqual(rows[self.foreign]["days_silent"], 40)
        self.assertIsNone(rows[self.own]["days_silent"])
        self.assertNotIn(self.foreign, {row["party"] for row in self.run_as(self.manager, SILENT, days=41)})
        self.assertNotIn(self.foreign, {row["party"] for row in self.run_as(self.agent, SILENT, days=30)})
        values = {"territory_name": "Report Sotto", "parent_party_territory": "Report Sopra"}
        frappe.set_user("Administrator")
        for more in ({"territory_name": "Report Sopra", "is_group": 1}, values):
            frappe.get_doc({"doctype": "Party Territory", **more}).insert()
        frappe.db.set_value("Party", self.foreign, "territory", "Report Sotto")
        rows = self.run_as(self.manager, SILENT, days=30, territory="Report Sopra")
        self.assertEqual([row["party"] for row in rows], [self.foreign])
        for nonsense in ("molti", 0, -3, 10**9):
            self.assertRaises(ReportChoiceError, self.run_as, self.manager, SILENT, days=nonsense)

    def test_data_to_check_in_sentences(self):
        party = make_party("Report Dubbia", agent=self.other, vat_number="123", addresses=[{"cap": "1", "town": "X"}])
        make_person(self.own, "Report Persona", phones=[{"number": "12"}])
        rows = self.run_as(self.manager, CHECK)
        found = [row for row in rows if row["party"] == party.name]
        self.assertEqual(len(found), len(party.to_check.splitlines()))
        self.assertTrue([row for row in rows if row["kind"] == "Contact Person" and row["party"] == self.own])
        self.assertFalse([row for row in self.run_as(self.agent, CHECK) if row["party"] == party.name])

    def make_segment(self, name: str, *conditions: list) -> str:
        given = {"segment_name": name, "visibility": "Everyone", "conditions": list(conditions)}
        return segments.save_segment(given)["name"]

    def test_each_report_of_parties_is_narrowed_by_a_segment(self):
        segment = self.make_segment("Report insieme", ["party_name", "=", "Report Propria"])
        deal = {"doctype": "Negotiation", "subject": "R", "area": "Administration"}
        for party in (self.own, self.foreign):
            frappe.get_doc(deal | {"party": party}).insert()
            frappe.db.set_value("Party", party, "creation", str(now_datetime() - timedelta(days=90))[:19])
            contract = {"doctype": "Party Contract", "contract_name": f"Report {party}", "party": party}
            frappe.get_doc(contract | {"starts_on": "2026-01-01", "ends_on": add_days(nowdate(), 30)}).insert()
            promise = {"promise": f"Verso {party}", "side": "Ours"}
            make_event("Promette", starts_on="2033-02-01 10:00:00", party=party, promises=[promise])
            make_person(party, f"Dubbio {party}", phones=[{"number": "12"}])
        by_party = {
            SILENT: {"days": 1}, CHECK: {}, "RelCRM Open Promises": {}, "RelCRM Ending Contracts": {"days": 60},
        }  # fmt: skip
        for on in (1, 0):
            frappe.set_user("Administrator")
            switch(on)
            for report, filters in by_party.items():
                every = {row["party"] for row in self.run_as(self.manager, report, **filters)}
                found = {row["party"] for row in self.run_as(self.manager, report, segment=segment, **filters)}
                self.assertIn(self.foreign, every, report)
                self.assertEqual(found, {self.own}, report)
            counts = {EVENTS: ("total", 2), DEALS: ("deals", 1)} | ({ACTIVITY: ("done", 1)} if on else {})
            for report, (column, count) in counts.items():
                filters = {"area": "Administration"} if report == DEALS else DAYS
                rows = self.run_as(self.manager, report, segment=segment, **filters)
                self.assertEqual(sum(row[column] for row in rows), count, (report, on))
                query = catalogue.get_records(report, {**filters, "segment": segment}, rows, column)
                self.assertEqual(count_list(query), count, (report, on))
            rows = self.run_as(self.manager, "RelCRM Events by Area", segment=segment, **DAYS)
            self.assertEqual(sum(row["total"] for row in rows), 2)
            rows = self.run_as(self.manager, "RelCRM Data Quality", segment=segment)
            self.assertEqual(sum(row["parties"] for row in rows), 1)

    def test_a_segment_does_not_tell_the_figures_of_a_colleague(self):
        segment = self.make_segment("Report di uno", ["agent", "=", self.agent])
        switch(0)
        for report in (EVENTS, ACTIVITY, DEALS, "RelCRM Events by Area", "RelCRM Data Quality"):
            with self.subTest(report):
                self.assertRaises(StaffFiguresError, self.run_as, self.manager, report, segment=segment)
        self.assertTrue(self.run_as(self.agent, EVENTS, segment=self.own_segment()))

    def own_segment(self) -> str:
        return self.make_segment("Report dei propri", ["agent", "=", "@me"])

    def test_a_segment_that_is_closed_to_the_reader_is_none(self):
        given = {"segment_name": "Report chiuso", "conditions": [["party_name", "=", "Report Propria"]]}
        closed = segments.save_segment(given)["name"]
        for report in (EVENTS, SILENT, DEALS, "RelCRM Open Promises"):
            for name in (closed, "SEG-nessuno", "' or 1=1 --"):
                self.assertRaises(ListQueryError, self.run_as, self.agent, report, segment=name)

    def test_titles_are_those_that_the_reader_may_see(self):
        frappe.set_user(self.agent)
        columns = [{"fieldname": "party", "fieldtype": "Link", "options": "Party"}]
        titles = catalogue.get_titles(columns, [{"party": self.own}, {"party": self.foreign}])
        self.assertEqual(titles, {"Party": {self.own: "Report Propria"}})

    def test_a_list_saved_as_report_obeys_the_rules(self):
        report = {"doctype": "Report", "report_name": "Report Di Prova", "ref_doctype": "Party"}
        fields = {"fields": [["name", "Party"], ["party_name", "Party"]]}
        layout = {"report_type": "Report Builder", "is_standard": "No", "json": json.dumps(fields)}
        frappe.get_doc(report | layout).insert()
        names = {row["name"] for row in self.run_as(self.agent, "Report Di Prova")}
        self.assertIn(self.own, names)
        self.assertNotIn(self.foreign, names)
        frappe.set_user("Administrator")
        self.assertIn("segment", [one["fieldname"] for one in catalogue.describe("Report Di Prova")["filters"]])
        segment = self.make_segment("Report elenco", ["party_name", "=", "Report Altrui"])
        rows = self.run_as(self.manager, "Report Di Prova", segment=segment)
        self.assertEqual([row["name"] for row in rows], [self.foreign])
        self.assertEqual(self.run_as(self.agent, "Report Di Prova", segment=segment), [])

    def test_each_answers_without_filters_and_is_described(self):
        frappe.set_user(self.manager)
        for name in catalogue.get_descriptions():
            self.assertIn("rows", catalogue.run(name, {}))
            self.assertIn(name, {report["name"] for report in catalogue.get_reports()})
            self.assertTrue(catalogue.describe(name)["about"])

    def test_a_stranger_may_run_none(self):
        stranger = make_user("report.estraneo@example.com")
        frappe.set_user(stranger)
        self.assertFalse([one for one in catalogue.get_reports() if one["name"].startswith("RelCRM")])
        self.assertRaises(frappe.PermissionError, catalogue.run, EVENTS, {})
        self.assertRaises(frappe.PermissionError, catalogue.get_records, EVENTS, {}, [{}], None)

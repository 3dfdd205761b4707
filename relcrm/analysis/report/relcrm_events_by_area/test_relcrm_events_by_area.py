import frappe
from frappe.desk.query_report import run

from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

REPORT = "RelCRM Events by Area"
DAY = "2031-05-10 10:00:00"


class TestEventsByArea(IntegrationTestCase):
    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def get_rows(self, **filters) -> list[dict]:
        return [row for row in run(REPORT, filters)["result"] if isinstance(row, dict)]

    def test_counts_by_month_area_and_status_without_private_ones(self):
        for values in ({}, {"status": "Done"}, {"status": "Done"}, {"private": 1}, {"area": "Service"}):
            make_event("Contato", starts_on=DAY, **({"area": "Marketing"} | values))
        rows = self.get_rows(from_date="2031-05-01", to_date="2031-05-31", area="Marketing")
        self.assertEqual(len(rows), 1)
        self.assertEqual((rows[0]["planned"], rows[0]["done"], rows[0]["total"]), (1, 2, 3))
        self.assertEqual(rows[0]["month"], "2031-05")
        self.assertEqual(self.get_rows(from_date="2031-06-01", to_date="2031-06-30"), [])

    def test_answers_without_filters(self):
        make_event("Senza filtri", starts_on=DAY)
        self.assertTrue(self.get_rows())

    def test_an_agent_counts_only_what_they_see(self):
        agent = make_user("conta.agente@example.com", "RelCRM Agent")
        other = make_user("conta.altro@example.com", "RelCRM Agent")
        own, foreign = make_party("Contata Propria", agent=agent), make_party("Contata Altrui", agent=other)
        for party, count in ((own, 2), (foreign, 3)):
            for _number in range(count):
                make_event("Contato", starts_on="2032-01-10 10:00:00", party=party.name, assigned_to=other)
        filters = {"from_date": "2032-01-01", "to_date": "2032-01-31"}
        self.assertEqual(sum(row["total"] for row in self.get_rows(**filters)), 5)
        frappe.set_user(agent)
        self.assertEqual(sum(row["total"] for row in self.get_rows(**filters)), 2)

    def test_query_report_of_teams(self):
        team = {
            "doctype": "RelCRM Team",
            "team_name": "Squadra Report",
            "members": [{"user": "Administrator"}],
        }
        frappe.get_doc(team).insert()
        rows = [row for row in run("RelCRM Team Members", {})["result"] if row["team"] == "Squadra Report"]
        self.assertEqual(rows[0]["user"], "Administrator")

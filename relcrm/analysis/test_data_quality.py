"""The report on the quality of data: the figures are those of the records, colleagues as the rules of figures say."""

import frappe

from relcrm.analysis.data_quality import get_rows
from relcrm.exceptions import ReportChoiceError
from relcrm.testing import IntegrationTestCase, make_party, make_user


class TestDataQuality(IntegrationTestCase):
    def test_figures_are_those_of_the_records(self):
        source = frappe.get_doc({"doctype": "Party Source", "source_name": "Prova qualità"}).insert().name
        parties = [make_party(f"Fonte {word}", source=source) for word in ("Alfa", "Beta")]
        [row] = [row for row in get_rows(frappe._dict()) if row["group_title"] == source]
        scores = [frappe.db.get_value("Party", party.name, "quality") for party in parties]
        self.assertEqual((row["parties"], row["quality"]), (2, round(sum(scores) / 2, 1)))
        self.assertEqual(row["poor"], sum(score < 60 for score in scores))

    def test_colleagues_are_told_apart_only_where_they_may_be(self):
        agent = make_user("qualita.altro@example.com", "RelCRM Agent")
        clerk = make_user("qualita.lettore@example.com", "RelCRM User")
        make_party("Di un collega", agent=agent)
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.set_user(clerk)
        name = frappe.db.get_value("User", agent, "full_name")
        self.assertNotIn(name, [row["group_title"] for row in get_rows(frappe._dict(group_by="Agent"))])

    def test_an_unknown_grouping_is_refused(self):
        self.assertRaises(ReportChoiceError, get_rows, frappe._dict(group_by="owner; drop"))

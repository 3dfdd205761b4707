"""The silence and the next event of negotiations, in lists and on boards, without what is not the reader's to see."""

import frappe
from frappe.utils import add_days, getdate, nowdate

from relcrm.api import lists
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

COLUMNS = ["agenda:last", "agenda:next", "agenda:next_event"]


class TestDealColumns(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("lavagna.ufficio@example.com", "RelCRM User")
        cls.colleague = make_user("lavagna.collega@example.com", "RelCRM User")
        cls.party = make_party("Lavagna parlante").name
        cls.silent = make_party("Lavagna muta").name
        cls.own, cls.other = cls.make_deal("Lavagna gru", cls.party), cls.make_deal("Lavagna argano", cls.party)
        cls.alone = cls.make_deal("Lavagna paranco", cls.silent)
        cls.plan(-12, "Done")
        cls.plan(-2, "Planned")
        cls.visit = cls.plan(6, "Planned", subject="Lavagna visita")
        cls.demo = cls.plan(4, "Open", subject="Lavagna prova", reference_name=cls.own)

    @classmethod
    def make_deal(cls, subject: str, party: str) -> str:
        values = {"doctype": "Negotiation", "subject": subject, "party": party, "agent": cls.clerk}
        doc = frappe.get_doc(values)
        doc.flags.skip_steps = True
        return doc.insert().name

    @classmethod
    def plan(cls, days: int, status: str, subject: str = "Lavagna", **values) -> str:
        values = {"party": cls.party, "starts_on": f"{add_days(nowdate(), days)} 10:00:00", "status": status, **values}
        if "reference_name" in values:
            values["reference_doctype"] = "Negotiation"
        return make_event(subject, **values).name

    def setUp(self):
        frappe.set_user(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")

    def ask(self, **more) -> list[dict]:
        names = [self.own, self.other, self.alone]
        query = {"doctype": "Negotiation", "columns": COLUMNS, "conditions": [["name", "in", names]], **more}
        return lists.get_rows(query)

    def test_a_deal_has_its_own_next_event_or_its_company_s(self):
        answer = self.ask()
        rows = {row["name"]: [row[path] for path in COLUMNS] for row in answer["rows"]}
        last = getdate(add_days(nowdate(), -12))
        self.assertEqual(rows[self.own], [last, getdate(add_days(nowdate(), 4)), self.demo])
        self.assertEqual(rows[self.other], [last, getdate(add_days(nowdate(), 6)), self.visit])
        self.assertEqual(rows[self.alone], [None, None, None])
        self.assertEqual(answer["titles"]["agenda:next_event"][self.visit], "Lavagna visita")

    def test_deals_are_sorted_and_found_by_them(self):
        for path, way, names in (
            ("agenda:next", "desc", [self.other, self.own, self.alone]),
            ("agenda:last", "asc", [self.alone]),
        ):
            found = [row["name"] for row in self.ask(sort=[[path, way]])["rows"]]
            self.assertEqual(found[: len(names)], names, path)
        among = ["name", "in", [self.own, self.other, self.alone]]
        for condition, names in (
            (["agenda:last", "not within", {"last": 10, "unit": "days"}], {self.own, self.other, self.alone}),
            (["agenda:last", "not within", {"last": 30, "unit": "days"}], {self.alone}),
            (["agenda:next", "within", {"next": 5, "unit": "days"}], {self.own}),
        ):
            found = lists.get_names({"doctype": "Negotiation", "conditions": [among, condition]})
            self.assertEqual(set(found), names, condition)

    def test_a_colleague_s_private_event_changes_nothing(self):
        before = self.ask(sort=[["agenda:last", "asc"]])
        frappe.set_user(self.colleague)
        mine = {"private": 1, "assigned_to": self.colleague}
        self.plan(-1, "Done", **mine)
        self.plan(1, "Planned", reference_name=self.own, **mine)
        self.plan(2, "Planned", **mine)
        seen = {row["name"]: row["agenda:next"] for row in self.ask()["rows"]}
        self.assertEqual(seen[self.own], getdate(add_days(nowdate(), 1)))
        self.assertEqual(seen[self.other], getdate(add_days(nowdate(), 2)))
        frappe.set_user(self.clerk)
        self.assertEqual(self.ask(sort=[["agenda:last", "asc"]]), before)

"""What waits for a person, and what others did to their records: theirs alone, and only what they may see."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from relcrm.api import home
from relcrm.processes.news import get_news
from relcrm.processes.waiting import get_waiting
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user


class TestWaiting(IntegrationTestCase):
    """Steps and news of an agent, beside a colleague's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = make_user("attesa.agente@example.com", "RelCRM Agent")
        cls.other = make_user("attesa.altro@example.com", "RelCRM Agent")
        cls.clerk = make_user("attesa.ufficio@example.com", "RelCRM User")

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.set_user("Administrator")
        self.party = make_party("Attese S.r.l.", agent=self.agent)
        self.since = now_datetime() - timedelta(hours=1)

    def make_negotiation(self, subject: str, **values):
        values = {"party": self.party.name, "agent": self.agent} | values
        return frappe.get_doc({"doctype": "Negotiation", "subject": subject, **values}).insert()

    def names(self, rows: list[dict]) -> list[str]:
        return [row["name"] for row in rows]

    def test_my_negotiation_waits_with_its_days_and_steps(self):
        deal = self.make_negotiation("Gru in attesa")
        old = now_datetime() - timedelta(days=9)
        frappe.db.set_value("Negotiation", deal.name, "state_since", old, update_modified=False)
        frappe.set_user(self.agent)
        [row] = [row for row in get_waiting() if row["name"] == deal.name]
        self.assertEqual((row["days"], row["party_name"], row["title"]), (9, "Attese S.r.l.", "Gru in attesa"))
        self.assertIn("Plan Visit", [one["action"] for one in row["actions"]])

    def test_a_colleagues_does_not_wait_for_me(self):
        deal = self.make_negotiation("Di un altro")
        frappe.set_user(self.other)
        self.assertNotIn(deal.name, self.names(get_waiting()))
        self.assertNotIn(deal.name, self.names(home.get_home()["waiting"]))

    def test_one_assigned_to_me_waits_for_me(self):
        deal = self.make_negotiation("Passata all'ufficio")
        frappe.db.set_value("Negotiation", deal.name, "_assign", frappe.as_json([self.clerk]))
        frappe.set_user(self.clerk)
        self.assertIn(deal.name, self.names(get_waiting()))

    def test_a_closed_one_waits_for_nobody_who_may_not_reopen_it(self):
        deal = self.make_negotiation("Chiusa")
        frappe.db.set_value("Negotiation", deal.name, "workflow_state", "Reviewed")
        frappe.set_user(self.agent)
        self.assertNotIn(deal.name, self.names(get_waiting()))

    def test_a_change_by_another_is_news_and_my_own_is_not(self):
        frappe.set_user(self.clerk)
        party = frappe.get_doc("Party", self.party.name)
        party.website = "https://attese.example.com"
        party.save()
        frappe.set_user(self.agent)
        rows = [row for row in get_news(self.since) if row["name"] == party.name]
        self.assertIn((self.clerk, "Attese S.r.l."), {(row["by"], row["title"]) for row in rows})
        party = frappe.get_doc("Party", self.party.name)
        party.website = "https://mie.example.com"
        party.save()
        self.assertNotIn(party.name, self.names(get_news(self.since)))

    def test_who_made_it_and_who_only_changed_it_are_told_apart(self):
        frappe.set_user(self.clerk)
        party = frappe.get_doc("Party", self.party.name)
        party.website = "https://attese.example.com"
        party.save()
        frappe.set_user(self.agent)
        news = {(row["what"], row["by"]) for row in get_news(self.since) if row["name"] == party.name}
        self.assertEqual(news, {("new", "Administrator"), ("changed", self.clerk)})
        [row] = [row for row in get_news(party.modified) if row["name"] == party.name]
        self.assertEqual((row["what"], row["by"]), ("changed", self.clerk))

    def test_a_comment_and_an_assignment_are_news(self):
        frappe.set_user(self.clerk)
        self.party.reload()
        self.party.add_comment("Comment", "Ha chiamato due volte")
        values = {"reference_type": "Party", "reference_name": self.party.name, "description": "Richiamare"}
        values["assigned_by"] = self.clerk
        frappe.get_doc({"doctype": "ToDo", "allocated_to": self.agent, **values}).insert(ignore_permissions=True)
        frappe.set_user(self.agent)
        news = {(row["what"], row["text"]) for row in get_news(self.since) if row["name"] == self.party.name}
        self.assertIn(("comment", "Ha chiamato due volte"), news)
        self.assertIn(("given", "Richiamare"), news)

    def test_news_of_others_stay_with_them(self):
        frappe.set_user(self.clerk)
        self.party.reload()
        self.party.add_comment("Comment", "Riservato all'agente")
        make_event("Riservato", private=1, assigned_to=self.agent, party=self.party.name)
        frappe.set_user(self.other)
        answer = frappe.as_json(home.get_home(str(self.since)))
        self.assertNotIn("Riservato", answer)
        self.assertNotIn("Attese", answer)

    def test_today_tells_of_the_last_time(self):
        now = now_datetime().replace(microsecond=0)
        values = {"party": self.party.name, "assigned_to": self.agent}
        past = {"starts_on": now - timedelta(days=20), "status": "Done", "notes": "<p>Chiede una nuova offerta</p>"}
        make_event("Visita di prima", **values, **past)
        later = {"starts_on": now.replace(hour=23, minute=30), "ends_on": now.replace(hour=23, minute=59)}
        event = make_event("Visita di oggi", **values, **later)
        frappe.set_user(self.agent)
        [row] = [row for row in home.get_home()["today"] if row.name == event.name]
        self.assertEqual(row.last_time["notes"], "Chiede una nuova offerta")

    def test_what_is_done_is_no_longer_of_today(self):
        now = now_datetime().replace(microsecond=0)
        hours = {"starts_on": now.replace(hour=23, minute=30), "ends_on": now.replace(hour=23, minute=59)}
        made, left = [
            make_event("Telefonata di oggi", assigned_to=self.agent, status=status, **hours).name
            for status in ("Done", "Planned")
        ]
        frappe.set_user(self.agent)
        today = self.names(home.get_home()["today"])
        self.assertIn(left, today)
        self.assertNotIn(made, today)

    def test_since_is_at_most_two_weeks_ago_and_nonsense_is_yesterday(self):
        self.assertGreater(home.get_moment("2001-01-01"), now_datetime() - timedelta(days=15))
        self.assertLess(home.get_moment("x"), now_datetime())

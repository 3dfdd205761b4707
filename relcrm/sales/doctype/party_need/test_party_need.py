import frappe
from frappe.utils import getdate, nowdate

from relcrm.agenda.events import make_event
from relcrm.api.card import get_card
from relcrm.exceptions import OtherPartyError, PartyAccessError
from relcrm.testing import IntegrationTestCase, make_party, make_person, make_user

AGENT = "bisogni.agente@example.com"
DESK = "bisogni.ufficio@example.com"


class TestPartyNeed(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_user(AGENT, "RelCRM Agent")
        make_user(DESK, "RelCRM User")
        cls.mine = make_party("Bisogni Alfa", agent=AGENT).name
        cls.other = make_party("Bisogni Beta").name
        cls.person = make_person(cls.mine, "Ada Bisogni").name

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def make(self, party: str | None = None, **values):
        values = {"statement": "Ridurre i fermi macchina", "party": party or self.mine, **values}
        return frappe.get_doc({"doctype": "Party Need", **values}).insert()

    def plan(self, need, subject: str, **values):
        reference = {"reference_doctype": "Party Need", "reference_name": need.name}
        values = {"event_type": "Visit", "starts_on": "2027-01-11 10:00:00", "party": need.party, **values}
        return make_event({"subject": subject, **values, **reference})

    def test_the_card_shows_it_with_who_said_it_and_its_plan(self):
        met = self.make(statement="Formare i carropontisti", state="Met")
        need = self.make(contact_person=self.person)
        self.plan(need, "Sopralluogo", starts_on="2027-02-01 10:00:00")
        self.plan(need, "Telefonata", status="Done", starts_on="2026-11-02 10:00:00")
        self.plan(need, "Saltata", status="Cancelled")
        needs = [row for row in get_card(self.mine)["sections"]["needs"] if row.name in (met.name, need.name)]
        self.assertEqual([row.name for row in needs], [need.name, met.name], "the open ones first")
        self.assertEqual(needs[0].said_by, "Ada Bisogni")
        self.assertEqual([row.subject for row in needs[0].events], ["Telefonata", "Sopralluogo"])

    def test_a_private_event_of_the_plan_is_not_shown_to_others(self):
        need = self.make()
        frappe.set_user(DESK)
        self.plan(need, "Colloquio riservato", private=1)
        self.assertEqual(len(self.get_plan(need)), 1)
        frappe.set_user(AGENT)
        self.assertEqual(self.get_plan(need), [])

    def get_plan(self, need) -> list:
        return next(row.events for row in get_card(self.mine)["sections"]["needs"] if row.name == need.name)

    def test_the_day_on_which_it_is_settled_is_kept(self):
        need = self.make()
        need.state = "Met"
        self.assertEqual(getdate(need.save().settled_on), getdate(nowdate()))
        need.state = "Open"
        self.assertIsNone(need.save().settled_on)

    def test_who_said_it_is_of_that_company(self):
        self.assertRaises(OtherPartyError, self.make, self.other, contact_person=self.person)
        need = self.make(contact_person=self.person)
        need.party = self.other
        self.assertRaises(OtherPartyError, need.save)

    def test_an_agent_sees_those_of_own_parties_only(self):
        hidden = self.make(self.other)
        frappe.set_user(AGENT)
        self.assertEqual(frappe.get_list("Party Need", {"name": hidden.name}), [])
        self.assertFalse(frappe.has_permission("Party Need", "read", hidden.name))
        self.assertRaises(PartyAccessError, self.make, self.other)

"""Entries of consents: seen by whoever sees the party, written by everybody, deleted by administrators alone."""

import frappe

from relcrm.relations.consents import add_refusal, get_history
from relcrm.testing import IntegrationTestCase, make_party, make_person, make_user


class TestPartyConsent(IntegrationTestCase):
    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def test_an_agent_sees_and_writes_those_of_their_parties(self):
        agent = make_user("consensi.agente@example.com", "RelCRM Agent")
        own, other = make_party("Consensi Mia", agent=agent).name, make_party("Consensi Altrui").name
        add_refusal(other, None, "Everything")
        frappe.set_user(agent)
        entries = add_refusal(own, None, "Calls")
        self.assertEqual({row.party for row in frappe.get_list("Party Consent", fields=["party"])}, {own})
        self.assertRaises(frappe.ValidationError, add_refusal, other, None, "Calls")
        self.assertRaises(frappe.PermissionError, frappe.delete_doc, "Party Consent", entries[0].name)

    def test_the_history_of_a_company_is_not_that_of_its_people(self):
        party = make_party("Consensi Storia").name
        person = make_person(party, "Anna Storia").name
        add_refusal(None, person, "Letters")
        self.assertEqual(get_history(party, None), [])
        found = get_history(None, person)
        self.assertEqual({(row.party, row.decision, row.channel) for row in found}, {(party, "Refused", "Post")})

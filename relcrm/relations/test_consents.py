"""What a card warns of before one writes or calls."""

import frappe

from relcrm.relations.consents import add_entry, get_consent_warnings
from relcrm.testing import IntegrationTestCase, make_party

REACH = {"emails": [{"email": "info@consensi.example.com"}], "phones": [{"number": "0422 001234"}]}


def warn(*consents: tuple, **values) -> list[tuple]:
    """The warnings of a party with some consents, each (channel, decision, day)."""
    rows = [
        {"purpose": "Promotion", "channel": channel, "decision": decision, "decided_on": day}
        for channel, decision, day in consents
    ]
    party = make_party("Consensi Srl", **REACH, **values)
    for row in rows:
        add_entry(party.name, None, **row, origin="Paper")
    return [(row["channel"], row["decision"]) for row in get_consent_warnings(party)]


class TestConsents(IntegrationTestCase):
    def setUp(self):
        # What one test refuses for an address would hold in the next.
        frappe.db.savepoint("before_test")
        self.addCleanup(frappe.db.rollback, save_point="before_test")

    def test_a_missing_consent_for_email_is_said(self):
        self.assertEqual(warn(), [("E-mail", "")])

    def test_the_latest_decision_counts(self):
        given, withdrawn = ("E-mail", "Given", "2026-01-01"), ("E-mail", "Withdrawn", "2026-06-01")
        self.assertEqual(warn(withdrawn, given), [("E-mail", "Refused")])
        self.assertEqual(warn(given), [])

    def test_a_decision_without_channel_holds_for_all(self):
        self.assertEqual(warn(("", "Refused", "2026-01-01")), [("E-mail", "Refused"), ("Phone", "Refused")])

    def test_nothing_is_said_of_ways_that_are_closed_anyhow(self):
        self.assertEqual(warn(no_email=1, no_phone=1), [])

"""Letters, mails and calls that are meant as promotion: held, or said; and how many somebody has had."""

import frappe
from frappe.utils import add_days, add_to_date, now, nowdate

from relcrm.api.letters import write_letter
from relcrm.exceptions import ContactHeldError
from relcrm.relations.consents import add_entry
from relcrm.relations.contact_gate import get_addressee, judge
from relcrm.testing import IntegrationTestCase, make_event, make_party

REACH = {"emails": [{"email": "info@scopo.example.com"}], "phones": [{"number": "0422 009001"}]}
REACH |= {"pec": "s@pec.example.com"}


class TestContactPurpose(IntegrationTestCase):
    def setUp(self):
        frappe.db.savepoint("before_test")
        self.addCleanup(frappe.db.rollback, save_point="before_test")
        self.party = make_party("Scopo Srl", **REACH, addresses=[{"street": "Via B 2", "town": "Treviso"}]).name
        frappe.clear_messages()

    def plan(self, event_type="Letter", purpose="Promotion", **values):
        values = {"starts_on": now(), "direction": "Out", "purpose": purpose, "party": self.party, **values}
        return make_event("Offerta", event_type=event_type, **values)

    def test_a_letter_of_promotion_is_held_and_one_of_service_is_not(self):
        self.assertRaises(ContactHeldError, self.plan)
        self.assertRaises(ContactHeldError, write_letter, self.party, "Offerta", purpose="Promotion")
        for purpose in ("", "Contract and service", "Reminder and legal notice"):
            self.assertTrue(self.plan(purpose=purpose).name)
        answer = {"doctype": "Register Answer", "register": "Post", "party": self.party, "checked_on": nowdate()}
        frappe.get_doc(answer).insert()
        self.assertTrue(write_letter(self.party, "Offerta", purpose="Promotion")["event"]["name"])

    def test_a_letter_by_pec_asks_for_consent_to_pec(self):
        answer = {"doctype": "Register Answer", "register": "Post", "party": self.party, "checked_on": nowdate()}
        frappe.get_doc(answer).insert()
        self.assertRaises(ContactHeldError, self.plan, delivery="A mezzo PEC")

    def test_no_change_goes_round_the_gate(self):
        letter = self.plan(purpose="")
        letter.purpose = "Promotion"
        self.assertRaises(ContactHeldError, letter.save)

    def test_a_call_is_noted_and_the_caller_is_warned(self):
        self.assertTrue(self.plan("Call").name)
        self.assertIn("opposition register", str(frappe.message_log))

    def test_what_happened_long_ago_is_history(self):
        self.assertTrue(self.plan(starts_on=f"{add_days(nowdate(), -9)} 10:00:00", status="Done").name)

    def test_too_many_promotions_hold_the_next(self):
        common = {"purpose": "Promotion", "channel": "E-mail", "origin": "Paper", "decided_on": nowdate()}
        add_entry(self.party, None, decision="Given", **common)
        rule = {"rule_name": "Due al mese", "valid_from": nowdate(), "promotions_per_month": 2}
        rule |= {"register_days_phone": 15, "register_days_post": 30}
        frappe.get_doc({"doctype": "Contact Rule", **rule}).insert()
        self.plan("E-mail", starts_on=add_to_date(now(), days=-1))
        addressee = get_addressee(frappe.get_doc("Party", self.party))
        self.assertTrue(judge(addressee, "Promotion", "E-mail").is_allowed)
        self.plan("E-mail", starts_on=add_to_date(now(), days=-40))
        self.assertTrue(judge(addressee, "Promotion", "E-mail").is_allowed)
        self.plan("E-mail", starts_on=add_to_date(now(), days=-2))
        self.assertEqual([reason.code for reason in judge(addressee, "Promotion", "E-mail").reasons], ["pressure"])
        self.assertTrue(judge(addressee, "Contract and service", "E-mail").is_allowed)

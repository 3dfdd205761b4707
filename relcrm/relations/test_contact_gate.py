"""Who may be written to or called: every purpose in every channel on every ground, and what frees the held."""

import frappe
from frappe.utils import add_days, nowdate

from relcrm.exceptions import ConsentError, ContactHeldError
from relcrm.relations import consents
from relcrm.relations.contact_gate import check, get_addressee, judge
from relcrm.relations.contact_rules import CHANNELS, PROMOTION, PURPOSES, SURVEY
from relcrm.testing import IntegrationTestCase, make_party, make_person

TODAY = nowdate()
AGO = {days: add_days(TODAY, -days) for days in (1, 10, 15, 16, 20, 30, 31, 60, 90)}
EMAIL, NUMBER, PEC = "info@varco.example.com", "+390422001234", "varco@pec.example.com"
FAX = "+390422001235"
ADDRESS = {"E-mail": EMAIL, "PEC": PEC, "Fax": FAX, "Post": ""}
FREE = ("Contract and service", "Reminder and legal notice")
WRITTEN = ("E-mail", "SMS", "Messaging", "Fax", "Automatic call")


def give(purpose, channel, day=AGO[20], **values):
    return {"decision": "Given", "decided_on": day, "origin": "Paper", "purpose": purpose, "channel": channel, **values}


def refuse(purpose, channel, day=AGO[20], decision="Refused", **values):
    return {"decision": decision, "decided_on": day, "purpose": purpose, "channel": channel, **values}


def here(channel):
    return ADDRESS.get(channel, NUMBER)


def answer(registered=0, day=TODAY):
    return lambda purpose, channel: [{"doctype": "Register Answer", "registered": registered, "checked_on": day}]


def sale(purpose, channel):
    row = refuse(purpose, channel, decision="Address given in a sale")
    return [row | {"address": here(channel) or "Via Roma 1", "channel": channel}]


# Each ground: what is recorded, more about the party, and where it opens promotion and a survey.
NOWHERE, REGISTER = (), ("Phone", "Post")
CLEAR = answer()
GROUNDS = {
    "nothing": (lambda p, c: [], {}, NOWHERE, NOWHERE),
    "a consent": (lambda p, c: [give(p, c)], {}, WRITTEN, WRITTEN),
    "a consent for all channels": (lambda p, c: [give(p, "")], {}, WRITTEN, WRITTEN),
    "a consent for this address": (
        lambda p, c: [give(p, c, address=here(c))], {}, (*WRITTEN, "PEC"), (*WRITTEN, "PEC"),
    ),
    "a consent for another address": (lambda p, c: [give(p, c, address="altra@example.com")], {}, NOWHERE, NOWHERE),
    "a consent for another purpose": (lambda p, c: [give("Profiling", c)], {}, NOWHERE, NOWHERE),
    "a consent taken back": (
        lambda p, c: [give(p, c), refuse(p, c, AGO[10], "Withdrawn"), *CLEAR(p, c)], {}, NOWHERE, NOWHERE,
    ),
    "a refusal": (lambda p, c: [refuse(p, c), *CLEAR(p, c)], {}, NOWHERE, NOWHERE),
    "a refusal of everything": (lambda p, c: [refuse(p, ""), *CLEAR(p, c)], {}, NOWHERE, NOWHERE),
    "a refusal, later a consent": (
        lambda p, c: [refuse(p, c), give(p, c, AGO[1])], {}, WRITTEN, WRITTEN,
    ),
    "an address of a sale": (sale, {"lifecycle_stage": "Customer"}, NOWHERE, NOWHERE),
    "an address of a sale, similar goods": (
        sale, {"lifecycle_stage": "Customer", "similar_goods": True}, WRITTEN, NOWHERE,
    ),
    "similar goods to no customer": (sale, {"lifecycle_stage": "Lead", "similar_goods": True}, NOWHERE, NOWHERE),
    "similar goods, but refused": (
        lambda p, c: [*sale(p, c), refuse(p, c, AGO[60])],
        {"lifecycle_stage": "Customer", "similar_goods": True}, NOWHERE, NOWHERE,
    ),
    "the register says no": (CLEAR, {}, REGISTER, REGISTER),
    "the register said no 15 days ago": (answer(day=AGO[15]), {}, REGISTER, REGISTER),
    "the register said no 16 days ago": (answer(day=AGO[16]), {}, ("Post",), ("Post",)),
    "the register said no 30 days ago": (answer(day=AGO[30]), {}, ("Post",), ("Post",)),
    "the register said no 31 days ago": (answer(day=AGO[31]), {}, NOWHERE, NOWHERE),
    "in the register": (answer(1), {}, NOWHERE, NOWHERE),
    "in the register after the consent": (
        lambda p, c: [give(p, c, AGO[20]), *answer(1, AGO[10])(p, c)], {}, WRITTEN, WRITTEN,
    ),
    "in the register before the consent": (
        lambda p, c: [*answer(1, AGO[10])(p, c), give(p, c, AGO[1])], {}, (*WRITTEN, *REGISTER), (*WRITTEN, *REGISTER),
    ),
    "in the register, consent in a running contract": (
        lambda p, c: [give(p, c, within_contract=1), *answer(1, AGO[10])(p, c)], {},
        (*WRITTEN, *REGISTER), (*WRITTEN, *REGISTER),
    ),
    "in the register, the contract has ended": (
        lambda p, c: [give(p, c, within_contract=1, contract_until=AGO[1]), *answer(1, AGO[10])(p, c)], {},
        WRITTEN, WRITTEN,
    ),
    "a mark on the card": (
        lambda p, c: [give(p, c), *CLEAR(p, c)],
        {"no_phone": 1, "no_email": 1, "no_post": 1}, ("SMS", "Messaging", "Fax"), ("SMS", "Messaging", "Fax"),
    ),
}  # fmt: skip


def make_reached(name="Varco Srl", **values):
    return make_party(
        name,
        emails=[{"email": EMAIL}],
        pec=PEC,
        phones=[{"number": "0422 001234"}, {"number": "0422 001235", "kind": "Fax"}],
        addresses=[{"street": "Via Roma 1", "cap": "31100", "town": "Treviso"}],
        **values,
    )


def record(party, channel, rows):
    for row in rows:
        if row.get("doctype") == "Register Answer":
            if channel == "Post":
                frappe.get_doc({**row, "register": "Post", "party": party.name}).insert()
            else:
                frappe.get_doc({**row, "register": "Telephone", "number": NUMBER}).insert()
        else:
            frappe.get_doc({"doctype": "Party Consent", "party": party.name, **row}).insert()


class TestContactGate(IntegrationTestCase):
    def setUp(self):
        # What one test refuses for an address would hold in the next.
        frappe.db.savepoint("before_test")
        self.addCleanup(frappe.db.rollback, save_point="before_test")

    def test_every_purpose_in_every_channel_on_every_ground(self):
        for ground, (make, more, promotion, survey) in GROUNDS.items():
            similar = bool(more.get("similar_goods"))
            values = {key: value for key, value in more.items() if key != "similar_goods"}
            for channel in CHANNELS:
                for purpose in PURPOSES:
                    frappe.db.savepoint("ground")
                    party = make_reached(**values)
                    record(party, channel, make(purpose, channel) if purpose not in FREE else make(PROMOTION, channel))
                    verdict = judge(get_addressee(party), purpose, channel, similar_goods=similar)
                    open_in = {PROMOTION: promotion, SURVEY: survey}.get(purpose, CHANNELS)
                    with self.subTest(ground=ground, channel=channel, purpose=purpose):
                        self.assertEqual(verdict.is_allowed, channel in open_in, verdict)
                        said = [reason.describe() for reason in verdict.reasons]
                        self.assertTrue(all(one["text"] and one["way_out"] for one in said))
                    frappe.db.rollback(save_point="ground")

    def test_nobody_is_reached_where_there_is_no_address(self):
        party = make_party("Senza Recapiti")
        for channel in CHANNELS:
            verdict = judge(get_addressee(party), "Contract and service", channel)
            self.assertEqual([reason.code for reason in verdict.reasons], ["no_address"])

    def test_a_company_that_refuses_closes_its_people_and_one_of_them_may_open_themselves(self):
        party = make_reached()
        person = make_person(party.name, "Anna Varco", emails=[{"email": "anna@varco.example.com"}])
        consents.add_entry(party.name, person.name, **give(PROMOTION, "E-mail", AGO[60]))
        self.assertTrue(judge(get_addressee(person), PROMOTION, "E-mail").is_allowed)
        consents.add_refusal(party.name, None, "E-mails")
        self.assertEqual(judge(get_addressee(person), PROMOTION, "E-mail").reasons[0].code, "refused")
        consents.add_entry(party.name, person.name, **give(PROMOTION, "E-mail", TODAY))
        self.assertTrue(judge(get_addressee(person), PROMOTION, "E-mail").is_allowed)
        self.assertFalse(judge(get_addressee(party), PROMOTION, "E-mail").is_allowed)

    def test_a_consent_of_the_company_is_not_one_of_its_people(self):
        party = make_reached()
        person = make_person(party.name, "Anna Varco", emails=[{"email": "anna@varco.example.com"}])
        consents.add_entry(party.name, None, **give(PROMOTION, "E-mail"))
        self.assertFalse(judge(get_addressee(person), PROMOTION, "E-mail").is_allowed)

    def test_a_refusal_for_an_address_holds_wherever_the_address_is_kept(self):
        first, second = make_reached(), make_reached("Varco Bis")
        consents.add_entry(second.name, None, **give(PROMOTION, "E-mail", AGO[60]))
        consents.add_entry(first.name, None, **refuse(PROMOTION, "E-mail", TODAY, address=EMAIL.upper()))
        self.assertFalse(judge(get_addressee(second), PROMOTION, "E-mail").is_allowed)

    def test_the_same_human_being_refuses_everywhere(self):
        human = make_party("Anna Bianchi", party_type="Person", emails=[{"email": "anna@example.com"}])
        company = make_reached()
        person = make_person(company.name, "Anna Bianchi", same_as=human.name, emails=[{"email": "a@v.example.com"}])
        for one in ((human.name, None), (None, person.name)):
            consents.add_entry(*one, **give(PROMOTION, "E-mail", AGO[60]))
        consents.add_refusal(None, person.name, "E-mails")
        self.assertFalse(judge(get_addressee(human), PROMOTION, "E-mail").is_allowed)

    def test_a_refusal_on_the_phone_holds_at_once_and_is_of_today(self):
        party = make_reached()
        record(party, "Phone", CLEAR(PROMOTION, "Phone"))
        self.assertTrue(judge(get_addressee(party), PROMOTION, "Phone").is_allowed)
        entries = consents.add_refusal(party.name, None, "Calls", "Non chiamate più")
        self.assertFalse(judge(get_addressee(party), PROMOTION, "Phone").is_allowed)
        self.assertFalse(judge(get_addressee(party), SURVEY, "Phone").is_allowed)
        self.assertEqual({str(one.decided_on) for one in entries}, {TODAY})
        self.assertTrue(judge(get_addressee(party), "Contract and service", "Phone").is_allowed)

    def test_each_month_in_the_register_does_not_cancel_anew(self):
        party = make_reached()
        record(party, "Phone", [*answer(1, AGO[60])(0, 0), give(PROMOTION, "Phone", AGO[30]), *answer(1)(0, 0)])
        self.assertTrue(judge(get_addressee(party), PROMOTION, "Phone").is_allowed)
        record(party, "Phone", answer(0, AGO[10])(0, 0))  # they had gone in between, and came back
        self.assertFalse(judge(get_addressee(party), PROMOTION, "Phone").is_allowed)

    def test_another_address_of_the_party_asks_the_register_again(self):
        party = make_reached()
        record(party, "Post", CLEAR(PROMOTION, "Post"))
        self.assertTrue(judge(get_addressee(party), PROMOTION, "Post").is_allowed)
        party.reload()
        party.addresses[0].street = "Via Milano 2"
        party.save()
        self.assertEqual(judge(get_addressee(party), PROMOTION, "Post").reasons[0].code, "register_missing")

    def test_the_days_are_those_of_the_rule_that_has_begun(self):
        party = make_reached()
        record(party, "Phone", answer(0, AGO[10])(0, 0))
        rule = {"rule_name": "Più severa", "valid_from": TODAY, "register_days_phone": 5, "register_days_post": 5}
        frappe.get_doc({"doctype": "Contact Rule", "soft_spam_channels": "E-mail", **rule}).insert()
        self.assertFalse(judge(get_addressee(party), PROMOTION, "Phone").is_allowed)
        self.assertTrue(judge(get_addressee(party), PROMOTION, "Phone", day=add_days(TODAY, -1)).is_allowed)

    def test_an_act_is_refused_with_the_reason_and_the_way_out(self):
        party = make_reached("Varco <b>Srl</b>")
        with self.assertRaises(ContactHeldError) as refused:
            check([get_addressee(party)], PROMOTION, "E-mail", "Letter")
        for part in ("Varco &lt;b&gt;Srl", "There is no consent", "Record a consent"):
            self.assertIn(part, str(refused.exception))
        self.assertRaises(ContactHeldError, judge, get_addressee(party), "Everything", "E-mail")

    def test_what_was_decided_is_never_changed(self):
        entry = consents.add_entry(make_reached().name, None, **give(PROMOTION, "E-mail"))
        entry.proof_text = "Modulo firmato in fiera"
        entry.save()
        for change in ({"decision": "Refused"}, {"decided_on": AGO[90]}, {"proof_text": "Altro"}, {"channel": ""}):
            entry.reload()
            self.assertRaises(ConsentError, entry.update(change).save)

    def test_a_consent_says_when_and_where_from(self):
        party = make_reached()
        for missing in ("decided_on", "origin"):
            values = give(PROMOTION, "E-mail") | {missing: None}
            doc = frappe.get_doc({"doctype": "Party Consent", "party": party.name, **values})
            if missing == "decided_on":
                doc.decided_on = None
            self.assertRaises(ConsentError, doc.insert)
        self.assertRaises(ConsentError, consents.add_entry, party.name, None, **give(PROMOTION, "", add_days(TODAY, 1)))
        self.assertRaises(ConsentError, consents.add_entry, None, None, **refuse(PROMOTION, ""))

    def test_an_address_alone_finds_its_owner(self):
        party = make_reached()
        entry = consents.add_entry(None, None, **refuse(PROMOTION, "Phone", address="0422 001234"))
        self.assertEqual((entry.party, entry.address), (party.name, NUMBER))

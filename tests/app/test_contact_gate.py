"""The contact gate over random records: many at once, one by one and in lists, always the same verdict."""

import frappe
from frappe.utils import add_days, nowdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcrm.relations.contact_columns import PATHS, get_all, get_source, get_state
from relcrm.relations.contact_facts import Addressee
from relcrm.relations.contact_gate import judge, judge_all
from relcrm.relations.contact_rules import CHANNELS, PROMOTION, SURVEY
from relcrm.testing import IntegrationTestCase, make_party, make_person

EMAILS = ("uno@caso.example.com", "due@caso.example.com", "")
NUMBERS = ("+390422003331", "+390422003332", "")
STREETS = ("Via Uno 1", "Via Due 2", "")
DAYS = (0, 1, 14, 15, 16, 29, 30, 31, 90)
DECISIONS = ("Given", "Given", "Refused", "Withdrawn", "Address given in a sale")

PARTIES = st.lists(
    st.fixed_dictionaries(
        {
            "email": st.sampled_from(EMAILS),
            "number": st.sampled_from(NUMBERS),
            "street": st.sampled_from(STREETS),
            "flag": st.sampled_from(("", "", "", "no_email", "no_phone", "no_post")),
            "stage": st.sampled_from(("Customer", "Lead")),
            "same_as": st.booleans(),
        }
    ),
    min_size=2,
    max_size=2,
)
CONSENTS = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.integers(0, 3),
            "channel": st.sampled_from(("", *PATHS)),
            "decision": st.sampled_from(DECISIONS),
            "days": st.sampled_from(DAYS),
            "address": st.sampled_from(("", "", *EMAILS[:2], *NUMBERS[:2])),
            "contract": st.sampled_from((None, None, "", -1, 1)),
        }
    ),
    max_size=7,
)
ANSWERS = st.lists(
    st.fixed_dictionaries(
        {"where": st.integers(0, 3), "registered": st.integers(0, 1), "days": st.sampled_from(DAYS)}
    ),
    max_size=5,
)


class TestContactGate(IntegrationTestCase):
    def make(self, parties, rows, answers):
        """Two companies, each with a person, who may be the same human being as the other company's owner."""
        made = [
            make_party(
                "Caso",
                lifecycle_stage=one["stage"],
                emails=[{"email": one["email"]}] if one["email"] else [],
                phones=[{"number": one["number"]}] if one["number"] else [],
                addresses=[{"street": one["street"], "cap": "31100"}] if one["street"] else [],
                **({one["flag"]: 1} if one["flag"] else {}),
            ).name
            for one in parties
        ]
        people = [
            make_person(
                made[at],
                "Persona",
                emails=[{"email": EMAILS[at]}],
                phones=[{"number": parties[1 - at]["number"]}] if parties[1 - at]["number"] else [],
                same_as=made[1 - at] if one["same_as"] else None,
            ).name
            for at, one in enumerate(parties)
        ]
        for row in rows:
            values = {"decision": row["decision"], "purpose": PROMOTION, "channel": row["channel"], "origin": "Paper"}
            if row["decision"] == "Address given in a sale" and not (row["address"] and row["channel"]):
                continue
            if row["contract"] is not None:
                until = add_days(nowdate(), row["contract"]) if row["contract"] else None
                values |= {"within_contract": 1, "contract_until": until}
            who = {"party": made[row["who"]]} if row["who"] < 2 else {"contact_person": people[row["who"] - 2]}
            values |= {"address": row["address"], "decided_on": add_days(nowdate(), -row["days"]), **who}
            frappe.get_doc({"doctype": "Party Consent", **values}).insert()
        for row in answers:
            values = {"registered": row["registered"], "checked_on": add_days(nowdate(), -row["days"])}
            if row["where"] < 2:
                values |= {"register": "Telephone", "number": NUMBERS[row["where"]]}
            else:
                values |= {"register": "Post", "party": made[row["where"] - 2]}
            frappe.get_doc({"doctype": "Register Answer", **values}).insert()
        return [Addressee(name) for name in made] + [Addressee(None, name) for name in people]

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(PARTIES, CONSENTS, ANSWERS, st.booleans())
    def test_many_one_and_the_list_agree(self, parties, rows, answers, similar):
        frappe.db.savepoint("example")
        try:
            addressees = self.make(parties, rows, answers)
            for channel in CHANNELS:
                for purpose in (PROMOTION, SURVEY):
                    options = {"similar_goods": similar}
                    together = judge_all(addressees, purpose, channel, **options)
                    alone = {one: judge(one, purpose, channel, **options) for one in addressees}
                    self.assertEqual(together, alone)
            for channel in PATHS:
                verdicts = judge_all(addressees, PROMOTION, channel)
                expected = {one.contact_person or one.party: get_state(verdicts[one]) for one in addressees}
                for doctype in ("Party", "Contact Person"):
                    said = {row[0]: row[1] for row in frappe.db.sql(get_source(doctype, channel))}
                    together = {row[0]: row[1] for row in frappe.db.sql(get_all(doctype, channel))}
                    self.assertEqual(together, said, (doctype, channel))
                    mine = {name: state for name, state in expected.items() if name in said}
                    self.assertEqual({name: said[name] for name in mine}, mine, (doctype, channel))
        finally:
            frappe.db.rollback(save_point="example")

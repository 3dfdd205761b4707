import frappe
from frappe.utils import add_days, getdate, nowdate

from relcrm.api.coverage import get_leaving, get_referrals, leave
from relcrm.exceptions import LeavingError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

DESK, AGENT = "uscita.ufficio@example.com", "uscita.agente@example.com"


class TestLeaving(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_user(DESK, "RelCRM User")
        make_user(AGENT, "RelCRM Agent")

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        self.party = make_party("Uscita S.r.l.", agent=DESK).name
        self.own = make_party("Rina Responsabile", party_type="Person").name
        self.boss = make_person(self.party, "Tito Titolare").name
        self.person = make_person(self.party, "Rina Responsabile", reports_to=self.boss, same_as=self.own).name
        self.heir = make_person(self.party, "Sara Successore", reports_to=self.person).name
        self.below = make_person(self.party, "Ugo Ultimo", reports_to=self.person).name
        tie = {"party": self.own, "other_party": self.party, "relationship_type": "works for"}
        self.tie = frappe.get_doc({"doctype": "Party Relationship", **tie}).insert().name
        ahead = {"contact_person": self.person, "party": self.party, "status": "Planned"}
        self.event = make_event("Visita", starts_on=f"{add_days(nowdate(), 9)} 10:00:00", **ahead).name
        done = {"contact_person": self.person, "party": self.party, "status": "Done"}
        self.past = make_event("Chiamata", starts_on=f"{add_days(nowdate(), -9)} 10:00:00", **done).name
        need = {"party": self.party, "contact_person": self.person, "statement": "Un paranco"}
        self.need = frappe.get_doc({"doctype": "Party Need", **need}).insert().name
        deal = {"party": self.party, "contact_person": self.person, "subject": "Gru"}
        self.deal = frappe.get_doc({"doctype": "Negotiation", **deal}).insert().name

    def get(self, doctype: str, name: str, field: str):
        return frappe.db.get_value(doctype, name, field)

    def test_what_hangs_on_somebody_is_told_before_they_go(self):
        hangs = get_leaving(self.person)
        self.assertIn(self.event, [row.name for row in hangs["planned"]])
        self.assertEqual({row.name for row in hangs["reports"]}, {self.heir, self.below})
        self.assertEqual([row.name for row in hangs["deals"]], [self.deal])
        self.assertEqual([row.name for row in hangs["needs"]], [self.need])
        self.assertEqual([row.name for row in hangs["ties"]], [self.tie])
        self.assertEqual({row["name"] for row in hangs["successors"]}, {self.boss, self.heir, self.below})
        self.assertIn("Rina Responsabile", hangs["warning"], "nobody else here is known")
        make_event("Altro", contact_person=self.boss, status="Done", starts_on="2026-11-02 10:00:00")
        self.assertEqual(get_leaving(self.person)["warning"], "")

    def test_a_successor_takes_over_and_the_next_step_is_planned(self):
        day = add_days(nowdate(), 6)
        answer = leave(self.person, nowdate(), self.heir, day)
        gone = frappe.get_doc("Contact Person", self.person)
        self.assertEqual((gone.active, getdate(gone.left_on)), (0, getdate(nowdate())))
        self.assertEqual(self.get("Contact Person", self.heir, "reports_to"), self.boss)
        self.assertEqual(self.get("Contact Person", self.below, "reports_to"), self.heir)
        open_ones = (("Relation Event", self.event), ("Negotiation", self.deal), ("Party Need", self.need))
        for doctype, name in open_ones:
            self.assertEqual(self.get(doctype, name, "contact_person"), self.heir, doctype)
        past = self.get("Relation Event", self.past, "contact_person")
        self.assertEqual(past, self.person, "what was, was with them")
        self.assertEqual(getdate(self.get("Party Relationship", self.tie, "until")), getdate(nowdate()))
        event = frappe.get_doc("Relation Event", answer["event"])
        self.assertEqual((event.contact_person, event.assigned_to, event.status), (self.heir, DESK, "Planned"))
        self.assertGreaterEqual(getdate(event.starts_on), getdate(day))
        self.assertEqual(answer["moved"]["ties"], 1)

    def test_without_a_successor_people_go_to_the_superior_and_the_rest_stays(self):
        answer = leave(self.person, None, None, add_days(nowdate(), 3))
        for name in (self.heir, self.below):
            self.assertEqual(self.get("Contact Person", name, "reports_to"), self.boss)
        self.assertEqual(self.get("Relation Event", self.event, "contact_person"), self.person)
        self.assertIn("Rina Responsabile", self.get("Relation Event", answer["event"], "subject"))

    def test_who_cannot_follow_is_refused_and_nothing_changes(self):
        stranger = make_person(make_party("Altra S.r.l.").name, "Estranea").name
        for successor in (stranger, self.person):
            self.assertRaises(LeavingError, leave, self.person, None, successor)
        self.assertEqual(self.get("Contact Person", self.person, "active"), 1)
        leave(self.person)
        self.assertRaises(LeavingError, leave, self.person)

    def test_a_deeper_successor_makes_no_ring(self):
        deep = make_person(self.party, "Nora Nipote", reports_to=self.below).name
        leave(self.person, None, deep)
        self.assertEqual(self.get("Contact Person", deep, "reports_to"), self.boss)
        self.assertEqual(self.get("Contact Person", self.below, "reports_to"), deep)

    def test_who_may_not_see_the_company_may_not_note_it(self):
        frappe.set_user(AGENT)
        for call in (get_leaving, leave):
            self.assertRaises(frappe.PermissionError, call, self.person)


class TestReferrals(IntegrationTestCase):
    def test_the_tree_has_levels_counts_and_turnover_and_bears_a_ring(self):
        first, second, third, fourth = (make_party(f"Passaparola {number}").name for number in range(4))
        for one, other in ((first, second), (first, fourth), (second, third), (third, fourth)):
            tie = {"party": one, "other_party": other, "relationship_type": "recommended us to"}
            last = frappe.get_doc({"doctype": "Party Relationship", **tie}).insert().name
        frappe.db.set_value("Party Relationship", last, "other_party", first)  # as two merged companies may leave it
        for party, price in ((second, 100), (third, 40), (third, 2.5)):
            line = {"description": "Merce", "unit_price": price}
            order = {"party": party, "order_date": "2026-05-04", "lines": [line]}
            frappe.get_doc({"doctype": "Party Order", **order}).insert()
        answer = get_referrals(first)
        found = {row["name"]: (row["parent"], row["level"], row["below"], row["turnover"]) for row in answer["rows"]}
        self.assertEqual(
            found,
            {
                first: (None, 0, 3, 0.0),
                second: (first, 1, 1, 100.0),
                fourth: (first, 1, 0, 0.0),
                third: (second, 2, 0, 42.5),
            },
        )
        self.assertEqual([row.name for row in answer["recommended_by"]], [third])

from random import Random

import frappe
from frappe.utils import add_days, nowdate

from relcrm.agenda.coverage import get_coverage
from relcrm.relations import staff_figures
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

ANNA, BRUNO = "copertura.anna@example.com", "copertura.bruno@example.com"
AGENT = "copertura.agente@example.com"


def day(days: int) -> str:
    return f"{add_days(nowdate(), days)} 10:00:00"


class TestCoverage(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (ANNA, BRUNO):
            make_user(user, "RelCRM User")
        make_user(AGENT, "RelCRM Agent")

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        self.party = make_party("Copertura S.r.l.").name
        self.head = make_person(self.party, "Carla Capo").name
        self.buyer = make_person(self.party, "Berto Buyer", reports_to=self.head).name
        self.clerk = make_person(self.party, "Ivo Impiegato", reports_to=self.buyer).name

    def meet(self, person: str, days: int, user: str = ANNA, **values):
        values = {"starts_on": day(days), "status": "Done", "party": self.party, "assigned_to": user, **values}
        return make_event("Incontro", event_type="Visit", contact_person=person, **values)

    def ask(self, **more) -> dict:
        answer = get_coverage(self.party, **more)
        return answer | {"by_name": {row.name: row for row in answer["people"]}}

    def test_each_person_has_the_last_contact_and_those_of_us_who_met_them(self):
        self.meet(self.head, -200)
        taking_part = [{"side": "Ours", "user": BRUNO}, {"side": "Theirs", "contact_person": self.clerk}]
        self.meet(self.buyer, -10, participants=taking_part)
        self.meet(self.buyer, -3, status="Cancelled")
        self.meet(self.buyer, 5, status="Planned")
        answer = self.ask()
        people = answer["by_name"]
        self.assertEqual(people[self.buyer].last_contact, str(add_days(nowdate(), -10)))
        self.assertEqual(people[self.buyer].silent_days, 10)
        self.assertEqual({one["user"] for one in people[self.buyer].known_by}, {ANNA, BRUNO})
        self.assertEqual({one["user"] for one in people[self.clerk].known_by}, {ANNA, BRUNO})
        self.assertEqual([people[name].contacts for name in (self.head, self.buyer, self.clerk)], [1, 1, 1])
        self.assertEqual([people[name].cold for name in (self.head, self.buyer, self.clerk)], [1, 0, 0])
        self.assertEqual((answer["active"], answer["known"], answer["cold"]), (3, 3, 1))
        self.assertEqual(self.ask(days=300)["cold"], 0)
        self.assertEqual(self.ask(days=5)["cold"], 3)

    def test_who_was_merely_informed_met_nobody(self):
        self.meet(self.head, -2, participants=[{"side": "Ours", "user": BRUNO, "informed": 1}])
        self.assertEqual([one["user"] for one in self.ask()["by_name"][self.head].known_by], [ANNA])

    def test_it_equals_the_counted_events(self):
        chance = Random(16)
        people = [self.head, self.buyer, self.clerk]
        counted = dict.fromkeys(people, 0)
        for _number in range(40):
            person, other = chance.choice(people), chance.choice([*people, None])
            status = chance.choice(("Done", "Done", "Done", "Planned", "Cancelled"))
            rows = [{"side": "Theirs", "contact_person": other}] if other else []
            self.meet(person, -chance.randrange(1, 400), chance.choice((ANNA, BRUNO)), status=status, participants=rows)
            for name in {person, other} - {None} if status == "Done" else ():
                counted[name] += 1
        found = {name: row.contacts for name, row in self.ask()["by_name"].items()}
        self.assertEqual(found, counted)

    def test_a_private_event_shifts_nobody_else_s_coverage(self):
        self.meet(self.head, -50)
        frappe.set_user(BRUNO)
        before = self.ask()
        frappe.set_user(ANNA)
        self.meet(self.head, -1, private=1)
        self.meet(self.clerk, -1, private=1)
        own = self.ask()["by_name"]
        self.assertEqual((own[self.head].contacts, own[self.clerk].contacts), (2, 1))
        frappe.set_user(BRUNO)
        after = self.ask()
        self.assertEqual(after, before)

    def test_colleagues_are_named_but_not_counted_until_the_administrator_allows_it(self):
        for days in (-5, -6):
            self.meet(self.head, days, ANNA)
        self.meet(self.head, -7, BRUNO)
        frappe.set_user(BRUNO)
        answer = self.ask()
        known = {one["user"]: one.get("contacts") for one in answer["by_name"][self.head].known_by}
        self.assertEqual(known, {ANNA: None, BRUNO: 1}, "one's own are told")
        self.assertTrue(answer["sentence"])
        frappe.set_user("Administrator")
        settings = {"staff_figures": 1, "staff_figures_reason": "prova"}
        for fieldname, value in settings.items():
            if frappe.get_meta("RelCRM Settings").has_field(fieldname):
                frappe.db.set_single_value("RelCRM Settings", fieldname, value)
        self.addCleanup(frappe.db.set_single_value, "RelCRM Settings", "staff_figures", 0)
        self.assertTrue(staff_figures.may_see_each())
        known = {one["user"]: one.get("contacts") for one in self.ask()["by_name"][self.head].known_by}
        self.assertEqual(known, {ANNA: 2, BRUNO: 1})

    def test_it_warns_of_what_hangs_on_one_person(self):
        self.assertEqual(len(self.ask()["warnings"]), 1, "nobody met anybody")
        self.meet(self.head, -5)
        self.assertIn("Carla Capo", self.ask()["warnings"][0])
        self.meet(self.buyer, -5)
        self.assertIn(frappe.db.get_value("User", ANNA, "full_name"), self.ask()["warnings"][0])
        self.meet(self.clerk, -5, BRUNO)
        self.assertEqual(self.ask()["warnings"], [])
        self.meet(self.clerk, 5, status="Planned")
        frappe.db.set_value("Contact Person", self.clerk, "active", 0)
        self.assertIn("Ivo Impiegato has left, and one event is", self.ask()["warnings"][-1])

    def test_somebody_in_two_companies_is_seen_from_both(self):
        own = make_party("Carla Capo", party_type="Person").name
        second = make_party("Seconda S.p.A.").name
        there = make_person(second, "Carla Capo", same_as=own).name
        person = frappe.get_doc("Contact Person", self.head)
        person.same_as = own
        person.save()
        self.meet(self.head, -9)
        make_event("Altrove", contact_person=there, party=second, status="Done", starts_on=day(-2), assigned_to=BRUNO)
        here = self.ask()["by_name"][self.head]
        self.assertEqual(here.last_contact, str(add_days(nowdate(), -9)))
        there = [(one["party"], one["last_contact"]) for one in here.elsewhere]
        self.assertEqual(there, [(second, str(add_days(nowdate(), -2)))])
        beyond = get_coverage(second)["people"][0]
        self.assertEqual([one["name"] for one in beyond.elsewhere], [self.head])

    def test_an_agent_gets_that_of_own_companies_only(self):
        from relcrm.api.coverage import get_coverage as ask

        frappe.set_user(AGENT)
        self.assertRaises(frappe.PermissionError, ask, self.party)

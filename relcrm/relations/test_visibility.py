"""Own, team and territory: what an agent sees, in lists and one by one, and what no writing gets them."""

import frappe

from relcrm.api import card, doors
from relcrm.api.search import search
from relcrm.exceptions import CircularHierarchyError, PartyAccessError
from relcrm.relations.visibility import get_scope
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user


def make_territory(name: str, parent: str | None = None) -> str:
    """Insert a territory."""
    values = {
        "doctype": "Party Territory",
        "territory_name": name,
        "parent_party_territory": parent,
        "is_group": 1,
    }
    return frappe.get_doc(values).insert().name


class TestVisibility(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = make_user("agente.uno@example.com", "RelCRM Agent")
        cls.mate = make_user("agente.due@example.com", "RelCRM Agent")
        cls.stranger = make_user("agente.tre@example.com", "RelCRM Agent")
        cls.clerk = make_user("ufficio@example.com", "RelCRM User")
        veneto = make_territory("Zona Prova Veneto")
        treviso = make_territory("Zona Prova Treviso", veneto)
        team = {"doctype": "RelCRM Team", "team_name": "Squadra Prova", "territory": veneto}
        members = [{"user": cls.agent}, {"user": cls.mate}]
        frappe.get_doc(team | {"members": members}).insert()
        cls.own = make_party("Visibile Propria", agent=cls.agent).name
        cls.team = make_party("Visibile Squadra", agent=cls.mate).name
        cls.territory = make_party("Visibile Zona", territory=treviso).name
        cls.other = make_party("Visibile Altrui", agent=cls.stranger, phones=[{"number": "0422 909090"}]).name
        cls.shared = make_party("Visibile Condivisa", agent=cls.stranger).name
        cls.visited = make_party("Visibile Visita", agent=cls.stranger).name
        frappe.share.add("Party", cls.shared, cls.agent, read=1)
        make_event("Visita assegnata", party=cls.visited, assigned_to=cls.agent)
        cls.all = {cls.own, cls.team, cls.territory, cls.other, cls.shared, cls.visited}
        cls.person = make_person(cls.other, "Persona Altrui").name
        cls.event = make_event("Evento altrui", party=cls.other, assigned_to=cls.stranger).name

    def setUp(self):
        frappe.set_user(self.agent)
        self.addCleanup(frappe.set_user, "Administrator")

    def get_seen(self) -> set:
        return set(
            frappe.get_list("Party", filters={"party_name": ["like", "Visibile %"]}, pluck="name", limit=0)
        )

    def set_rule(self, rule: str):
        frappe.set_user("Administrator")
        frappe.db.set_single_value("RelCRM Settings", "agents_see", rule)
        frappe.set_user(self.agent)

    def test_agent_sees_own_team_territory_shared_and_visited(self):
        self.assertEqual(self.get_seen(), self.all - {self.other})
        for party in self.all:
            readable = frappe.has_permission("Party", "read", doc=party)
            self.assertEqual(bool(readable), party != self.other, party)

    def test_the_setting_narrows_and_widens(self):
        self.addCleanup(self.set_rule, "Own, team and territory")
        self.set_rule("Own")
        self.assertEqual(self.get_seen(), {self.own, self.shared, self.visited})
        self.set_rule("Own and team")
        self.assertEqual(self.get_seen(), self.all - {self.other, self.territory})
        self.set_rule("Everything")
        self.assertEqual(self.get_seen(), self.all)

    def test_a_chief_sees_what_all_below_see_and_they_do_not_see_upwards(self):
        frappe.set_user("Administrator")
        names = ("albero.capo", "albero.vice", "albero.uno")
        chief, deputy, seller = (make_user(f"{name}@example.com", "RelCRM Agent") for name in names)
        above = None
        for leader, members in ((chief, []), (deputy, []), (None, [{"user": seller}])):
            values = {"team_name": f"Albero {leader}", "leader": leader, "parent_team": above, "members": members}
            above = frappe.get_doc({"doctype": "RelCRM Team", **values}).insert().name
        for user in (chief, deputy, seller):
            make_party(f"Albero {user}", agent=user)
        for rule in ("Own", "Own, team and territory"):
            self.set_rule(rule)
            for user, count in ((chief, 3), (deputy, 2), (seller, 1)):
                frappe.set_user(user)
                seen = frappe.get_list("Party", filters={"party_name": ["like", "Albero %"]}, limit=0)
                self.assertEqual(len(seen), count, (rule, user))
        frappe.set_user("Administrator")
        root = frappe.get_doc("RelCRM Team", f"Albero {chief}")
        root.parent_team = above
        self.assertRaises(CircularHierarchyError, root.save)

    def test_clerk_sees_all(self):
        frappe.set_user(self.clerk)
        self.assertIsNone(get_scope())
        self.assertEqual(self.get_seen(), self.all)

    def test_agent_with_an_office_role_sees_all(self):
        both = make_user_as_administrator("agente.ufficio@example.com", "RelCRM Agent", "RelCRM Marketing")
        self.assertIsNone(get_scope(both))

    def test_what_belongs_to_an_unseen_party_is_unseen(self):
        for doctype, name in (("Contact Person", self.person), ("Relation Event", self.event)):
            self.assertNotIn(name, frappe.get_list(doctype, pluck="name", limit=0))
            self.assertFalse(frappe.has_permission(doctype, "read", doc=name))
        rows = frappe.get_list("Party Phone", parent_doctype="Party", fields=["parent", "number"], limit=0)
        self.assertNotIn(self.other, [row.parent for row in rows])
        self.assertEqual([hit["name"] for hit in search("altrui")], [])
        self.assertEqual(doors.get_count("Party", filters={"name": self.other}), 0)
        self.assertRaises(frappe.PermissionError, card.get_card, self.other)
        self.assertEqual(doors.get_link_title("Party", self.other), self.other)

    def test_no_writing_lets_an_agent_in(self):
        doc = frappe.get_doc("Party", self.other)
        doc.agent = self.agent
        self.assertRaises(frappe.PermissionError, doc.save)
        with self.assertRaises(PartyAccessError):
            make_event("Pretesto", party=self.other)
        with self.assertRaises(PartyAccessError):
            make_person(self.other, "Pretesto")

    def test_agent_may_make_a_party_and_sees_it(self):
        party = make_party("Visibile Nuova")
        self.assertTrue(frappe.has_permission("Party", "read", doc=party.name))
        frappe.set_user("Administrator")
        party.delete()


def make_user_as_administrator(email: str, *roles: str) -> str:
    """Make a user whoever is logged in."""
    current = frappe.session.user
    frappe.set_user("Administrator")
    try:
        return make_user(email, *roles)
    finally:
        frappe.set_user(current)

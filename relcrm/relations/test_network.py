"""The picture of ties: two steps out, people in several companies, and names only of what one may not open."""

import frappe

from relcrm.relations.network import MOST_PARTIES, get_network
from relcrm.testing import IntegrationTestCase, make_party, make_person, make_user


def tie(party: str, other_party: str) -> None:
    values = {"doctype": "Party Relationship", "party": party, "other_party": other_party}
    frappe.get_doc(values | {"relationship_type": "supplier of"}).insert()


class TestNetwork(IntegrationTestCase):
    def get_steps(self, party: str) -> dict[str, int]:
        return {row["name"]: row["step"] for row in get_network(party)["parties"]}

    def test_it_reaches_two_steps_and_no_third(self):
        chain = [make_party(f"Rete {number}").name for number in range(4)]
        for one, other in zip(chain, chain[1:], strict=False):
            tie(other, one)
        self.assertEqual(self.get_steps(chain[0]), dict(zip(chain[:3], range(3), strict=True)))

    def test_divisions_and_people_of_several_companies_are_ties(self):
        firm, division = make_party("Rete Madre").name, None
        division = make_party("Rete Divisione", parent_party=firm).name
        consultant = make_party("Rete Consulente", party_type="Person").name
        elsewhere = make_party("Rete Altrove").name
        make_person(firm, "Rete Consulente", same_as=consultant, role="Perito")
        make_person(elsewhere, "Rete Consulente", same_as=consultant)
        self.assertEqual(self.get_steps(firm), {firm: 0, division: 1, consultant: 1, elsewhere: 2})
        self.assertIn("Perito", [row["title"] for row in get_network(firm)["ties"]])

    def test_an_agent_reads_the_name_of_the_other_side_and_cannot_open_it(self):
        agent = make_user("rete.agente@example.com", "RelCRM Agent")
        own, other = make_party("Rete Propria", agent=agent).name, make_party("Rete Altrui").name
        beyond = make_party("Rete Oltre").name
        tie(own, other)
        tie(other, beyond)
        frappe.set_user(agent)
        self.addCleanup(frappe.set_user, "Administrator")
        rows = {row["name"]: row["may_open"] for row in get_network(own)["parties"]}
        self.assertEqual(rows, {own: 1, other: 0})

    def test_a_large_network_is_cut_and_says_so(self):
        hub = make_party("Rete Mozzo").name
        for number in range(MOST_PARTIES + 2):
            tie(hub, make_party(f"Rete Raggio {number}").name)
        answer = get_network(hub)
        self.assertEqual((len(answer["parties"]), answer["more"]), (MOST_PARTIES, True))

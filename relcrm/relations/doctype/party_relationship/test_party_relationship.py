import frappe

from relcrm.relations.ties import get_ties
from relcrm.testing import IntegrationTestCase, make_party


def make_tie(party: str, relationship_type: str, other_party: str, **values):
    """Insert a tie."""
    tie = {"doctype": "Party Relationship", "party": party, "other_party": other_party}
    return frappe.get_doc(tie | {"relationship_type": relationship_type} | values).insert()


class TestPartyRelationship(IntegrationTestCase):
    def test_tie_is_read_from_both_sides(self):
        casale, bianchi = make_party("Legata Uno").name, make_party("Legata Due").name
        make_tie(casale, "works for", bianchi, since="2020-01-01")
        [from_here] = get_ties(casale)
        [from_there] = get_ties(bianchi)
        self.assertEqual((from_here["title"], from_here["other_party_name"]), ("works for", "Legata Due"))
        self.assertEqual((from_there["title"], from_there["other_party_name"]), ("employs", "Legata Uno"))

    def test_tie_needs_two_parties_and_ordered_dates(self):
        one, two = make_party("Legata Tre").name, make_party("Legata Quattro").name
        with self.assertRaises(frappe.ValidationError):
            make_tie(one, "works for", one)
        with self.assertRaises(frappe.ValidationError):
            make_tie(one, "works for", two, since="2026-02-01", until="2026-01-01")

    def test_a_party_with_ties_is_not_deleted(self):
        one, two = make_party("Legata Cinque"), make_party("Legata Sei")
        make_tie(one.name, "competitor of", two.name)
        self.assertRaises(frappe.LinkExistsError, two.delete)

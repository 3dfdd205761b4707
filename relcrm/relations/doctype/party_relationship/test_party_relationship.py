import frappe

from relcrm.exceptions import CircularHierarchyError, SecondTieError
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

    def test_what_is_missing_is_asked_for_and_no_side_is_taken_for_both(self):
        with self.assertRaises(frappe.MandatoryError):
            make_tie(None, "works for", None)

    def test_the_same_tie_stands_once_at_a_time(self):
        one, two = make_party("Due Volte Uno").name, make_party("Due Volte Due").name
        first = make_tie(one, "works for", two, since="2020-01-01", until="2020-12-31")
        make_tie(one, "works for", two, since="2022-01-01")
        with self.assertRaisesRegex(SecondTieError, "Due Volte Uno"):
            make_tie(one, "works for", two, since="2020-06-01", until="2021-06-01")
        first.update({"notes": "stagione"}).save()
        with self.assertRaises(SecondTieError):
            first.update({"until": "2023-01-01"}).save()

    def test_a_tie_with_a_direction_makes_no_ring_also_by_way_of_others(self):
        one, two, three = (make_party(f"Anello {word}").name for word in ("Uno", "Due", "Tre"))
        make_tie(one, "division of", two)
        make_tie(two, "division of", three)
        for first, last in ((two, one), (three, one)):
            with self.assertRaisesRegex(CircularHierarchyError, "Anello"):
                make_tie(first, "division of", last)
        self.assertEqual(frappe.db.count("Party Relationship", {"other_party": one}), 0)
        make_tie(one, "division of", three)

    def test_ties_that_go_both_ways_and_those_of_another_time_make_no_ring(self):
        one, two = make_party("Giro Uno").name, make_party("Giro Due").name
        make_tie(one, "supplier of", two)
        make_tie(two, "supplier of", one)
        make_tie(one, "division of", two, since="2001-01-01", until="2010-12-31")
        later = make_tie(two, "division of", one, since="2011-01-01")
        later.reload()
        later.notes = "Rovesciata"
        later.save()
        later.since = "2010-12-31"
        self.assertRaises(CircularHierarchyError, later.save)

    def test_a_ring_that_is_there_may_be_ended_and_not_made_longer(self):
        one, two, three = (make_party(f"Catena {word}").name for word in ("Uno", "Due", "Tre"))
        make_tie(one, "owner of", two)
        tie = make_tie(two, "owner of", three, until="2020-12-31")
        frappe.db.set_value("Party Relationship", tie.name, "other_party", one)
        tie.reload()
        tie.until = None
        self.assertRaises(CircularHierarchyError, tie.save)
        tie.reload()
        tie.until = "2019-12-31"
        tie.save()

    def test_a_party_with_ties_is_not_deleted(self):
        one, two = make_party("Legata Cinque"), make_party("Legata Sei")
        make_tie(one.name, "competitor of", two.name)
        self.assertRaises(frappe.LinkExistsError, two.delete)

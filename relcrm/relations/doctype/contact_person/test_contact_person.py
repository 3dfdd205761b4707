import frappe

from relcrm.exceptions import CircularHierarchyError, OtherPartyError
from relcrm.testing import IntegrationTestCase, make_party, make_person


class TestContactPerson(IntegrationTestCase):
    def test_name_is_made_of_first_and_last(self):
        party = make_party("Persone Srl").name
        values = {"doctype": "Contact Person", "party": party, "first_name": "Ada", "last_name": "Neri"}
        self.assertEqual(frappe.get_doc(values).insert().full_name, "Ada Neri")

    def test_wrong_numbers_are_kept_and_marked(self):
        person = make_person(
            make_party("Persone Due").name, "Ugo", phones=[{"number": "12"}], emails=[{"email": "x"}]
        )
        self.assertEqual(len(person.to_check.splitlines()), 2)
        self.assertEqual(person.phones[0].number, "12")

    def test_reports_to_stays_inside_the_party_and_has_no_circle(self):
        party = make_party("Organigramma").name
        head = make_person(party, "Capo")
        below = make_person(party, "Sotto", reports_to=head.name)
        lowest = make_person(party, "Ultimo", reports_to=below.name)
        head.reports_to = lowest.name
        self.assertRaises(CircularHierarchyError, head.save)
        other = make_person(make_party("Altra Organizzazione").name, "Estraneo")
        below.reload()
        below.reports_to = other.name
        self.assertRaises(OtherPartyError, below.save)

    def test_one_human_being_in_two_companies(self):
        human = make_party("Andrea Doppio", party_type="Person").name
        firms = [make_party(name).name for name in ("Ditta Prima", "Ditta Seconda")]
        for firm in firms:
            make_person(firm, "Andrea Doppio", same_as=human)
        found = frappe.get_all("Contact Person", filters={"same_as": human}, pluck="party")
        self.assertEqual(sorted(found), sorted(firms))

"""Towns are found as people write them; what is not known has no place."""

from relcrm.relations.town_places import NOWHERE, get_place
from relcrm.testing import IntegrationTestCase, make_party


class TestTownPlaces(IntegrationTestCase):
    def test_towns_are_found_as_people_write_them(self):
        treviso = (45.6669, 12.2431)
        for place in (
            get_place("Treviso", "TV"),
            get_place("TREVISO ", "tv"),
            get_place("", "", "L407"),
            get_place("treviso"),
        ):
            self.assertAlmostEqual(place[0], treviso[0], places=1)
            self.assertAlmostEqual(place[1], treviso[1], places=1)
        self.assertNotEqual(get_place("San Dona di Piave", "VE"), NOWHERE)
        self.assertEqual(get_place("Bolzano/Bozen", "BZ"), get_place("Bozen", "BZ"))

    def test_a_name_of_two_towns_needs_its_province(self):
        self.assertEqual(get_place("Samone"), NOWHERE)
        self.assertNotEqual(get_place("Samone", "TO"), get_place("Samone", "TN"))
        for unknown in (("Atlantide", "TV"), ("Treviso", "PA"), ("", ""), (None, None)):
            self.assertEqual(get_place(*unknown), NOWHERE)

    def test_a_party_lies_where_its_main_address_does(self):
        address = {"town": "Treviso", "province": "TV"}
        party = make_party("Posto Prova", addresses=[address])
        self.assertEqual((party.main_latitude, party.main_longitude), get_place("Treviso", "TV"))
        party.addresses[0].update({"latitude": 45.7, "longitude": 12.3})
        party.save()
        self.assertEqual((party.main_latitude, party.main_longitude), (45.7, 12.3))
        party.addresses[0].town, party.addresses[0].province = "Milano", "MI"
        party.save()
        self.assertEqual((party.main_latitude, party.main_longitude), get_place("Milano", "MI"))
        party.addresses[0].country = "Germany"
        party.save()
        self.assertEqual((party.main_latitude, party.main_longitude), NOWHERE)
        self.assertEqual(make_party("Posto Prova ignoto").main_latitude, 0)

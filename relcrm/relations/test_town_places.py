"""Towns are found as people write them; what is not known has no place."""

import frappe

from relcrm.patches import fill_regions
from relcrm.relations.segments.suggesting import suggest
from relcrm.relations.town_places import NOWHERE, get_caps, get_place
from relcrm.testing import IntegrationTestCase, make_party
from relcrm.workplace.lists.query import ListQuery


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

    def test_a_postal_code_that_is_not_of_the_town_is_to_check_and_never_held_up(self):
        address = {"town": "Conegliano", "province": "TV", "cap": "31100"}
        party = make_party("Cap Prova", addresses=[address])
        self.assertIn('"31100" of Cap Prova is not of Conegliano (31015)', party.to_check)
        for right in (
            {"cap": "31015"},
            {"cap": ""},
            {"hamlet": "Scomigo"},
            {"town": "Coneglianno"},
            {"town": "Bolzano/Bozen", "province": "BZ", "cap": "39100"},
            {"town": "Samone", "province": "", "cap": "10010"},
            {"town": "Conegliano", "country": "Germany"},
        ):
            self.assertFalse(make_party("Cap Prova", addresses=[address | right]).to_check, right)
        self.assertTrue(make_party("Cap Prova", addresses=[address | {"hamlet": "Scomigo", "cap": "20100"}]).to_check)
        self.assertIn("35121", get_caps("PADOVA", "pd"))
        for unknown in (("Atlantide", "TV"), ("Padova", "TV"), ("", ""), (None, None)):
            self.assertEqual(get_caps(*unknown), ())

    def test_the_region_follows_from_the_province_of_the_main_address(self):
        def get_region(**address):
            return make_party("Regione Prova", addresses=[address]).main_region

        self.assertEqual(get_region(town="Treviso", province="TV"), "Veneto")
        self.assertEqual(get_region(province="na", region="Lazio"), "Campania")
        self.assertEqual(get_region(region="FRIULI-VENEZIA G."), "Friuli-Venezia Giulia")
        self.assertEqual(get_region(region="TRENTINO ALTO ADIGE (BOLZANO)"), "Trentino-Alto Adige")
        self.assertEqual(get_region(region="Atlantide"), "Atlantide")
        self.assertIsNone(get_region(province="GE", country="Switzerland"))
        self.assertEqual(get_region(province="GE", region="Romandie", country="Switzerland"), "Romandie")
        self.assertIsNone(make_party("Regione Prova").main_region)

    def test_regions_of_parties_that_were_there_before_are_filled(self):
        addresses = [{"kind": "Other", "province": "MI"}, {"kind": "Main", "province": "TV"}]
        party = make_party("Regione Prima", addresses=addresses)
        modified = party.modified
        frappe.db.set_value("Party", party.name, "main_region", None, update_modified=False)
        fill_regions.execute()
        party.reload()
        self.assertEqual((party.main_region, str(party.modified)), ("Veneto", str(modified)))

    def test_companies_are_listed_and_counted_by_region(self):
        here = make_party("Regione Elenco Uno", addresses=[{"province": "TV"}])
        make_party("Regione Elenco Due", addresses=[{"province": "MI"}])
        conditions = [["party_name", "starts", "Regione Elenco"], ["main_region", "=", "Veneto"]]
        query = ListQuery("Party", columns=["main_region"], conditions=conditions)
        self.assertEqual([row["name"] for row in query.get_rows()["rows"]], [here.name])
        found = suggest("Party", "veneto")
        self.assertIn(["main_region", "=", "Veneto"], [one.get("node") for one in found])

"""Companies by their distance from a town, and towns as one types them."""

from unittest.mock import patch

import frappe

from relcrm.api.places import find_towns, get_nearest
from relcrm.relations import nearest
from relcrm.relations.distances import get_km
from relcrm.relations.town_places import get_place
from relcrm.testing import IntegrationTestCase, make_party

TOWNS = (("Treviso", "TV"), ("Casier", "TV"), ("Padova", "PD"), ("Milano", "MI"), ("Palermo", "PA"))


class TestNearest(IntegrationTestCase):
    def setUp(self):
        self.parties = {
            town: make_party(f"Vicino Prova {town}", addresses=[{"town": town, "province": province}])
            for town, province in TOWNS
        }

    def get_ours(self, answer: dict) -> list[str]:
        names = {party.name: town for town, party in self.parties.items()}
        return [names[row["name"]] for row in answer["rows"] if row["name"] in names]

    def test_the_nearest_come_first_with_their_distance(self):
        answer = get_nearest(town="Treviso", limit=200)
        self.assertEqual(answer["title"], "Treviso (TV)")
        self.assertEqual(self.get_ours(answer), ["Treviso", "Casier", "Padova", "Milano", "Palermo"])
        distances = [row["km"] for row in answer["rows"]]
        self.assertEqual(distances, sorted(distances))
        padova = next(row for row in answer["rows"] if row["name"] == self.parties["Padova"].name)
        self.assertAlmostEqual(padova["km"], get_km(get_place("Treviso", "TV"), get_place("Padova", "PD")), places=1)
        self.assertGreater(padova["road_km"], padova["km"])

    def test_a_company_and_a_position_are_places_too(self):
        treviso = self.parties["Treviso"]
        answer = get_nearest(party=treviso.name, limit=200)
        self.assertEqual(self.get_ours(answer)[0], "Casier")
        place = get_place("Palermo", "PA")
        self.assertEqual(self.get_ours(get_nearest(latitude=place[0], longitude=place[1], limit=1)), ["Palermo"])

    def test_a_stage_narrows_and_the_limit_holds(self):
        self.parties["Milano"].lifecycle_stage = "Customer"
        self.parties["Milano"].save()
        self.assertEqual(self.get_ours(get_nearest(town="Treviso", lifecycle_stage="Customer", limit=200)), ["Milano"])
        self.assertLessEqual(len(nearest.get_nearest(get_place("Treviso", "TV"), 2)), 2)

    def test_a_ring_that_holds_more_than_is_read_hides_nobody_nearer(self):
        for number in range(12):
            address = {"town": "Udine", "province": "UD", "latitude": 46.06 + number / 500, "longitude": 13.23}
            make_party(f"Fitta Prova {number}", addresses=[address])
        everybody = get_nearest(latitude=46.06, longitude=13.23, limit=3)["rows"]
        with patch.object(nearest, "MOST_READ", 8):
            few = get_nearest(latitude=46.06, longitude=13.23, limit=3)["rows"]
        self.assertEqual([row["name"] for row in few], [row["name"] for row in everybody])

    def test_what_is_no_place_is_refused_with_a_sentence(self):
        nowhere = make_party("Vicino Prova Senza")
        for asked in ({"town": "Atlantide"}, {"party": nowhere.name}, {}, {"latitude": 400, "longitude": 1}):
            with self.assertRaises(frappe.ValidationError):
                get_nearest(**asked)
        with self.assertRaises(frappe.DoesNotExistError):
            get_nearest(party="PTY-none")

    def test_a_town_is_found_by_name_beginning_other_name_and_postal_code(self):
        def names(text: str) -> list[str]:
            return [f"{town['town']} {town['province']}" for town in find_towns(text)]

        self.assertEqual(names("treviso")[0], "Treviso TV")
        self.assertEqual(names("este pd"), ["Este PD"])
        self.assertEqual(names("35042"), ["Este PD"])
        self.assertEqual(names("san dona")[:1], ["San Donà di Piave VE"])
        self.assertEqual(names("bozen"), ["Bolzano BZ"])
        self.assertIn("00184", find_towns("Roma")[0]["caps"])
        self.assertEqual(find_towns("Roma")[0]["town"], "Roma")
        self.assertEqual((find_towns(""), find_towns("xyzzy"), find_towns("12")), ([], [], []))

"""The page lets pictures in from the map's own host alone, and the settings take no address that is none."""

import frappe

from relcrm.exceptions import MapAddressError
from relcrm.page_policy import POLICY, get_picture_host, get_policy
from relcrm.testing import IntegrationTestCase

ADDRESS = "https://tiles.example.com/{z}/{x}/{y}.png"


class TestPagePolicy(IntegrationTestCase):
    def tearDown(self):
        frappe.db.set_single_value("RelCRM Settings", "map_tile_address", "")

    def set_address(self, address: str):
        settings = frappe.get_doc("RelCRM Settings")
        settings.map_tile_address = address
        settings.save()

    def test_without_an_address_nothing_comes_from_outside(self):
        self.assertEqual(get_policy(), POLICY)
        self.assertNotIn("http", POLICY)

    def test_the_host_of_the_address_may_give_pictures_and_nothing_else(self):
        self.set_address(ADDRESS)
        parts = get_policy().split("; ")
        self.assertIn("img-src 'self' data: blob: https://tiles.example.com", parts)
        self.assertEqual([part for part in parts if "tiles.example.com" in part and "img-src" not in part], [])

    def test_hosts_are_read_with_their_subdomains_and_ports(self):
        self.assertEqual(get_picture_host("https://{s}.tiles.example.com/{z}"), "https://*.tiles.example.com")
        self.assertEqual(get_picture_host("https://map.example.com:8443/x"), "https://map.example.com:8443")

    def test_what_is_no_address_is_refused(self):
        for wrong in (
            "http://tiles.example.com/{z}/{x}/{y}.png",
            "https://tiles.example.com/one.png",
            "https://tiles.example.com; script-src */{z}/{x}/{y}",
            "https://a b/{z}/{x}/{y}",
            "javascript:alert(1)//{z}{x}{y}",
        ):
            self.assertRaises(MapAddressError, self.set_address, wrong)

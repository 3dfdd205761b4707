import frappe

from relcrm.testing import IntegrationTestCase


def make_territory(name: str, parent: str | None = None):
    """Insert a territory."""
    values = {
        "doctype": "Party Territory",
        "territory_name": name,
        "parent_party_territory": parent,
        "is_group": 1,
    }
    return frappe.get_doc(values).insert()


class TestPartyTerritory(IntegrationTestCase):
    def test_tree_knows_what_lies_below(self):
        italy = make_territory("Albero Italia")
        veneto = make_territory("Albero Veneto", italy.name)
        treviso = make_territory("Albero Treviso", veneto.name)
        below = set(frappe.db.get_descendants("Party Territory", italy.name))
        self.assertEqual(below, {veneto.name, treviso.name})

    def test_a_territory_with_parts_is_not_deleted(self):
        top = make_territory("Albero Alto")
        make_territory("Albero Basso", top.name)
        top.reload()
        self.assertRaises(frappe.ValidationError, top.delete)

import frappe

from relcrm.testing import IntegrationTestCase, make_party


def make_product(code: str, **values):
    """Insert a product."""
    return frappe.get_doc({"doctype": "Party Product", "product_code": code, **values}).insert()


def make_group(name: str) -> str:
    """Insert a group of products, once."""
    if not frappe.db.exists("Party Product Group", name):
        frappe.get_doc({"doctype": "Party Product Group", "group_name": name}).insert()
    return name


class TestPartyProduct(IntegrationTestCase):
    def test_its_code_is_its_name_until_it_has_one(self):
        self.assertEqual(make_product("PROVA-1").product_name, "PROVA-1")

    def test_what_was_sold_moves_with_it_into_another_group(self):
        product = make_product("PROVA-2", product_group=make_group("Prova gru"))
        values = {"party": make_party("Prova merci").name, "order_date": "2026-03-02"}
        order = frappe.get_doc({"doctype": "Party Order", **values, "lines": [{"product": product.name}]}).insert()
        self.assertEqual(order.reload().lines[0].product_group, "Prova gru")
        product.product_group = make_group("Prova argani")
        product.save()
        self.assertEqual(order.reload().lines[0].product_group, "Prova argani")

    def test_one_that_was_sold_is_not_deleted(self):
        product = make_product("PROVA-3")
        values = {"party": make_party("Prova merci").name, "order_date": "2026-03-02"}
        frappe.get_doc({"doctype": "Party Order", **values, "lines": [{"product": product.name}]}).insert()
        self.assertRaises(frappe.LinkExistsError, product.delete)

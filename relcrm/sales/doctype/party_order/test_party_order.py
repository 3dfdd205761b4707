import frappe
from frappe.utils import add_days, add_months, getdate, nowdate

from relcrm.api import lists
from relcrm.api.card import get_card
from relcrm.api.doors import get_count
from relcrm.exceptions import OrderError, PartyAccessError
from relcrm.sales.doctype.party_product.test_party_product import make_group, make_product
from relcrm.testing import IntegrationTestCase, make_party, make_user

AGENT = "ordini.agente@example.com"


class TestPartyOrder(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_user(AGENT, "RelCRM Agent")
        cls.crane = make_product("ORD-GRU", product_name="Gru", price=1000, product_group=make_group("Ordini gru")).name
        cls.rope = make_product("ORD-FUNE", product_name="Fune", price=8, product_group=make_group("Ordini funi")).name
        cls.mine = make_party("Ordini Alfa", agent=AGENT).name
        cls.other = make_party("Ordini Beta").name
        cls.silent = make_party("Ordini Gamma").name
        cls.old = cls.order(cls.other, -500, [(cls.crane, 2, 0)])
        cls.new = cls.order(cls.mine, -20, [(cls.crane, 1, 10), (cls.rope, 3, 0)])
        cls.void = cls.order(cls.other, -3, [(cls.rope, 100, 0)], state="Cancelled")

    @classmethod
    def order(cls, party: str, days: int, lines: list[tuple], **values) -> str:
        rows = [{"product": product, "quantity": number, "discount": part} for product, number, part in lines]
        values = {"party": party, "order_date": add_days(nowdate(), days), "lines": rows, **values}
        return frappe.get_doc({"doctype": "Party Order", **values}).insert().name

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def test_it_is_reckoned_from_its_lines_and_its_products(self):
        doc = frappe.get_doc("Party Order", self.new)
        self.assertEqual([row.amount for row in doc.lines], [900, 24])
        self.assertEqual((doc.gross_total, doc.total, doc.agent), (1024, 924, AGENT))
        self.assertEqual([row.description for row in doc.lines], ["Gru", "Fune"])
        doc.lines[0].unit_price = 0
        self.assertEqual(doc.save().total, 24, "a price of nothing is a price")
        doc.lines[0].unit_price = None
        self.assertEqual(doc.save().total, 924)

    def test_amounts_keep_four_decimals_so_that_sums_are_those_of_the_lines(self):
        rows = [{"description": "Vite", "quantity": 7, "unit_price": 0.35, "discount": 15}] * 3
        values = {"party": self.silent, "order_date": "2020-01-02", "lines": rows}
        doc = frappe.get_doc({"doctype": "Party Order", **values}).insert()
        self.assertEqual(doc.reload().lines[0].amount, 2.0825)
        self.assertEqual(doc.total, 6.2475)
        doc.delete()

    def test_what_cannot_be_is_refused_in_a_sentence(self):
        for line, word in (
            ({"quantity": 2}, "line 1"),
            ({"description": "x", "discount": 101}, "between 0 and 100"),
            ({"description": "x", "discount": -1}, "between 0 and 100"),
            ({"description": "x", "quantity": "inf"}, "Quantity"),
            ({"description": "x", "unit_price": 1e15}, "Unit price"),
        ):
            doc = frappe.get_doc({"doctype": "Party Order", "party": self.silent, "order_date": "2026-01-02"})
            doc.append("lines", line)
            with self.assertRaises(OrderError, msg=line) as caught:
                doc.insert()
            self.assertIn(word, str(caught.exception))

    def test_an_agent_sees_the_orders_of_own_parties_only(self):
        frappe.set_user(AGENT)
        names = [self.old, self.new, self.void]
        self.assertEqual(frappe.get_list("Party Order", {"name": ["in", names]}, pluck="name"), [self.new])
        of = {"parent": ["in", names]}
        lines = frappe.get_list("Party Order Line", of, pluck="parent", parent_doctype="Party Order")
        self.assertEqual(set(lines), {self.new})
        self.assertEqual(get_count("Party Order", {"name": ["in", names]}), 1)
        self.assertFalse(frappe.has_permission("Party Order", "read", self.old))
        self.assertRaises(PartyAccessError, self.order, self.other, 0, [(self.rope, 1, 0)])

    def ask(self, *conditions, columns: tuple = ()) -> list[dict]:
        mine = ["name", "in", [self.mine, self.other, self.silent]]
        query = {"doctype": "Party", "columns": ["party_name", *columns], "conditions": [mine, *conditions]}
        return sorted(lists.get_rows(query)["rows"], key=lambda row: row["name"])

    def test_lists_show_the_last_order_and_what_was_bought(self):
        columns = ("sales:last_order", "sales:turnover", "sales:groups")
        found = {row["name"]: [row[path] for path in columns] for row in self.ask(columns=columns)}
        self.assertEqual(found[self.mine][:2], [getdate(add_days(nowdate(), -20)), 924])
        self.assertEqual(sorted(found[self.mine][2]), ["Ordini funi", "Ordini gru"])
        self.assertEqual(found[self.other][0], getdate(add_days(nowdate(), -500)))
        self.assertEqual((found[self.other][1] or 0, found[self.other][2]), (0, ["Ordini gru"]))
        self.assertEqual((found[self.silent][0], found[self.silent][1] or 0), (None, 0))

    def test_lists_are_asked_who_bought_what_and_who_no_longer(self):
        year = ["order_date", ">", str(add_months(nowdate(), -12))]
        stands = ["state", "!=", "Cancelled"]
        no_more = {"has": "orders", "of": [year, stands], "count": ["=", 0]}
        for condition, wanted in (
            (no_more, [self.other, self.silent]),
            ({"op": "all", "of": [{"has": "orders"}, no_more]}, [self.other]),
            ({"has": "bought", "of": [["product_group", "=", "Ordini gru"]]}, [self.mine, self.other]),
            ({"has": "bought", "of": [["product_group", "=", "Ordini funi"]]}, [self.mine]),
            ({"has": "orders", "of": [stands], "total": ["sum", "total"], "is": [">", 1000]}, [self.other]),
            ({"has": "orders", "of": [year, ["lines.product_group", "=", "Ordini gru"]]}, [self.mine]),
            (["sales:groups", "=", "Ordini gru"], [self.mine, self.other]),
            (["sales:turnover", "<", 100], [self.other, self.silent]),
            (["sales:last_order", "is", "not set"], [self.silent]),
        ):
            self.assertEqual([row["name"] for row in self.ask(condition)], wanted, condition)

    def test_products_know_their_buyers(self):
        query = {"doctype": "Party Product", "columns": ["product_name"]}
        buyer = {"has": "buyers", "of": [["name", "=", self.mine]]}
        found = lists.get_rows(query | {"conditions": [buyer]})["rows"]
        self.assertEqual({row["name"] for row in found}, {self.crane, self.rope})

    def test_an_agent_s_conditions_count_what_the_agent_may_see(self):
        frappe.set_user(AGENT)
        query = {"doctype": "Party Product", "columns": [], "conditions": [{"has": "orders", "count": [">", 1]}]}
        self.assertEqual(lists.get_count(query)["count"], 0)

    def test_the_card_tells_what_was_bought(self):
        bought = get_card(self.mine)["sections"]["purchases"]
        self.assertEqual((bought["count"], bought["twelve_months"]), (1, 924))
        self.assertEqual([row.title for row in bought["products"]], ["Gru", "Fune"])
        self.assertEqual(bought["products"][0].amount, 900)
        other = get_card(self.other)["sections"]["purchases"]
        self.assertEqual((other["count"], other["twelve_months"], len(other["orders"])), (1, 0, 2))
        self.assertEqual(get_card(self.silent)["sections"]["purchases"]["orders"], [])

"""Orders, contracts and needs where one looks for them: in the time line and in the search box, under their rights."""

import json

import frappe
from frappe.utils import add_days, getdate, nowdate

from relcrm.api import card, search
from relcrm.testing import IntegrationTestCase, make_party, make_person, make_user

AGENT, CLERK = "vendite.agente@example.com", "vendite.ufficio@example.com"
SECRET = "Zafferanone"


def make(doctype: str, **values):
    """Insert a record of sales."""
    return frappe.get_doc({"doctype": doctype, **values}).insert()


class TestFindingSales(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_user(AGENT, "RelCRM Agent")
        make_user(CLERK, "RelCRM User")
        cls.mine = make_party("Torneria Trovabile Srl", agent=AGENT).name
        cls.other = make_party("Fonderia Altrui Spa").name
        cls.person = make_person(cls.mine, "Rita Bisogni").name
        cls.order = make(
            "Party Order", party=cls.mine, order_number="ZT-77/2025", order_date=add_days(nowdate(), -40),
            state="Delivered", agent=AGENT, lines=[{"description": "Paranco", "quantity": 2, "unit_price": 50}],
        )  # fmt: skip
        cls.contract = make(
            "Party Contract", contract_name="Verifiche delle funi", party=cls.mine, starts_on=add_days(nowdate(), -400),
            ends_on=add_days(nowdate(), -30), responsible=CLERK, other_parties=[{"party": cls.other}],
        )  # fmt: skip
        cls.need = make(
            "Party Need", statement="Sollevare stampi più pesanti", party=cls.mine, contact_person=cls.person,
            said_on=add_days(nowdate(), -10), settled_on=add_days(nowdate(), -2), state="Met",
        )  # fmt: skip
        line = [{"description": SECRET, "quantity": 1, "unit_price": 1}]
        cls.hidden_order = make("Party Order", party=cls.other, order_number=SECRET, order_date=nowdate(), lines=line)
        make("Party Contract", contract_name=f"{SECRET} nolo", party=cls.other, starts_on=add_days(nowdate(), -5))
        make("Party Need", statement=f"{SECRET} gru", party=cls.other, said_on=nowdate())
        cls.hidden_order.add_comment("Comment", f"{SECRET} commento")

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def read(self, **asked) -> list[tuple]:
        kept = ("order", "contract", "need")
        entries = card.get_timeline(**asked)["entries"]
        return [(entry["kind"], str(entry["on"])[:10], entry["text"]) for entry in entries if entry["kind"] in kept]

    def find(self, text: str) -> list[tuple]:
        kinds = ("Party Order", "Party Contract", "Party Need")
        return [(hit["doctype"], hit["title"]) for hit in search.find_more(text) if hit["doctype"] in kinds]

    # ---- time line

    def test_each_stands_on_its_days(self):
        frappe.set_user(CLERK)
        day = lambda days: str(getdate(add_days(nowdate(), days)))  # noqa: E731
        expected = [
            ("need", day(-2), "Need: met"), ("need", day(-10), "Need"), ("contract", day(-29), "Contract ended"),
            ("order", day(-40), "Delivered"), ("contract", day(-400), "Contract begins"),
        ]  # fmt: skip
        self.assertEqual(self.read(party=self.mine), expected)
        (order,) = (one for one in card.get_timeline(party=self.mine)["entries"] if one["kind"] == "order")
        self.assertEqual((order["amount"], order["by"], order["title"]), (100, AGENT, "Order ZT-77/2025"))

    def test_what_is_still_to_come_is_not_told_as_past(self):
        frappe.set_user(CLERK)
        party = make_party("Torneria di Domani").name
        make("Party Contract", contract_name="Futuro", party=party, starts_on=add_days(nowdate(), 20))
        make(
            "Party Contract", contract_name="In corso", party=party, starts_on=add_days(nowdate(), -1),
            ends_on=add_days(nowdate(), 300),
        )  # fmt: skip
        self.assertEqual([row[2] for row in self.read(party=party)], ["Contract begins"])

    def test_another_side_of_a_contract_has_it_too_and_a_person_only_what_was_said(self):
        frappe.set_user(CLERK)
        titles = [entry.get("title") for entry in card.get_timeline(party=self.other)["entries"]]
        self.assertEqual(titles.count("Verifiche delle funi"), 2)
        self.assertEqual([row[0] for row in self.read(contact_person=self.person)], ["need", "need"])

    def test_it_passes_the_filters(self):
        frappe.set_user(CLERK)
        cases = {
            "order": {"kind": "order"}, "need": {"kind": "need"}, "contract": {"kind": "contract"},
        }  # fmt: skip
        for kind, filters in cases.items():
            self.assertEqual({row[0] for row in self.read(party=self.mine, filters=filters)}, {kind})
        for filters, kinds in (
            ({"text": "STAMPI piu"}, {"need"}), ({"text": "77/2025"}, {"order"}), ({"text": "funi stampi"}, set()),
            ({"colleague": AGENT}, {"order"}), ({"colleague": CLERK}, {"contract"}),
            ({"contact_person": self.person}, {"need"}),
            ({"state": "Done"}, set()), ({"area": "Sales"}, set()), ({"event_type": "Call"}, set()),
        ):  # fmt: skip
            self.assertEqual({row[0] for row in self.read(party=self.mine, filters=filters)}, kinds, filters)

    def test_pages_lose_and_repeat_nothing(self):
        frappe.set_user(CLERK)
        party = make_party("Torneria dei Molti Ordini").name
        lines = [{"description": "Fune", "quantity": 1, "unit_price": 1}]
        for number in range(45):
            day = add_days(nowdate(), -(number // 9))
            make("Party Order", party=party, order_number=f"M-{number:03}", order_date=day, lines=lines)
        first = card.get_timeline(party=party, filters={"kind": "order"})
        self.assertTrue(first["more"])
        last = str(first["entries"][-1]["on"])
        seen = [entry["key"] for entry in first["entries"] if str(entry["on"]) == last]
        second = card.get_timeline(party=party, filters={"kind": "order"}, before=last, seen=seen)
        titles = [entry.get("title") for entry in first["entries"] + second["entries"]]
        self.assertEqual((len(titles), len(set(titles)), second["more"]), (45, 45, False))

    def test_comments_and_files_of_an_order_are_told_with_it(self):
        frappe.set_user(CLERK)
        self.order.add_comment("Comment", "Consegnare al mattino")
        (comment,) = (one for one in card.get_timeline(party=self.mine)["entries"] if one["kind"] == "comment")
        self.assertEqual((comment["doctype"], comment["name"]), ("Party Order", self.order.name))

    def test_an_agent_is_told_nothing_of_companies_of_others(self):
        frappe.set_user(AGENT)
        self.assertRaises(frappe.PermissionError, card.get_timeline, party=self.other)
        self.assertEqual({row[0] for row in self.read(party=self.mine)}, {"order", "contract", "need"})
        self.assertNotIn(SECRET, json.dumps(card.get_card(self.mine), default=str))
        for text in (SECRET, f"{SECRET} fonderia", "fonderia altrui", f"{SECRET} nolo"):
            self.assertEqual(self.find(text), [], text)

    # ---- search

    def test_found_by_own_words_and_by_those_of_the_company(self):
        frappe.set_user(CLERK)
        for text in ("ZT-77/2025", "zt-77/2025", "77/2025 torneria", "trovabile ZT-77"):
            self.assertEqual(self.find(text), [("Party Order", "ZT-77/2025")], text)
        self.assertIn(("Party Contract", "Verifiche delle funi"), self.find("funi VERIFICHE"))
        self.assertIn(("Party Contract", "Verifiche delle funi"), self.find("funi trovabile"))
        self.assertEqual(self.find("stampi piu pesanti"), [("Party Need", "Sollevare stampi più pesanti")])
        self.assertEqual(self.find("stampi fonderia"), [])
        self.assertEqual(self.find("torneria trovabile"), [])

    def test_the_very_number_comes_first_and_signs_are_only_signs(self):
        frappe.set_user(CLERK)
        lines = [{"description": "Fune", "quantity": 1, "unit_price": 1}]
        for number, days in (("9551/2025", 0), ("551/2025", -9), ("1551/2025", -1)):
            make(
                "Party Order", party=self.mine, order_number=number, order_date=add_days(nowdate(), days), lines=lines
            )  # fmt: skip
        self.assertEqual([title for _kind, title in self.find("551/2025")], ["551/2025", "9551/2025", "1551/2025"])
        for text in ("%%%", "___", "'; drop", ""):
            self.assertEqual(self.find(text), [], text)

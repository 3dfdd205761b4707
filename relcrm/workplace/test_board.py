"""A board: allowed steps move a card, others are refused with what is possible; nothing stale, nothing unseen."""

import frappe

from relcrm.api.board import get_board, move_card
from relcrm.exceptions import CardMoveError, StaleCardError
from relcrm.testing import IntegrationTestCase, make_party, make_user

DT = "Negotiation"


class TestBoard(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = make_user("lavagna@example.com", "RelCRM User")
        cls.agent = make_user("lavagna.agente@example.com", "RelCRM Agent")
        cls.manager = make_user("lavagna.direzione@example.com", "RelCRM Manager")
        cls.party = make_party("Lavagna Srl").name

    def setUp(self):
        frappe.set_user(self.user)
        self.addCleanup(frappe.set_user, "Administrator")

    def make_deal(self, state: str = "First Contact"):
        doc = frappe.get_doc({"doctype": DT, "subject": "Argano", "party": self.party}).insert()
        frappe.db.set_value(DT, doc.name, "workflow_state", state)
        return frappe.get_doc(DT, doc.name)

    def move(self, doc, state: str, **more) -> dict:
        return move_card(DT, doc.name, "workflow_state", state, modified=str(doc.modified), **more)

    def test_columns_are_the_states_and_moves_those_of_ones_roles(self):
        answer = get_board(DT, "workflow_state")
        self.assertEqual([c["value"] for c in answer["columns"]][:2], ["First Contact", "Visit"])
        moves = {(m["state"], m["next_state"]) for m in answer["moves"]}
        self.assertIn(("First Contact", "Visit"), moves)
        self.assertNotIn(("Lost", "First Contact"), moves)
        self.assertFalse([m for m in moves if m[0] == m[1]])
        frappe.set_user(self.manager)
        moves = {(m["state"], m["next_state"]) for m in get_board(DT, "workflow_state")["moves"]}
        self.assertIn(("Lost", "First Contact"), moves)

    def test_a_step_moves_the_card_and_says_how_to_go_back(self):
        doc = self.make_deal()
        answer = self.move(doc, "Visit")
        self.assertEqual((answer["value"], answer["back"]), ("Visit", None))
        self.assertEqual(frappe.db.get_value(DT, doc.name, "workflow_state"), "Visit")

    def test_what_the_step_asks_for_is_kept_with_it(self):
        doc = self.make_deal("Offer")
        self.move(doc, "Lost", values={"lost_reason": "Prezzo"})
        kept = frappe.db.get_value(DT, doc.name, ["workflow_state", "lost_reason"])
        self.assertEqual(tuple(kept), ("Lost", "Prezzo"))

    def test_a_step_that_is_not_there_is_refused_with_what_is_possible(self):
        doc = self.make_deal()
        with self.assertRaises(CardMoveError) as caught:
            self.move(doc, "Won", values={"lost_reason": "x"})
        self.assertIn("Visit", str(caught.exception))
        kept = frappe.db.get_value(DT, doc.name, ["workflow_state", "lost_reason"])
        self.assertEqual(tuple(kept), ("First Contact", None))

    def test_a_card_that_somebody_changed_is_not_moved(self):
        doc = self.make_deal()
        other = frappe.get_doc(DT, doc.name)
        other.subject = "Argano, cambiato"
        other.save()
        with self.assertRaises(StaleCardError) as caught:
            self.move(doc, "Visit")
        self.assertIn("Argano, cambiato", str(caught.exception))

    def test_who_may_not_see_it_cannot_move_it(self):
        doc = self.make_deal()
        frappe.set_user(self.agent)
        self.assertRaises(frappe.PermissionError, self.move, doc, "Visit")

    def test_a_field_with_choices_moves_and_goes_back(self):
        party = make_party("Lavagna Scelta", lifecycle_stage="Lead")
        answer = move_card("Party", party.name, "lifecycle_stage", "Customer")
        self.assertEqual((answer["value"], answer["back"]), ("Customer", {"value": "Lead"}))
        values = [column["value"] for column in get_board("Party", "lifecycle_stage")["columns"]]
        self.assertEqual(values, ["", "Lead", "Prospect", "Customer", "Former Customer"])
        for field in ("party_name", "nothing", ""):
            self.assertRaises(CardMoveError, move_card, "Party", party.name, field, "x")

import frappe
from frappe.model.workflow import apply_workflow, get_transitions

from relcrm.api.lists import bulk_update
from relcrm.exceptions import StateLockError
from relcrm.testing import IntegrationTestCase, make_party, make_user


def make_negotiation(subject: str, **values):
    """Insert a negotiation with a new party."""
    party = make_party(f"Parte di {subject}").name
    return frappe.get_doc({"doctype": "Negotiation", "subject": subject, "party": party, **values}).insert()


def get_planned(negotiation) -> list[str]:
    filters = {"reference_doctype": "Negotiation", "reference_name": negotiation.name}
    return frappe.get_all("Relation Event", filters=filters, order_by="creation asc", pluck="event_type")


class TestNegotiation(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = make_user("trattativa.agente@example.com", "RelCRM Agent")
        cls.manager = make_user("trattativa.capo@example.com", "RelCRM Manager")

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def test_first_state_plans_its_step(self):
        frappe.set_user(self.agent)
        negotiation = make_negotiation("Prima fornitura")
        self.assertEqual(negotiation.workflow_state, "First Contact")
        self.assertEqual(get_planned(negotiation), ["Call"])

    def test_moving_plans_the_next_step_once(self):
        frappe.set_user(self.agent)
        negotiation = make_negotiation("Seconda fornitura")
        apply_workflow(negotiation, "Plan Visit")
        negotiation.reload()
        self.assertEqual(negotiation.workflow_state, "Visit")
        negotiation.notes = "<p>Nota</p>"
        negotiation.save()
        self.assertEqual(get_planned(negotiation), ["Call", "Visit"])

    def test_a_step_speaks_the_language_of_whoever_does_it(self):
        """An Italian agent used to find "First call: ..." in the agenda."""
        for language, words in (("it", "Prima telefonata"), ("en", "First call")):
            frappe.db.set_value("User", self.agent, "language", language)
            negotiation = make_negotiation(f"In {language}", agent=self.agent)
            filters = {"reference_name": negotiation.name}
            subject = frappe.db.get_value("Relation Event", filters, "subject")
            self.assertEqual(subject, f"{words}: In {language}")

    def test_a_state_cannot_be_skipped(self):
        frappe.set_user(self.agent)
        negotiation = make_negotiation("Terza fornitura")
        negotiation.workflow_state = "Won"
        self.assertRaises(frappe.ValidationError, negotiation.save)

    def test_only_a_manager_reviews(self):
        frappe.set_user(self.agent)
        negotiation = make_negotiation("Quarta fornitura")
        apply_workflow(negotiation, "Send Offer")
        apply_workflow(frappe.get_doc("Negotiation", negotiation.name), "Win")
        won = frappe.get_doc("Negotiation", negotiation.name)
        self.assertTrue(won.closed_on)
        self.assertEqual(get_transitions(won), [])
        frappe.set_user(self.manager)
        self.assertEqual([row.action for row in get_transitions(won)], ["Review"])

    def test_what_is_won_is_changed_by_managers_alone_on_every_door(self):
        frappe.set_user(self.agent)
        negotiation = make_negotiation("Sesta fornitura")
        apply_workflow(negotiation, "Send Offer")
        apply_workflow(frappe.get_doc("Negotiation", negotiation.name), "Win")
        won = frappe.get_doc("Negotiation", negotiation.name)
        won.subject = "Cambiata"
        with self.assertRaises(StateLockError) as refused:
            won.save()
        self.assertIn("RelCRM Manager", str(refused.exception))
        done = bulk_update("Negotiation", names=[won.name], values={"subject": "Cambiata"})
        self.assertIn("RelCRM Manager", done["failed"][0]["reason"])
        self.assertEqual(frappe.db.get_value("Negotiation", won.name, "subject"), "Sesta fornitura")
        frappe.set_user(self.manager)
        won = frappe.get_doc("Negotiation", negotiation.name)
        won.subject = "Cambiata"
        won.save()
        apply_workflow(won, "Review")

    def test_an_agent_does_not_see_anothers(self):
        negotiation = make_negotiation("Quinta fornitura", agent=self.manager)
        frappe.set_user(self.agent)
        self.assertNotIn(negotiation.name, frappe.get_list("Negotiation", pluck="name", limit=0))
        self.assertFalse(frappe.has_permission("Negotiation", "read", doc=negotiation.name))

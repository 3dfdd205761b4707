"""A deletion is taken back by the one who did it, and by nobody else."""

import io

import frappe

from relcrm.api.record import delete, restore_deleted
from relcrm.exceptions import NotRestorableError
from relcrm.relations.doctype.party_profile.test_party_profile import make_attribute
from relcrm.relations.profile import set_profile_values
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user
from relcrm.workplace.attachments import revisions


class TestDeleted(IntegrationTestCase):
    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        self.manager = make_user("capo.annulla@example.com", "RelCRM Manager")
        self.colleague = make_user("collega.annulla@example.com", "RelCRM Manager")

    def make_and_delete(self, doctype: str, name: str, user: str):
        frappe.set_user(user)
        frappe.delete_doc(doctype, name)

    def test_it_comes_back_as_it_was_with_rows_name_and_owner(self):
        party = make_party("Da Riprendere", phones=[{"number": "0422 111222"}], notes="due righe")
        self.make_and_delete("Party", party.name, self.manager)
        self.assertEqual(restore_deleted("Party", party.name), party.name)
        back = frappe.get_doc("Party", party.name)
        self.assertEqual((back.party_name, back.notes, back.owner), ("Da Riprendere", "due righe", party.owner))
        self.assertEqual([row.number for row in back.phones], [row.number for row in party.phones])
        self.assertNotEqual(make_party("La Prossima").name, party.name)

    def test_its_profile_goes_and_comes_back_with_it(self):
        party = make_party("Con Profilo")
        key = make_attribute("Prova torni", "Number").name
        profile = set_profile_values(party.name, {key: 3})
        self.make_and_delete("Party", party.name, self.manager)
        self.assertFalse(frappe.db.exists("Party Profile", profile.name))
        restore_deleted("Party", party.name)
        back = frappe.get_doc("Party Profile", {"party": party.name})
        self.assertEqual((back.name, [row.attribute for row in back.profile_values]), (profile.name, [key]))

    def test_a_deal_comes_back_in_its_state(self):
        party = make_party("Con Trattativa")
        deal = frappe.get_doc({"doctype": "Negotiation", "subject": "Gru", "party": party.name}).insert()
        deal.db_set("workflow_state", "Won")
        frappe.db.delete("Relation Event", {"reference_name": deal.name})
        self.make_and_delete("Negotiation", deal.name, self.manager)
        restore_deleted("Negotiation", deal.name)
        self.assertEqual(frappe.db.get_value("Negotiation", deal.name, "workflow_state"), "Won")

    def test_what_is_in_use_is_not_deleted_and_the_sentence_says_by_what(self):
        party = make_party("In Uso")
        make_person(party.name, "Anna Prova")
        make_event("Visita", party=party.name)
        make_event("Segreta", party=party.name, private=1)
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.LinkExistsError) as caught:
            delete("Party", party.name)
        message = str(caught.exception)
        self.assertIn('"In Uso"', message)
        for part in (f"{frappe._('Contact Person')} (1)", f"{frappe._('Relation Event')} (1)"):
            self.assertIn(part, message)
        self.assertTrue(frappe.db.exists("Party", party.name))

    def test_who_may_not_delete_learns_nothing_of_what_uses_it(self):
        party = make_party("In Uso da altri")
        make_person(party.name, "Bice Prova")
        frappe.set_user(make_user("agente.annulla@example.com", "RelCRM Agent"))
        with self.assertRaises(frappe.PermissionError):
            delete("Party", party.name)

    def test_a_colleague_cannot_bring_back_what_others_deleted(self):
        event = make_event("Riservato", private=1, assigned_to=self.manager)
        self.make_and_delete("Relation Event", event.name, self.manager)
        frappe.set_user(self.colleague)
        with self.assertRaises(NotRestorableError):
            restore_deleted("Relation Event", event.name)

    def test_it_comes_back_once(self):
        party = make_party("Una Volta Sola")
        self.make_and_delete("Party", party.name, self.manager)
        restore_deleted("Party", party.name)
        with self.assertRaises(NotRestorableError):
            restore_deleted("Party", party.name)

    def test_a_number_is_given_once_so_that_nothing_of_what_went_hangs_on_the_next(self):
        frappe.set_user(self.manager)
        event = make_event("Riservato", private=1, assigned_to=self.manager)
        revisions.attach("Relation Event", event.name, "segreto.txt", io.BytesIO(b"segreto"))
        frappe.delete_doc("Relation Event", event.name)
        frappe.set_user(self.colleague)
        other = make_event("Di un altro", assigned_to=self.colleague)
        self.assertNotEqual(other.name, event.name)
        hanging = frappe.get_all("Attachment Revision", filters={"reference_name": other.name})
        self.assertEqual(hanging, [])

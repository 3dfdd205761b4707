import io

import frappe

from relcrm.exceptions import ContactHeldError, MailError
from relcrm.outreach import mail_writing
from relcrm.relations.consents import add_entry, add_refusal
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user
from relcrm.workplace.attachments import revisions

COLLEAGUE = "copia.nascosta@test.example.com"


class TestMailWriting(IntegrationTestCase):
    def setUp(self):
        account = {"email_account_name": "Ufficio", "email_id": "ufficio@nostra.example", "smtp_server": "127.0.0.1"}
        account |= {"enable_outgoing": 1, "default_outgoing": 1, "no_smtp_authentication": 1}
        frappe.get_doc({"doctype": "Email Account", **account}).insert()
        frappe.flags.mute_emails = True
        self.party = make_party("Casale Scrive")
        emails = [{"email": "anna@casale.example", "is_primary": 1}]
        self.person = make_person(self.party.name, "Anna Rossi", emails=emails)
        self.event = make_event("Visita", party=self.party.name, contact_person=self.person.name)

    def tearDown(self):
        frappe.set_user("Administrator")
        frappe.flags.mute_emails = False
        frappe.db.rollback()

    def send(self, doc=None, **values):
        given = {"to": [{"contact_person": self.person.name}], "subject": "Offerta", "text": "<p>Ecco</p>"}
        return mail_writing.send(doc or self.event, given | values)

    def test_mail_is_kept_on_its_event_with_recipients_and_identifier(self):
        file = revisions.attach("Relation Event", self.event.name, "offerta.txt", io.BytesIO(b"uno"))
        copy = [{"address": "copia@altri.example", "name": "Copia"}]
        made = self.send(files=[file.name], cc=copy, bcc=["nascosta@altri.example"])
        self.assertEqual(made["event"], self.event.name)
        kept = frappe.get_doc("Event Mail", made["mail"])
        self.assertEqual(kept.to_addresses, "Anna Rossi (anna@casale.example)")
        self.assertEqual(kept.cc_addresses, "Copia (copia@altri.example)")
        self.assertEqual(kept.bcc_addresses, "nascosta@altri.example")
        [queued] = frappe.get_all(
            "Email Queue", filters={"reference_name": self.event.name}, fields=["name", "message_id", "message"]
        )
        self.assertEqual(queued.message_id.strip("<>"), kept.message_id)
        self.assertIn("offerta.txt", queued.message)
        self.assertNotIn("nascosta@altri.example", queued.message)
        make_user(COLLEAGUE, "RelCRM User")
        frappe.set_user(COLLEAGUE)
        [seen] = frappe.get_list("Event Mail", filters={"name": kept.name}, fields=["*"])
        self.assertNotIn("nascosta@altri.example", str(seen), "hidden copies are the writer's own")

    def test_mail_from_a_card_makes_its_event(self):
        made = self.send(doc=self.party)
        event = frappe.get_doc("Relation Event", made["event"])
        self.assertEqual((event.party, event.contact_person), (self.party.name, self.person.name))
        self.assertEqual((event.direction, event.status, event.subject), ("Out", "Done", "Offerta"))

    def test_what_must_not_go_out_is_refused_with_a_sentence(self):
        many = [f"a{number}@altri.example" for number in range(200)]
        wrong = (
            {"to": []}, {"to": many}, {"to": ["nobody"]}, {"to": ["a@b.example\nBcc: c@d.example"]},
            {"to": "a@b.example"},
            {"to": [{"address": "a@b.example", "name": "x\r\nBcc: y@z.example"}]},
            {"to": [{"contact_person": "none"}]},
            {"subject": "Ciao\r\nBcc: c@d.example"}, {"subject": ""}, {"text": ""}, {"text": "x" * 600_000},
            {"account": "none"}, {"files": ["x"] * 99},
        )  # fmt: skip
        for values in wrong:
            with self.assertRaises(MailError, msg=str(values)[:80]):
                self.send(**values)
        with self.assertRaises(frappe.DoesNotExistError):
            self.send(files=["none"])
        self.assertFalse(frappe.get_all("Email Queue", filters={"reference_name": self.event.name}))
        self.assertFalse(frappe.get_all("Event Mail", filters={"reference_name": self.event.name}))

    def test_promotion_asks_the_contact_gate_and_service_does_not(self):
        with self.assertRaises(ContactHeldError):
            self.send(purpose="Promotion")
        self.send()

    def test_the_purpose_is_that_of_the_event_unless_another_is_said(self):
        event = make_event("Offerta di primavera", party=self.party.name, contact_person=self.person.name)
        event.db_set("purpose", "Promotion")
        with self.assertRaisesRegex(ContactHeldError, "consent"):
            self.send(doc=event)
        self.send(doc=event, purpose="Contract and service")

    def test_contract_service_and_legal_notice_are_never_held(self):
        add_refusal(None, self.person.name, "Everything", "Basta")
        self.party.db_set({"no_email": 1, "no_phone": 1, "no_post": 1})
        for purpose in ("Contract and service", "Reminder and legal notice"):
            self.send(purpose=purpose)
        for purpose in ("Promotion", "Survey"):
            with self.assertRaisesRegex(ContactHeldError, "Anna Rossi.*Only a new consent"):
                self.send(purpose=purpose)

    def test_similar_goods_open_an_address_given_in_a_sale(self):
        self.party.db_set("lifecycle_stage", "Customer")
        sale = {"decision": "Address given in a sale", "origin": "Sale", "address": "anna@casale.example"}
        add_entry(None, self.person.name, purpose="Promotion", channel="E-mail", **sale)
        with self.assertRaisesRegex(ContactHeldError, "goods are similar"):
            self.send(purpose="Promotion")
        self.send(purpose="Promotion", similar_goods=1)

    def test_text_begins_with_greeting_and_ends_with_signature(self):
        self.person.db_set({"gender": "Female", "last_name": "Rossi", "language": "it"})
        begun = mail_writing.prepare(frappe.get_doc("Relation Event", self.event.name))
        self.assertIn("Gentile Sig.ra Rossi,", begun["text"])
        self.assertEqual([one["address"] for one in begun["people"]], ["anna@casale.example"])
        self.assertEqual(begun["senders"][0]["address"], "ufficio@nostra.example")

    def test_ready_text_is_filled(self):
        values = {"name": "Sollecito", "subject": "Per {{ company }}", "response": "<p>{{ salutation }}</p>"}
        frappe.get_doc({"doctype": "Email Template", **values}).insert()
        made = mail_writing.fill_template("Sollecito", self.event)
        self.assertEqual(made["subject"], "Per Casale Scrive")
        self.assertIn("Rossi", made["text"])

    def test_what_the_queue_says_becomes_the_state(self):
        made = self.send()
        [queued] = frappe.get_all("Email Queue", filters={"reference_name": self.event.name}, pluck="name")
        frappe.db.set_value("Email Queue", queued, {"status": "Error", "error": "550 no such user"})
        mail_writing.refresh(self.event.name)
        kept = frappe.get_doc("Event Mail", made["mail"])
        self.assertEqual((kept.mail_state, kept.outcome_text), ("Failed", "550 no such user"))
        self.assertEqual(mail_writing.prepare(self.event)["draft"]["subject"], "Offerta")

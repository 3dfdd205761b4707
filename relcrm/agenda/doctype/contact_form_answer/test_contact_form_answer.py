"""An answer to a form of the web site: an event of whoever is known, a question to the office of whoever is not."""

import frappe
from frappe.utils import add_days, now_datetime, nowdate

from relcrm.agenda.contact_forms import filing, waiting
from relcrm.api import contact_forms
from relcrm.exceptions import ContactFormError
from relcrm.exchange import personal_data, personal_erasure
from relcrm.relations import consents, personal_reads
from relcrm.testing import IntegrationTestCase, make_contact_form, make_party, make_person, make_user

DT, FORM = "Contact Form Answer", "Contact Form"
BOX = {"purpose": "Promotion", "channel": "E-mail", "wording": "Sì, scrivetemi delle novità"}


class TestContactFormAnswer(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("ufficio.moduli@example.com", "RelCRM User")
        cls.agent = make_user("agente.moduli@example.com", "RelCRM Agent")
        cls.party = make_party("Torneria Zanchetta S.r.l.").name
        emails = [{"email": "anna@zanchetta.example", "kind": "Work"}]
        cls.anna = make_person(cls.party, "Anna Zanchetta", emails=emails).name
        notice = {"doctype": "Information Notice", "notice_name": "Sito", "version": "1", "valid_from": "2026-01-01"}
        cls.notice = frappe.get_doc(notice).insert().name
        options = [{"option": "Torni"}, {"option": "Frese"}]
        trait = {"doctype": "Profile Attribute", "attribute_name": "Macchine del modulo", "value_type": "Choices"}
        cls.trait = frappe.get_doc(trait | {"options": options}).insert().name
        cls.form = make_contact_form(told_user=cls.clerk, notice=cls.notice, consents=[BOX])

    def setUp(self):
        frappe.db.savepoint("answers")

    def tearDown(self):
        frappe.set_user("Administrator")
        frappe.db.rollback(save_point="answers")

    def send(self, form=None, ticked=(), **values):
        form = form or self.form
        values = {
            "person_name": "Anna Z.",
            "email": "anna@zanchetta.example",
            "message": "Un <b>preventivo</b>",
        } | values
        told = {field: form.get(field) for field in ("notice", "source", "told_user", "told_team")}
        common = {"form": form.name, "form_title": form.form_title, "form_version": 1, "received_on": now_datetime()}
        boxes = [dict(box) for box in ticked]
        doc = {
            "doctype": DT,
            **common,
            **told,
            **values,
            "answer_consents": boxes,
            "mark": frappe.generate_hash(length=20),
        }
        return frappe.get_doc(doc).insert().name

    def file(self, **values):
        name = self.send(**values)
        filing.file_answer(name)
        return frappe.get_doc(DT, name)

    def test_whoever_is_known_gets_an_event_with_what_was_typed(self):
        answer = self.file(ticked=[BOX], phone="0422 555000")
        self.assertEqual((answer.state, answer.party, answer.contact_person), ("Attached", self.party, self.anna))
        event = frappe.get_doc("Relation Event", answer.reference_name)
        self.assertEqual((event.party, event.status, event.direction), (self.party, "Open", "In"))
        self.assertEqual((event.assigned_to, event.caller_number), (self.clerk, "0422 555000"))
        self.assertIn("&lt;b&gt;preventivo", event.notes)
        self.assertIn("Nome e cognome: Anna Z.", event.notes, "in the language of the form")
        self.assertNotEqual(frappe.local.lang, "it")

    def test_consents_are_kept_with_their_proof(self):
        answer = self.file(ticked=[BOX])
        entry = frappe.get_doc("Party Consent", answer.answer_consents[0].consent)
        self.assertEqual((entry.contact_person, entry.decision, entry.origin), (self.anna, "Given", "Web form"))
        self.assertEqual((entry.proof_text, entry.address), (BOX["wording"], "anna@zanchetta.example"))
        self.assertIn("1", entry.wording)
        self.assertIn(answer.name, entry.note)
        self.assertTrue(frappe.db.exists("Notice Sent", {"notice": self.notice, "contact_person": self.anna}))

    def test_a_refusal_is_not_taken_back_by_whoever_types_the_address(self):
        consents.add_refusal(self.party, self.anna, "E-mails")
        answer = self.file(ticked=[BOX])
        self.assertEqual(answer.state, "Waiting")
        self.assertEqual(waiting.describe(answer.name)["refused"], 1)
        self.assertEqual(self.file().state, "Attached", "without a tick there is nothing to take back")
        waiting.give_to(answer.name, "Contact Person", self.anna)
        self.assertEqual(consents.get_history(self.party, self.anna)[0].decision, "Given")

    def test_whoever_is_unknown_waits_and_makes_no_party(self):
        before = (frappe.db.count("Party"), frappe.db.count("Contact Person"), frappe.db.count("Relation Event"))
        answer = self.file(email="nuovo@cliente.example", ticked=[BOX])
        after = (frappe.db.count("Party"), frappe.db.count("Contact Person"), frappe.db.count("Relation Event"))
        self.assertEqual((answer.state, before), ("Waiting", after))
        self.assertFalse(answer.answer_consents[0].consent)
        self.assertIn(answer.name, [row.name for row in waiting.get_waiting()])

    def test_an_address_of_several_companies_waits(self):
        emails = [{"email": "anna@zanchetta.example", "kind": "Work"}]
        make_person(make_party("Altra Zanchetta").name, "Anna Z.", emails=emails)
        self.assertEqual(self.file().state, "Waiting")

    def test_whoever_is_in_charge_is_told_without_names(self):
        self.file(email="nuovo@cliente.example", person_name="Ugo Segreto")
        notice = frappe.get_last_doc("Notification Log", {"for_user": self.clerk})
        self.assertEqual(notice.link, "/relcrm/unknown-senders")
        self.assertNotIn("Ugo", notice.subject)
        answer = self.file()
        notice = frappe.get_last_doc(
            "Notification Log", {"for_user": self.clerk, "document_name": answer.reference_name}
        )
        self.assertEqual(notice.document_type, "Relation Event")

    def test_those_who_may_be_the_same_are_shown(self):
        answer = self.file(
            email="a.zanchetta@gmail.example", company="Torneria Zanchetta srl", person_name="Zanchetta Anna"
        )
        alike = waiting.describe(answer.name)["alike"]
        self.assertLessEqual(
            {("Party", self.party), ("Contact Person", self.anna)}, {(one["doctype"], one["name"]) for one in alike}
        )

    def test_a_colleague_says_who_it_is_and_the_address_stays_with_them(self):
        answer = self.file(email="anna.nuova@zanchetta.example", ticked=[BOX])
        frappe.set_user(self.clerk)
        made = waiting.give_to(answer.name, "Contact Person", self.anna)
        self.assertEqual(made["party"], self.party)
        frappe.set_user("Administrator")
        self.assertEqual(frappe.db.get_value(DT, answer.name, "state"), "Attached")
        self.assertTrue(frappe.db.get_value(DT + " Consent", {"parent": answer.name}, "consent"))
        self.assertEqual(self.file(email="anna.nuova@zanchetta.example").contact_person, self.anna)
        with self.assertRaises(ContactFormError):
            waiting.give_to(answer.name, "Contact Person", self.anna)

    def test_one_click_makes_a_company_with_its_person_or_a_person(self):
        answer = self.file(email="ugo@nuova.example", company="Nuova S.p.A.", person_name="Ugo Neri", town="Treviso")
        alone = self.file(email="ida@posta.example", person_name="Ida Blu")
        frappe.set_user(self.clerk)
        party = frappe.get_doc("Party", waiting.make_new(answer.name)["party"])
        self.assertEqual((party.party_type, party.lifecycle_stage, party.main_town), ("Company", "Lead", "Treviso"))
        person = frappe.get_last_doc("Contact Person", {"party": party.name})
        self.assertEqual((person.full_name, person.main_email), ("Ugo Neri", "ugo@nuova.example"))
        party = frappe.get_doc("Party", waiting.make_new(alone.name)["party"])
        self.assertEqual(
            (party.party_type, party.party_name, party.main_email), ("Person", "Ida Blu", "ida@posta.example")
        )

    def test_whoever_works_at_a_company_we_have_becomes_a_contact_there(self):
        answer = self.file(email="ivo@zanchetta.example", person_name="Ivo Zanchetta", phone="0422 555123")
        frappe.set_user(self.clerk)
        waiting.give_to(answer.name, "Party", self.party, new_person=True)
        person = frappe.get_last_doc("Contact Person", {"party": self.party})
        self.assertEqual((person.full_name, person.main_email), ("Ivo Zanchetta", "ivo@zanchetta.example"))
        self.assertEqual(frappe.db.get_value(DT, answer.name, "contact_person"), person.name)

    def test_whoever_gave_it_away_takes_it_back(self):
        answer = self.file(email="ugo@nuova.example", ticked=[BOX])
        frappe.set_user(self.clerk)
        event = waiting.give_to(answer.name, "Party", self.party)["event"]
        frappe.set_user("Administrator")
        with self.assertRaises(ContactFormError):
            waiting.take_back(answer.name)
        frappe.set_user(self.clerk)
        waiting.take_back(answer.name)
        self.assertEqual(waiting.describe(answer.name)["email"], "ugo@nuova.example")
        self.assertFalse(frappe.db.exists("Relation Event", event))
        for doctype in ("Party Consent", "Notice Sent"):
            self.assertEqual(frappe.get_all(doctype, filters={"party": self.party}), [], doctype)

    def test_looking_at_an_answer_is_noted(self):
        answer = self.file(email="ugo@nuova.example")
        frappe.set_user(self.clerk)
        contact_forms.get_answer(answer.name)
        personal_reads.write_down()
        filters = {"reference_doctype": DT, "reference_name": answer.name, "user": self.clerk}
        self.assertEqual(frappe.db.count("Personal Data Read", filters), 1)

    def test_answers_fill_only_what_is_empty_in_the_profile(self):
        row = {"attribute": self.trait, "label": "Macchine", "value": "Torni\nFrese"}
        self.file(answer_values=[row])
        rows = [{"attribute": self.trait, "label": "Macchine", "value": "Torni"}]
        self.file(answer_values=rows)
        filters = {"attribute": self.trait, "parenttype": "Party Profile"}
        self.assertEqual(sorted(frappe.get_all("Profile Value", filters, pluck="choice")), ["Frese", "Torni"])
        self.assertEqual(self.file(answer_values=[row | {"value": "Presse"}]).state, "Attached", "no longer offered")

    def test_mere_agents_see_what_is_theirs_or_told_to_them(self):
        others, mine = (
            self.file(email="x@y.example"),
            self.file(email="x@y.example", form=make_contact_form(told_user=self.agent)),
        )
        frappe.set_user(self.agent)
        self.assertEqual([row.name for row in waiting.get_waiting()], [mine.name])
        self.assertTrue(frappe.has_permission(DT, "read", doc=mine.name))
        for act in (waiting.describe, waiting.make_new, waiting.set_aside):
            with self.assertRaises(frappe.PermissionError):
                act(others.name)
        self.assertEqual(frappe.get_list(DT + " Value", parent_doctype=DT, filters={"parent": others.name}), [])

    def test_left_aside_asked_again_and_forgotten(self):
        answer, attached = self.file(email="x@y.example"), self.file()
        waiting.set_aside(answer.name)
        self.assertEqual(waiting.get_waiting(), [])
        waiting.ask_again(answer.name)
        self.assertEqual([row.name for row in waiting.get_waiting()], [answer.name])
        for name in (answer.name, attached.name):
            frappe.db.set_value(DT, name, "received_on", add_days(nowdate(), -91))
        filing.forget_old()
        self.assertFalse(frappe.db.exists(DT, answer.name))
        self.assertTrue(frappe.db.exists(DT, attached.name))

    def test_answers_whose_job_was_lost_are_filed_later_and_once(self):
        name = self.send()
        filing.file_new()
        event = frappe.db.get_value(DT, name, "reference_name")
        self.assertTrue(event)
        filing.file_answer(name)
        filing.file_answer("CFA-none")
        self.assertEqual(frappe.db.get_value(DT, name, "reference_name"), event)
        self.assertEqual(frappe.session.user, "Administrator")

    def test_one_persons_answers_are_shown_and_erased(self):
        attached = self.file(phone="0422 555777", message="Chiamate lo 0422 555777")
        unnamed = self.send()
        frappe.db.set_value(DT, unnamed, "state", "Waiting")
        holding = personal_data.get_holding("Contact Person", self.anna)
        self.assertEqual(holding.about[DT], sorted([attached.name, unnamed]))
        personal_erasure.erase(holding, "su richiesta")
        self.assertEqual(frappe.db.count(DT, {"name": ["in", [attached.name, unnamed]]}), 0)
        event = frappe.get_doc("Relation Event", attached.reference_name)
        self.assertNotIn("555777", f"{event.notes} {event.caller_number}")
        self.assertNotIn("anna@zanchetta", event.notes)

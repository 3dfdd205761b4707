"""A form of the web site: what may be asked, shown and promised, and the version of its words."""

import frappe

from relcrm.agenda.contact_forms import door
from relcrm.exceptions import ContactFormError
from relcrm.testing import IntegrationTestCase, make_contact_form, make_user


class TestContactForm(IntegrationTestCase):
    def tearDown(self):
        frappe.db.rollback()

    def refuse(self, words, **values):
        with self.assertRaises(ContactFormError) as refused:
            make_contact_form(**values)
        self.assertIn(words, str(refused.exception))

    def test_address_cannot_be_guessed_and_is_renewed(self):
        one, other = make_contact_form(), make_contact_form()
        self.assertNotEqual(one.public_key, other.public_key)
        self.assertGreater(len(one.public_key), 20)
        before = one.public_key
        one.renew_key()
        self.assertIsNone(door.find_form(before))
        self.assertEqual(door.find_form(one.public_key).name, one.name)

    def test_keys_are_never_taken_from_outside(self):
        form = make_contact_form(public_key="x" * 22, signing_key="known")
        self.assertNotIn("x" * 22, form.public_key)
        self.assertNotEqual(form.signing_key, "known")
        frappe.set_user(make_user("moduli@example.com", "RelCRM Marketing"))
        self.addCleanup(frappe.set_user, "Administrator")
        shown = frappe.get_doc("Contact Form", form.name)
        shown.apply_fieldlevel_read_permissions()
        self.assertIsNone(shown.get("signing_key"))

    def test_what_is_asked_must_make_sense(self):
        self.refuse("asked twice", questions=[{"ask": "E-mail"}, {"ask": "E-mail"}])
        self.refuse("neither e-mail nor phone", questions=[{"ask": "Name"}, {"ask": "Message"}])
        self.refuse("says no characteristic", questions=[{"ask": "E-mail"}, {"ask": "Characteristic"}])
        self.refuse("says no channel", consents=[{"purpose": "Promotion", "wording": "Sì"}])
        one = {"purpose": "Promotion", "channel": "E-mail", "wording": "Sì"}
        self.refuse("asked twice", consents=[one, dict(one)])
        form = make_contact_form()
        form.told_user = None
        with self.assertRaisesRegex(ContactFormError, "nobody is told"):
            form.save()
        self.refuse("Italian (it) or English (en)", language="fr")

    def test_only_whole_sites_may_show_it(self):
        form = make_contact_form(embedding_sites="https://WWW.Example.it/\n\nhttp://localhost:8080 ")
        self.assertEqual(form.embedding_sites, "https://www.example.it\nhttp://localhost:8080")
        for text in (
            "*",
            "https://*",
            "www.example.it",
            "https://a.it/page",
            "https://a.it; script-src *",
            "javascript:x",
        ):
            self.refuse("is not the address of a site", embedding_sites=text)
        for text in ("javascript:alert(1)", "www.example.it", 'https://a.it/"x'):
            self.refuse("is not an address", notice_link=text)

    def test_nobody_is_asked_in_public_without_a_notice(self):
        self.refuse("no information notice", notice_link=None, published=1)
        self.assertFalse(make_contact_form(notice_link=None, published=0).notice_link)

    def test_version_counts_changes_of_its_words_alone(self):
        form = make_contact_form(consents=[{"purpose": "Promotion", "channel": "E-mail", "wording": "Scrivetemi"}])
        self.assertEqual(form.version, 1)
        form.update({"told_team": None, "published": 0}).save()
        self.assertEqual(form.version, 1)
        form.consents[0].wording = "Scrivetemi pure"
        form.save()
        self.assertEqual(form.version, 2)

import frappe

from relcrm.api import printing
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user


class TestPrinting(IntegrationTestCase):
    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")
        self.clerk = make_user("stampa@example.com", "RelCRM User")
        self.party = make_party("Stampe & Figli S.r.l.", website="https://stampe.example.com")

    def test_every_kind_has_a_standard_format_in_both_languages(self):
        frappe.set_user(self.clerk)
        choices = printing.get_choices("Party", self.party.name)
        self.assertEqual(choices["formats"][0], "Standard")
        pages = {lang: printing.get_page("Party", self.party.name, language=lang) for lang in ("it", "en")}
        for page in pages.values():
            self.assertIn("stampe.example.com", page)
        self.assertIn("Sito web", pages["it"])
        self.assertIn("Web site", pages["en"])
        self.assertIn("Company or person", pages["en"])
        self.assertNotIn(">Party", pages["en"].replace(" ", "").replace("\n", ""))

    def test_pdf_carries_the_name_of_the_record(self):
        frappe.set_user(self.clerk)
        self.addCleanup(setattr, frappe.local, "response", frappe.local.response)
        frappe.local.response = frappe._dict()
        printing.get_pdf("Party", self.party.name)
        self.assertEqual(frappe.local.response.filecontent[:5], b"%PDF-")
        self.assertTrue(frappe.local.response.filename.startswith("stampe"))

    def test_sheet_names_linked_records_and_never_their_codes(self):
        event = make_event("Consegna", party=self.party.name, notes="<p>Con <b>gru</b><script>x()</script></p>")
        page = printing.get_page("Relation Event", event.name)
        self.assertIn("Stampe &amp; Figli S.r.l.", page)
        self.assertNotIn(self.party.name, page)
        self.assertNotIn("<script", page)
        self.assertIn("<b>gru</b>", page)

    def test_unknown_format_is_refused_with_what_there_is(self):
        self.assertRaises(
            frappe.ValidationError, printing.get_page, "Party", self.party.name, format="<b>x</b>"
        )

    def test_private_event_is_not_printed_for_a_colleague(self):
        event = make_event("Riservato", private=1)
        frappe.set_user(self.clerk)
        for door in (printing.get_choices, printing.get_page, printing.get_pdf):
            self.assertRaises(frappe.PermissionError, door, "Relation Event", event.name)

import io

import frappe
from docx import Document

from relcrm.exceptions import TemplateError
from relcrm.outreach.word import documents, examples, fields, filling
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person
from relcrm.workplace.attachments import contents, revisions


def write(*paragraphs):
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def read(content):
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


class TestDocumentTemplate(IntegrationTestCase):
    def setUp(self):
        for field, value in {"company_name": "Noi S.r.l.", "company_town": "Treviso"}.items():
            frappe.db.set_single_value("RelCRM Settings", field, value)
        frappe.clear_document_cache("RelCRM Settings", "RelCRM Settings")
        address = [{"street": "Via Roma 1", "cap": "31100", "town": "Treviso", "province": "TV"}]
        self.party = make_party("Casale & Figli S.r.l.", addresses=address)
        self.person = make_person(self.party.name, "Anna D'Angelo", last_name="D'Angelo", gender="Female")
        self.event = make_event(
            "Offerta <5 t>", party=self.party.name, contact_person=self.person.name, our_reference="12/A",
            starts_on="2026-11-22 10:00:00", notes="<p>Prima riga</p><p>Seconda &amp; terza</p>",
        )  # fmt: skip

    def tearDown(self):
        frappe.db.rollback()
        frappe.clear_document_cache("RelCRM Settings", "RelCRM Settings")

    def make_template(self, content, title="Prova"):
        template = frappe.get_doc({"doctype": "Document Template", "title": title}).insert()
        revisions.attach("Document Template", template.name, "prova.docx", io.BytesIO(content))
        return template

    def test_letter_is_filled_as_letters_are_and_attached_in_revisions(self):
        template = self.make_template(examples.make_letter(examples.WORDS["it"]), "Lettera di prova")
        made = documents.make(template, self.event)
        self.assertEqual((made.file_name, made.revision, made.source), ("Lettera di prova.docx", 1, "Word document"))
        text = read(contents.read_whole(made.content_hash))
        for line in (
            "Spett.le Casale & Figli S.r.l.", "31100 TREVISO TV", "Treviso, 22 novembre 2026", "Ns. rif. 12/A",
            "Oggetto: Offerta <5 t>", "Gentile Sig.ra D'Angelo,", "Prima riga\nSeconda & terza", "Distinti saluti",
        ):  # fmt: skip
            self.assertIn(line, text)
        self.assertNotIn("{", text)
        self.assertEqual(documents.make(template, self.event).revision, 2)

    def test_every_kind_of_record_gives_every_field(self):
        deal = frappe.get_doc({"doctype": "Negotiation", "subject": "Gru", "party": self.party.name}).insert()
        names = {one["name"] for one in fields.get_fields()}
        template = write(*[f"{name}: {{{{ {name} }}}}" for name in sorted(names)])
        for doc in (self.event, self.party, self.person, deal):
            values = fields.get_values(doc)
            self.assertEqual(set(values), names)
            self.assertIn("company: Casale & Figli", read(filling.fill(template, values)))

    def test_examples_are_delivered_once(self):
        titles = frappe.get_all("Document Template", pluck="title")
        self.assertLessEqual({"Lettera", "Letter"}, set(titles))
        frappe.delete_doc("Document Template", "Letter")
        examples.deliver()
        self.assertFalse(frappe.db.exists("Document Template", "Letter"))
        self.assertEqual(documents.check("Lettera"), "")

    def test_templates_are_offered_in_the_language_of_the_recipient(self):
        self.person.db_set("language", "en")
        found = [row.name for row in documents.get_templates(self.event)]
        self.assertLess(found.index("Letter"), found.index("Lettera"))

    def test_hostile_templates_are_refused_and_run_nothing(self):
        values = fields.get_values(self.event)
        hostile = (
            "{{ ''.__class__.__mro__ }}", "{{ company.__class__ }}", "{{ range(10) }}", "{{ company.upper() }}",
            "{% for a in 'xxxxxxxxxx' %}{% endfor %}", "{{ 9**9**9 }}", "{{ 'x' * 999999999 }}",
            "{% set x = 1 %}{{ x }}", "{% macro m() %}{{ m() }}{% endmacro %}", "{% include '/etc/passwd' %}",
            "{{ nonsense }}", "{{ company | attr('x') }}", "{% for line in company.x %}{% endfor %}", "{{ company",
            "{% for a in sender_lines %}" * 5 + "{% endfor %}" * 5, "{{ _('x') }}", "{% if %}",
        )  # fmt: skip
        for text in hostile:
            with self.assertRaises(TemplateError, msg=text):
                filling.fill(write(text), values)
        for content in (b"", b"hello", b"PK\x03\x04", b"\x00" * 100):
            with self.assertRaises(TemplateError):
                filling.fill(content, values)

    def test_without_a_file_the_template_says_so(self):
        template = frappe.get_doc({"doctype": "Document Template", "title": "Vuoto"}).insert()
        with self.assertRaises(TemplateError):
            documents.make(template, self.event)
        self.assertNotIn("Vuoto", [row.name for row in documents.get_templates(self.event)])

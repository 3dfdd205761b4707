"""Golden letters: twelve kinds of recipient, in HTML and in the PDF, each inside the envelope's window."""

import io

import frappe
from pypdf import PdfReader

from relcrm.outreach import address_block, letters, pdf, salutation
from relcrm.outreach.pdf import make_pdf
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

VIA = {"street": "Via Roma 1", "cap": "31100", "town": "Treviso", "province": "TV"}
POINTS_PER_MM = 72 / 25.4
PAGE_HEIGHT = 297
CASES = {
    "firm": (
        {"party_name": "Casale S.r.l.", "addresses": [VIA]},
        None,
        ["Spett.le Casale S.r.l.", "Via Roma 1", "31100 TREVISO TV"],
        "Spettabile Casale S.r.l.,",
    ),
    "man": (
        {
            "party_name": "Mario Verdi",
            "party_type": "Person",
            "last_name": "Verdi",
            "gender": "Male",
            "addresses": [VIA],
        },
        None,
        ["Egr. Sig. Mario Verdi", "Via Roma 1", "31100 TREVISO TV"],
        "Egregio Sig. Verdi,",
    ),
    "woman": (
        {"party_name": "Casale S.r.l.", "addresses": [VIA]},
        {"full_name": "Anna Neri", "last_name": "Neri", "person_title": "Dott.ssa"},
        ["Spett.le Casale S.r.l.", "Alla c.a. di Dott.ssa Anna Neri", "Via Roma 1", "31100 TREVISO TV"],
        "Gentile Dott.ssa Neri,",
    ),
    "unknown gender": (
        {"party_name": "Andrea Bianchi", "party_type": "Person", "addresses": [VIA]},
        None,
        ["Andrea Bianchi", "Via Roma 1", "31100 TREVISO TV"],
        "Buongiorno Andrea Bianchi,",
    ),
    "care of": (
        {
            "party_name": "Andrea Bianchi",
            "party_type": "Person",
            "person_title": "Ing.",
            "last_name": "Bianchi",
        }
        | {"addresses": [VIA | {"care_of": "Fam. Rossi", "building": "Scala B, interno 4"}]},
        None,
        ["Ing. Andrea Bianchi", "c/o Fam. Rossi", "Scala B, interno 4", "Via Roma 1", "31100 TREVISO TV"],
        "Gentile Ing. Bianchi,",
    ),
    "hamlet": (
        {"party_name": "Cantina Sociale", "addresses": [VIA | {"hamlet": "Santa Bona"}]},
        None,
        ["Spett.le Cantina Sociale", "Via Roma 1 - Fraz. Santa Bona", "31100 TREVISO TV"],
        "Spettabile Cantina Sociale,",
    ),
    "PO box": (
        {"party_name": "Studio Neri", "addresses": [VIA | {"street": "", "po_box": "123"}]},
        None,
        ["Spett.le Studio Neri", "Casella postale 123", "31100 TREVISO TV"],
        "Spettabile Studio Neri,",
    ),
    "apostrophe and accent": (
        {
            "party_name": "D'Angelo & Figli",
            "addresses": [VIA | {"cap": "47121", "town": "Forlì", "province": "FC"}],
        },
        None,
        ["Spett.le D'Angelo & Figli", "Via Roma 1", "47121 FORLÌ FC"],
        "Spettabile D'Angelo & Figli,",
    ),
    "bilingual": (
        {"party_name": "Hofer KG", "language": "de", "party_type": "Company"}
        | {"addresses": [{"street": "Lauben 10", "cap": "39100", "town": "Bolzano/Bozen", "province": "BZ"}]},
        None,
        ["Hofer KG", "Lauben 10", "39100 BOLZANO/BOZEN BZ"],
        "Sehr geehrte Damen und Herren,",
    ),
    "San Marino": (
        {"party_name": "Titano S.p.A."}
        | {
            "addresses": [
                VIA | {"cap": "47890", "town": "San Marino", "province": "", "country": "San Marino"}
            ]
        },
        None,
        ["Spett.le Titano S.p.A.", "Via Roma 1", "47890 SAN MARINO", "REPUBBLICA DI SAN MARINO"],
        "Spettabile Titano S.p.A.,",
    ),
    "Swiss": (
        {"party_name": "Lago SA"}
        | {
            "addresses": [
                {"street": "Via Nassa 5", "cap": "6900", "town": "Lugano", "country": "Switzerland"}
            ]
        },
        None,
        ["Spett.le Lago SA", "Via Nassa 5", "6900 LUGANO", "SVIZZERA"],
        "Spettabile Lago SA,",
    ),
    "very long name": (
        {"party_name": "Associazione Nazionale fra le Aziende di Produzione e Distribuzione del Nordest"}
        | {"addresses": [VIA]},
        None,
        [
            "Spett.le Associazione Nazionale fra le",
            "Aziende di Produzione e Distribuzione",
            "del Nordest",
            "Via Roma 1",
            "31100 TREVISO TV",
        ],
        "Spettabile Associazione Nazionale fra le Aziende di Produzione e Distribuzione del Nordest,",
    ),
}


def make_letter(party_values: dict, person_values: dict | None, **values):
    party = make_party(**{"language": "it"} | party_values)
    person = make_person(party.name, **person_values) if person_values else None
    values = {"event_type": "Letter", "starts_on": "2026-11-22 09:00:00", "notes": "<p>Testo</p>"} | values
    return make_event("Offerta", party=party.name, contact_person=person and person.name, **values)


def get_fragments(pdf: bytes) -> list[tuple[str, float, float]]:
    """Return text fragments with their distance from left and top of the first page, in millimetres."""
    found = []

    def visit(text, cm, tm, font, size):
        if text.strip():
            found.append((text.strip(), tm[4], tm[5], cm))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return [(t, *_to_mm(x * cm[0] + cm[4], y * cm[3] + cm[5])) for t, x, y, cm in found]


def _to_mm(x: float, y: float) -> tuple[float, float]:
    return x / POINTS_PER_MM, PAGE_HEIGHT - y / POINTS_PER_MM


class TestLetters(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        settings = frappe.get_doc("RelCRM Settings")
        settings.update(
            {"company_name": "Prova S.r.l.", "company_town": "Treviso", "default_country_code": "IT"}
        )
        settings.save()

    def test_twelve_recipients(self):
        for case, (party, person, lines, greeting) in CASES.items():
            with self.subTest(case):
                letter = letters.get_letter(make_letter(party, person))
                self.assertEqual(letter["recipient"], lines)
                self.assertEqual(letter["salutation"], greeting)

    def test_every_address_stands_in_the_window_of_the_pdf(self):
        window = letters.get_window(frappe.get_doc("RelCRM Settings"))
        for case, (party, person, lines, _greeting) in CASES.items():
            with self.subTest(case):
                content = make_pdf(letters.get_html(make_letter(party, person)))
                places = {text: (x, y) for text, x, y in get_fragments(content) if text in lines}
                self.assertEqual(set(places), set(lines))
                for x, y in places.values():
                    self.assertGreaterEqual(x, window["left"] - 0.5)
                    self.assertGreaterEqual(y, window["top"])
                    self.assertLessEqual(y, window["top"] + window["height"])

    def test_country_chooses_the_language_when_nobody_did(self):
        vienna = {"street": "Ring 1", "cap": "1010", "town": "Wien", "country": "Austria"}
        for address, language in ((VIA, "it"), (vienna, "de"), (vienna | {"country": "France"}, "en")):
            party = make_party("Senza Lingua", addresses=[address])
            self.assertEqual(letters.get_addressee(party, None).language, language)

    def test_the_page_says_who_where_when_and_what(self):
        doc = make_letter(
            *CASES["woman"][:2], delivery="Raccomandata A/R", our_reference="12/A", enclosures="Listino"
        )
        text = PdfReader(io.BytesIO(make_pdf(letters.get_html(doc)))).pages[0].extract_text()
        for part in (
            "Prova S.r.l.",
            "Treviso, 22 novembre 2026",
            "Raccomandata A/R",
            "Oggetto: Offerta",
            "Ns. rif. 12/A",
            "Distinti saluti",
            "Allegati: Listino",
        ):
            self.assertIn(part, text)

    def test_print_format_shows_the_same_letter(self):
        doc = make_letter(*CASES["firm"][:2])
        html = frappe.get_print("Relation Event", doc.name, "RelCRM Letter")
        self.assertIn("Spett.le Casale S.r.l.", html)
        self.assertIn("Treviso, 22 novembre 2026", html)

    def test_a_page_cannot_fetch_files_or_addresses(self):
        outside = (
            "file:///etc/passwd",
            "http://127.0.0.1:1/a.png",
            "site:/etc/passwd",
            "site:/private/files/a-file-that-nobody-has.txt",
        )
        for url in outside:
            self.assertRaises(pdf.BlockedAddressError, pdf.read_address, url)
        images = "".join(f"<img src='{url}'>" for url in outside)
        content = make_pdf(f"<html><body>{images}<p>Testo</p></body></html>")
        self.assertIn("Testo", PdfReader(io.BytesIO(content)).pages[0].extract_text())

    def test_a_page_shows_embedded_images(self):
        dot = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
        self.assertEqual(pdf.read_address(dot + "DwADhgGAWjR9awAAAABJRU5ErkJggg==")[1], "image/png")
        page = PdfReader(io.BytesIO(make_pdf(f"<img src='{dot}DwADhgGAWjR9awAAAABJRU5ErkJggg=='>"))).pages[0]
        self.assertEqual(len(page.images), 1)

    def test_a_letter_without_party_is_refused_in_words(self):
        doc = make_event("Senza destinatario", event_type="Letter")
        with self.assertRaises(frappe.ValidationError) as caught:
            letters.get_letter(doc)
        self.assertIn("Senza destinatario", str(caught.exception))


class TestSalutation(IntegrationTestCase):
    def test_tone_gender_and_own_words(self):
        to = salutation.Addressee
        rows = {
            "Caro Sig. Verdi,": to("Mario Verdi", last_name="Verdi", gender="Male", tone="Cordial"),
            "Gentile Avv. Neri,": to("Anna Neri", title="Avv.", last_name="Neri", gender="Female"),
            "Egregio Prof. Rossi,": to("Ugo Rossi", title="Prof.", last_name="Rossi"),
            "Gentile Cliente,": to("A. Bianchi", is_customer=True),
            "Carissimo Andrea,": to("Andrea Bianchi", own_salutation="Carissimo Andrea"),
            "Dear Ms Neri,": to("Anna Neri", last_name="Neri", gender="Female", language="en"),
            "Dear Dr Neri,": to("Anna Neri", last_name="Neri", title="Dott.ssa", language="en"),
            "Sehr geehrter Herr Dr Hofer,": to("K Hofer", last_name="Hofer", title="Dott.", language="de"),
        }
        for expected, addressee in rows.items():
            self.assertEqual(salutation.make_salutation(addressee), expected)

    def test_closing(self):
        self.assertEqual(
            salutation.make_closing(salutation.Addressee("A", tone="Cordial")), "Cordiali saluti"
        )
        self.assertEqual(
            salutation.make_closing(salutation.Addressee("A", own_closing="Con stima")), "Con stima"
        )


class TestAddressBlock(IntegrationTestCase):
    def test_vatican_has_no_repeated_line(self):
        place = address_block.Place(cap="00120", town="Città del Vaticano", country_code="va")
        self.assertEqual(
            address_block.make_lines(["Ufficio"], place), ["Ufficio", "00120 CITTÀ DEL VATICANO"]
        )

    def test_naples_is_not_missing(self):
        place = address_block.Place(street="Via Toledo 1", cap="80100", town="Napoli", province="NA")
        self.assertEqual(address_block.make_lines(["X"], place)[-1], "80100 NAPOLI NA")

    def test_no_line_is_wider_than_the_window(self):
        street = "Via " + "Lunghissima " * 6 + "12"
        place = address_block.Place(street=street, cap="1", town="X" * 60)
        lines = address_block.make_lines(["Nome " * 24], place)
        self.assertTrue(all(len(line) <= address_block.LINE_SIGNS for line in lines))
        self.assertLess(address_block.get_font_scale(lines), 1)


class TestMadeUpLetter(IntegrationTestCase):
    def test_it_tells_no_address(self):
        agent = make_user("lettera.agente@example.com", "RelCRM Agent")
        party = make_party("Indirizzo Altrui", agent="Administrator").name
        event = make_event("Mia lettera", party=party, assigned_to=agent)
        self.addCleanup(frappe.set_user, "Administrator")
        made_up = frappe.get_doc({"doctype": "Relation Event", "subject": "x", "party": party})
        self.assertIn("Indirizzo Altrui", letters.get_letter(made_up)["recipient"][0])
        frappe.set_user(agent)
        self.assertTrue(letters.get_letter(event)["recipient"])
        hidden = make_party_of_another()
        made_up.party = hidden
        self.assertRaises(frappe.PermissionError, letters.get_letter, made_up)


def make_party_of_another() -> str:
    """Make a party that an agent does not see, whoever the session is."""
    user = frappe.session.user
    frappe.set_user("Administrator")
    name = make_party("Indirizzo Chiuso", agent="Administrator").name
    frappe.set_user(user)
    return name

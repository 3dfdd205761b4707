"""The agenda on paper: whatever the week holds is in the PDF, overlapping and all-day events too."""

import io
from datetime import datetime, timedelta

import frappe
from pypdf import PdfReader

from relcrm.api import agenda
from relcrm.outreach import agenda_print
from relcrm.outreach.pdf import make_pdf
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

MONDAY = datetime(2031, 3, 3)
USER = "agenda.print@example.com"


class TestAgendaPrint(IntegrationTestCase):
    """Pages made from real events, read back from the PDF."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_user(USER, "RelCRM User")

    def setUp(self):
        frappe.set_user("Administrator")
        frappe.db.delete("Relation Event", {"starts_on": [">=", "2031-01-01"]})
        phone = [{"number": "0422 998877"}]
        town = [{"street": "Via Roma 1", "cap": "31100", "town": "Treviso", "province": "TV"}]
        self.party = make_party("Stampe Prova S.r.l.", phones=phone, addresses=town)
        self.person = make_person(self.party.name, "Anna Neri")

    def tearDown(self):
        frappe.set_user("Administrator")

    def fill_week(self, count: int = 60) -> list[str]:
        """Sixty events: overlapping hours, all-day ones, one over midnight, one of three days, a weekend."""
        subjects = []
        for number in range(count):
            day = MONDAY + timedelta(days=number % 7 if number % 10 == 0 else number % 5)
            start = day + timedelta(hours=8, minutes=20 * (number // 5))
            values = {"starts_on": start, "ends_on": start + timedelta(minutes=50), "assigned_to": USER}
            if number % 12 == 3:
                values |= {"all_day": 1, "starts_on": day, "ends_on": day + timedelta(hours=23)}
            if number == 7:
                values |= {"starts_on": day, "ends_on": day + timedelta(days=3)}
            if number == 8:
                values |= {"starts_on": day + timedelta(hours=22), "ends_on": day + timedelta(hours=26)}
            subject = f"Impegno n{number:02}z della settimana piena"
            status = ("Planned", "Done")[number % 2]
            make_event(subject, party=self.party.name, contact_person=self.person.name, status=status, **values)
            subjects.append(subject)
        return subjects

    def read(self, view: str, **asked) -> PdfReader:
        agenda.get_pdf("2031-03-05", view, users=[USER], **asked)
        return PdfReader(io.BytesIO(frappe.local.response.filecontent))

    def get_text(self, pdf: PdfReader) -> str:
        return " ".join("\n".join(page.extract_text() for page in pdf.pages).split())

    def test_a_week_of_sixty_events_is_whole_in_the_pdf(self):
        subjects = self.fill_week()
        pdf = self.read("week")
        text = self.get_text(pdf)
        self.assertEqual([one for one in subjects if f"n{subjects.index(one):02}z" not in text], [])
        self.assertEqual(text.count("Anna Neri") >= len(subjects), True)
        self.assertIn("Treviso·0422998877", text.replace(" ", ""))  # some readers see a gap after a kerned T
        self.assertIn("22:00–…", text)
        for page in pdf.pages:
            width, height = page.mediabox.width, page.mediabox.height
            self.assertGreater(width, height)
            self.assertIn(f"{pdf.get_page_number(page) + 1} / {len(pdf.pages)}", page.extract_text())

    def test_a_day_and_a_month_hold_their_events(self):
        self.fill_week()
        day = self.get_text(self.read("day"))
        month = self.get_text(self.read("month"))
        for number in range(2, 60, 5):
            self.assertIn(f"n{number:02}z", day if number % 10 else month)
        for number in range(60):
            self.assertIn(f"n{number:02}z", month)

    def test_a_list_has_the_days_of_the_week_one_below_the_other(self):
        subjects = self.fill_week()
        pdf = self.read("list")
        text = self.get_text(pdf)
        self.assertEqual([one for one in subjects if f"n{subjects.index(one):02}z" not in text], [])
        self.assertLess(pdf.pages[0].mediabox.width, pdf.pages[0].mediabox.height)

    def test_filters_are_named_and_hold(self):
        self.fill_week(6)
        text = self.get_text(self.read("week", statuses=["Done"]))
        self.assertIn("n01z", text)
        self.assertNotIn("n02z", text)

    def test_private_events_of_others_are_not_printed(self):
        make_event("Segreto", starts_on="2031-03-05 10:00:00", private=1, assigned_to="Administrator")
        frappe.set_user(USER)
        agenda.get_pdf("2031-03-05", "week", who="all")
        text = self.get_text(PdfReader(io.BytesIO(frappe.local.response.filecontent)))
        self.assertNotIn("Segreto", text)

    def test_texts_are_text_not_markup(self):
        make_event("Uno < due & tre", starts_on="2031-03-05 10:00:00", assigned_to=USER)
        self.assertIn("Uno < due & tre", self.get_text(self.read("week")))

    def test_spans(self):
        span = agenda_print.get_span
        self.assertEqual(span("day", "2031-03-05"), (datetime(2031, 3, 5), datetime(2031, 3, 6)))
        self.assertEqual(span("week", "2031-03-05"), (MONDAY, MONDAY + timedelta(days=7)))
        self.assertEqual(span("month", "2031-12-05"), (datetime(2031, 12, 1), datetime(2032, 1, 1)))

    def test_an_empty_month_is_a_page(self):
        html = agenda_print.get_html("month", datetime(2031, 6, 1), [], [USER], [], True)
        self.assertEqual(len(PdfReader(io.BytesIO(make_pdf(html))).pages), 1)

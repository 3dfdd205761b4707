"""What leaves a list as a file: exactly what is seen, safe in a spreadsheet, and back again unchanged."""

import csv
import io

import frappe
from icalendar import Calendar
from openpyxl import load_workbook

from relcrm.api import lists
from relcrm.exchange.exporting import write_csv
from relcrm.exchange.list_export import PAGE
from relcrm.exchange.reading import open_table
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

TEXTS = ['="00184"', "'x", "+39 0422 555", "-5", "0", "12", "123456789012", "1,5", "a\nb", '="', "@x", "'=x", "=1+1"]


class TestListExport(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = make_user("esporta.capo@example.com", "RelCRM Manager")
        cls.clerk = make_user("esporta.ufficio@example.com", "RelCRM User")
        address = [{"street": "Via Prova 1", "cap": "00184", "town": "Roma", "province": "RM"}]
        values = {"addresses": address, "vat_number": "00743110157", "turnover": 1234.5, "customer_since": "2024-02-29"}
        cls.first = make_party("=Esporta Uno", lifecycle_stage="Customer", agent=cls.clerk, vat_group=1, **values).name
        cls.second = make_party('Esporta; Due"', lifecycle_stage="Lead", phones=[{"number": "0422555666"}]).name
        cls.third = make_party("Esporta Tre", lifecycle_stage="Lead").name

    def setUp(self):
        frappe.set_user(self.manager)
        self.addCleanup(frappe.set_user, "Administrator")
        self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
        frappe.local.lang = "it"
        self.query = {
            "doctype": "Party",
            "columns": ["party_name", "lifecycle_stage", "addresses.cap", "vat_number", "turnover", "customer_since"],
            "conditions": [["party_name", "contains", "esporta"]],
            "sort": [["party_name", "desc"]],
        }

    def export(self, file_format: str = "csv", names=None, **query) -> bytes:
        lists.export({**self.query, **query}, names=names, file_format=file_format)
        return frappe.local.response.filecontent

    def read(self, content: bytes) -> list[list[str]]:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))

    def test_csv_is_what_a_spreadsheet_here_opens(self):
        content = self.export()
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        rows = self.read(content)
        self.assertEqual(rows[0][:2] + rows[0][4:], ["Nome", "Stadio del rapporto", "Fatturato", "Cliente dal"])
        self.assertEqual([row[0] for row in rows[1:]], ['Esporta; Due"', "Esporta Tre", "'=Esporta Uno"])
        stage = frappe._("Customer")
        self.assertEqual(rows[3][1:], [stage, '="00184"', '="00743110157"', "1234,5", "29/02/2024"])
        self.assertEqual(frappe.local.response.filename, f"Anagrafica {frappe.utils.nowdate()}.csv")

    def test_what_goes_out_as_csv_is_read_back_as_it_was(self):
        table = open_table(self.export(), "a.csv")
        row = next(row for row in table.rows() if row.cells[0] == "=Esporta Uno")
        self.assertEqual(row.cells[2:4], ["00184", "00743110157"])
        content = "".join(write_csv(["Testo", "Altro"], ([text, "x"] for text in TEXTS), keep_digits=True))
        self.assertEqual([row.cells[0] for row in open_table(content.encode(), "a.csv").rows()], TEXTS)

    def test_xlsx_keeps_texts_numbers_and_dates_apart(self):
        sheet = load_workbook(io.BytesIO(self.export("xlsx"))).active
        cells = {row[0].value: row for row in sheet.iter_rows()}
        row = cells["=Esporta Uno"]
        self.assertEqual([cell.data_type for cell in row], ["s", "s", "s", "s", "n", "d"])
        self.assertEqual([cell.value for cell in row[2:5]], ["00184", "00743110157", 1234.5])

    def test_rows_of_groups_follow_each_other_under_their_value(self):
        rows = self.read(self.export(columns=["party_name"], group_by=["lifecycle_stage", "agent"]))
        lead, customer = frappe._("Lead"), frappe._("Customer")
        found = [(row[0], bool(row[1]), row[2]) for row in rows[1:]]
        expected = [(lead, False, 'Esporta; Due"'), (lead, False, "Esporta Tre"), (customer, True, "'=Esporta Uno")]
        self.assertEqual(found, expected)
        self.assertEqual(len(self.read(self.export(group_by=["lifecycle_stage"]))[0]), len(self.query["columns"]))

    def test_chosen_records_alone(self):
        rows = self.read(self.export(names=[self.third, "PTY-none"], columns=["party_name"]))
        self.assertEqual(rows[1:], [["Esporta Tre"]])
        self.assertEqual(self.read(self.export(names=[], columns=["party_name"]))[1:], [])

    def test_pages_of_an_export_join_without_a_gap(self):
        rows = [[f"VOLUME-{number:05d}", f"Volume {number}"] for number in range(PAGE + 5)]
        frappe.db.bulk_insert("Party Source", ["name", "source_name"], rows)
        frappe.set_user("Administrator")
        conditions = [["source_name", "starts", "Volume"]]
        query = {"doctype": "Party Source", "columns": ["source_name"], "conditions": conditions}
        query |= {"sort": [["source_name", "asc"]], "length": 3}
        exported = [row[0] for row in self.read(self.export(**query))[1:]]
        self.assertEqual(exported, sorted(row[1] for row in rows))

    def test_an_export_is_logged_and_needs_its_right(self):
        before = frappe.db.count("Access Log")
        self.export()
        log = frappe.get_all("Access Log", fields=["user", "export_from"], order_by="creation desc", limit=1)[0]
        self.assertEqual(
            (frappe.db.count("Access Log") - before, log.user, log.export_from), (1, self.manager, "Party")
        )
        frappe.set_user(self.clerk)
        self.assertRaises(frappe.PermissionError, self.export)

    def test_a_list_leaves_only_as_what_its_records_are(self):
        unfit = (("Party", "ics"), ("Relation Event", "vcf"), ("Negotiation", "ics"), ("Party", "exe"))
        for doctype, file_format in unfit:
            with self.assertRaisesRegex(frappe.ValidationError, "csv, xlsx"):
                self.export(file_format, doctype=doctype, columns=["name"], conditions=[], sort=[])

    def test_events_leave_as_a_calendar_that_is_read_back(self):
        make_event("Esporta in calendario", starts_on="2026-11-30 10:00:00")
        conditions = [["subject", "=", "Esporta in calendario"]]
        content = self.export("ics", doctype="Relation Event", columns=["subject"], conditions=conditions, sort=[])
        self.assertTrue(frappe.local.response.filename.endswith(".ics"))
        [event] = Calendar.from_ical(content).walk("VEVENT")
        self.assertEqual((str(event["SUMMARY"]), event.decoded("DTSTART").isoformat()[:16]), (
            "Esporta in calendario", "2026-11-30T10:00",
        ))  # fmt: skip

    def test_private_events_do_not_leave(self):
        frappe.set_user("Administrator")
        make_event("Esporta aperto", party=self.first)
        make_event("Esporta segreto", party=self.first, private=1)
        frappe.set_user(self.manager)
        conditions = [["party", "=", self.first]]
        for file_format in ("csv", "xlsx", "ics"):
            query = {"doctype": "Relation Event", "columns": ["subject"], "conditions": conditions, "sort": []}
            content = self.export(file_format, **query)
            if file_format == "xlsx":
                sheet = load_workbook(io.BytesIO(content)).active
                found = [row[0].value for row in sheet.iter_rows(min_row=2)]
            elif file_format == "ics":
                found = [str(event["SUMMARY"]) for event in Calendar.from_ical(content).walk("VEVENT")]
            else:
                found = [row[0] for row in self.read(content)[1:]]
            self.assertEqual(found, ["Esporta aperto"])

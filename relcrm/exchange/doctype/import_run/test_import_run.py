import frappe

from relcrm.exchange import running, starting, undoing
from relcrm.exchange.exceptions import ImportFileError, ImportStateError
from relcrm.exchange.mapping import get_fingerprint
from relcrm.testing import IntegrationTestCase, make_user

COLUMNS = [
    {"source_column": "Nome", "target": "party_name"},
    {"source_column": "Codice", "target": "tax_ids[kind=School code].number"},
    {"source_column": "Mail", "target": "emails[kind=Work].email"},
    {"source_column": "Citta", "target": "addresses[kind=Main].town"},
]
HEADERS = ["Nome", "Codice", "Mail", "Citta"]
KEY = "tax_ids[kind=School code].number"


class TestImportRun(IntegrationTestCase):
    def setUp(self):
        frappe.set_user("Administrator")

    def tearDown(self):
        """An import commits its batches: what a test has made is taken away by the undo, then by hand."""
        frappe.set_user("Administrator")
        for run in frappe.get_all("Import Run", filters={"file_name": "unit-test.csv"}, order_by="creation desc"):
            doc = frappe.get_doc("Import Run", run.name)
            if doc.status in undoing.DONE and not doc.dry_run:
                undoing.undo_import(doc.name)
            frappe.delete_doc("Import Run", doc.name, force=True, delete_permanently=True)
        layout = {"header_fingerprint": get_fingerprint(HEADERS)}
        for mapping in frappe.get_all("Import Mapping", filters=layout, pluck="name"):
            frappe.delete_doc("Import Mapping", mapping, delete_permanently=True)
        frappe.db.commit()

    def run_import(self, *lines, **settings):
        content = "\n".join([";".join(HEADERS), *lines]).encode("cp1252")
        run = starting.make_run("Party", "unit-test.csv", content)
        starting.prepare_run(run, [dict(column) for column in COLUMNS], match_by=KEY, **settings)
        frappe.db.commit()
        running.run_import(run.name)
        return frappe.get_doc("Import Run", run.name)

    def get_names(self, run, outcome):
        filters = {"import_run": run.name, "outcome": outcome}
        return frappe.get_all("Import Run Row", filters=filters, pluck="reference_name", order_by="row_no asc")

    def test_create_update_unchanged_absent_and_undo(self):
        first = self.run_import("Alfa è;UT000001;a@ut.example.com;Este", "Beta;UT000002;;Este", "Gamma;UT000003;;Este")
        self.assertEqual((first.created_rows, first.refused_rows), (3, 0))
        alfa = frappe.get_doc("Party", self.get_names(first, "Created")[0])
        self.assertEqual((alfa.party_name, alfa.main_town), ("Alfa è", "Este"))
        second = self.run_import("Alfa due;UT000001;;Este", "Beta;UT000002;;Este", "Delta;UT000004;;Este")
        counts = (second.created_rows, second.updated_rows, second.unchanged_rows, second.absent_records)
        self.assertEqual(counts, (1, 1, 1, 1))
        undoing.undo_import(second.name)
        again = frappe.get_doc("Party", alfa.name)
        self.assertEqual((again.party_name, again.emails[0].email), ("Alfa è", "a@ut.example.com"))
        self.assertEqual(again.modified, alfa.modified)
        self.assertFalse(frappe.db.exists("Party", self.get_names(second, "Created")[0]))

    def test_trial_changes_nothing(self):
        run = self.run_import("Zeta;UT000009;;Este", dry_run=True)
        self.assertEqual((run.status, run.created_rows), ("Finished", 1))
        self.assertFalse(frappe.db.exists("Party", {"party_name": "Zeta", "main_town": "Este"}))

    def test_a_nameless_row_is_refused_in_words_and_the_others_go_in(self):
        run = self.run_import("Eta;UT000010;;Este", ";UT000011;;Este")
        self.assertEqual((run.created_rows, run.refused_rows), (1, 1))
        filters = {"import_run": run.name, "outcome": "Refused"}
        row = frappe.get_all("Import Run Row", filters=filters, fields=["row_no", "message"])[0]
        self.assertEqual(row.row_no, 3)
        self.assertIn("Name", row.message)

    def test_possible_duplicates_are_listed_not_merged(self):
        self.run_import("Theta;UT000012;stessa@ut.example.com;Este")
        run = self.run_import("Iota;UT000013;stessa@ut.example.com;Este")
        self.assertEqual((run.created_rows, run.duplicate_rows), (1, 1))

    def test_who_may_not_import_is_told_so(self):
        frappe.set_user(make_user("ut.import@example.com", "RelCRM User"))
        with self.assertRaises(frappe.PermissionError):
            starting.make_run("Party", "unit-test.csv", b"Nome\nAlfa\n")

    def test_an_unreadable_file_leaves_no_import(self):
        with self.assertRaises(ImportFileError):
            starting.make_run("Party", "unit-test.csv", b"")
        self.assertFalse(frappe.db.exists("Import Run", {"file_name": "unit-test.csv"}))

    def test_what_has_run_does_not_run_or_vanish_again_while_at_work(self):
        run = self.run_import("Kappa;UT000014;;Este")
        with self.assertRaises(ImportStateError):
            running.run_import(run.name)
        run.db_set("status", "Running")
        with self.assertRaises(ImportStateError):
            frappe.delete_doc("Import Run", run.name)
        run.db_set("status", "Finished")

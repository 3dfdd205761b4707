"""The log of readings: written later than it is noted, kept as long as the rule says, closed to everybody else."""

import frappe
from frappe.utils import add_months, now

from relcrm.relations import personal_reads
from relcrm.testing import IntegrationTestCase, make_party


class TestPersonalDataRead(IntegrationTestCase):
    def test_a_reading_is_written_down_with_who_and_what(self):
        party = frappe.generate_hash(length=10)
        detail = frappe.generate_hash(length=10)
        personal_reads.note(personal_reads.OPENED, "Party", party)
        personal_reads.note(personal_reads.EXPORTED, "Party", rows=214, detail=detail)
        self.assertGreaterEqual(personal_reads.write_down(), 2)
        found = personal_reads.get_of([("Party", party)])
        self.assertEqual([(row.user, row.act) for row in found], [("Administrator", "Opened")])
        exported = {"act": "Exported", "detail": detail}
        self.assertEqual(frappe.db.get_value("Personal Data Read", exported, "row_count"), 214)

    def test_a_reading_taken_from_the_journal_and_not_committed_is_written_down_once(self):
        party = frappe.generate_hash(length=10)
        personal_reads.note(personal_reads.OPENED, "Party", party)
        frappe.db.savepoint("before_it")
        personal_reads.write_down()
        frappe.db.rollback(save_point="before_it")
        personal_reads.write_down()
        personal_reads.write_down()
        self.assertEqual(frappe.db.count(personal_reads.KIND, {"reference_name": party}), 1)

    def test_what_was_opened_can_still_be_deleted_and_the_reading_stays(self):
        party = make_party("Aperta e poi tolta")
        detail = frappe.generate_hash(length=10)
        personal_reads.note(personal_reads.OPENED, "Party", party.name, detail=detail)
        personal_reads.write_down()
        frappe.delete_doc("Party", party.name)
        self.assertFalse(frappe.db.exists("Party", party.name))
        self.assertIn(detail, [row.detail for row in personal_reads.get_of([("Party", party.name)])])

    def test_a_line_that_was_cut_off_spoils_no_other(self):
        party = frappe.generate_hash(length=10)
        path = frappe.get_site_path("private", "relcrm-readings", f"prova{personal_reads.TAKEN}")
        personal_reads.note(personal_reads.OPENED, "Party", party)
        with open(path, "w") as journal:
            journal.write('\n["abc", "2026-11-22 10:00:00", "Admin')
        self.addCleanup(personal_reads._remove, [path])
        personal_reads.write_down()
        self.assertEqual(frappe.db.count(personal_reads.KIND, {"reference_name": party}), 1)

    def test_old_readings_are_forgotten_by_the_rule(self):
        row = {"doctype": "Personal Data Read", "user": "Administrator", "act": "Opened", "reference_doctype": "Party"}
        old = frappe.get_doc({**row, "read_on": add_months(now(), -13)}).insert(ignore_permissions=True).name
        new = frappe.get_doc({**row, "read_on": add_months(now(), -11)}).insert(ignore_permissions=True).name
        personal_reads.delete_old()
        self.assertEqual([frappe.db.exists("Personal Data Read", name) for name in (old, new)], [None, new])

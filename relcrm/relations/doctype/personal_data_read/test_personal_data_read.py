"""The log of readings: written later than it is noted, kept as long as the rule says, closed to everybody else."""

import frappe
from frappe.utils import add_months, now

from relcrm.relations import personal_reads
from relcrm.testing import IntegrationTestCase, make_party


class TestPersonalDataRead(IntegrationTestCase):
    def test_a_reading_is_written_down_with_who_and_what(self):
        personal_reads.write_down()
        party = make_party("Letture Srl").name
        personal_reads.note(personal_reads.OPENED, "Party", party)
        personal_reads.note(personal_reads.EXPORTED, "Party", rows=214, detail="prova xlsx")
        self.assertFalse(frappe.db.exists("Personal Data Read", {"reference_name": party}))
        self.assertEqual(personal_reads.write_down(), 2)
        found = personal_reads.get_of([("Party", party)])
        self.assertEqual([(row.user, row.act) for row in found], [("Administrator", "Opened")])
        exported = {"act": "Exported", "detail": "prova xlsx"}
        self.assertEqual(frappe.db.get_value("Personal Data Read", exported, "row_count"), 214)

    def test_old_readings_are_forgotten_by_the_rule(self):
        row = {"doctype": "Personal Data Read", "user": "Administrator", "act": "Opened", "reference_doctype": "Party"}
        old = frappe.get_doc({**row, "read_on": add_months(now(), -13)}).insert(ignore_permissions=True).name
        new = frappe.get_doc({**row, "read_on": add_months(now(), -11)}).insert(ignore_permissions=True).name
        personal_reads.delete_old()
        self.assertEqual([frappe.db.exists("Personal Data Read", name) for name in (old, new)], [None, new])

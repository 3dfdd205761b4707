"""Days in server texts: one form, whatever System Settings say."""

import json

import frappe

from relcrm.agenda.recurrence import rule, words
from relcrm.relations.contact_gate import Reason
from relcrm.relations.record_changes import describe_changes
from relcrm.testing import IntegrationTestCase, make_event, make_party
from relcrm.workplace.days import show_day, show_kept, show_moment
from relcrm.workplace.stream import get_stream


class TestDays(IntegrationTestCase):
    def setUp(self):
        before = frappe.db.get_single_value("System Settings", "date_format")
        self.addCleanup(self.set_format, before)

    def set_format(self, date_format):
        frappe.db.set_single_value("System Settings", "date_format", date_format)
        frappe.clear_cache()

    def test_one_form_in_every_setting(self):
        for date_format in ("dd-mm-yyyy", "yyyy-mm-dd", "mm/dd/yyyy"):
            self.set_format(date_format)
            self.assertEqual(show_day("2026-03-05"), "05/03/2026", date_format)
            self.assertEqual(show_moment("2026-03-05 09:30:00"), "05/03/2026 09:30", date_format)
            self.assertIn("05/03/2026", Reason("refused", "2026-03-05").describe()["text"])
            changed = {"changed": [["expected_close", "2026-03-05", "2026-04-01"]]}
            (told,) = describe_changes("Negotiation", changed)
            self.assertEqual((told["before"], told["after"]), ("05/03/2026", "01/04/2026"))
            with self.assertRaises(frappe.ValidationError) as caught:
                make_event("Prima", starts_on="2026-03-05 10:00:00", ends_on="2026-03-04 10:00:00")
            self.assertIn("04/03/2026 10:00", str(caught.exception))
        self.assertEqual((show_day(None), show_moment("")), ("", ""))

    def test_what_a_host_kept_in_its_own_form_reads_alike(self):
        for kept in ("2026-03-05", "05-03-2026", "05.03.2026", "05/03/2026"):
            self.assertEqual(show_kept(kept), "05/03/2026")
        self.assertEqual(show_kept("2026-03-05 09:30:00"), "05/03/2026 09:30")
        self.assertEqual(show_kept("soon"), "soon")

    def test_repeats_end_on_a_day_in_that_form(self):
        self.set_format("yyyy-mm-dd")
        until = rule.parse_rule("FREQ=DAILY;UNTIL=20261231T000000")
        self.assertIn("31/12/2026", words.get_words(until, frappe.utils.get_datetime("2026-03-05 09:30:00")))

    def test_an_outcome_in_the_history_is_a_word_of_a_list(self):
        event = make_event("Telefonata", party=make_party("Esiti Srl").name, status="Done")
        data = json.dumps({"changed": [["outcome", None, "Call again"], ["subject", "a", "b"]]})
        values = {"doctype": "Version", "ref_doctype": event.doctype, "docname": event.name, "data": data}
        frappe.get_doc(values).insert(ignore_permissions=True)
        cells = [cell for entry in get_stream(event, kind="all")["entries"] for cell in entry.get("changes", ())]
        self.assertEqual({cell["fieldname"]: cell["fieldtype"] for cell in cells}["outcome"], "Select")

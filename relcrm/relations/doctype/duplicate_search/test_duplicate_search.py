"""Searches for duplicates: started, stopped, only the last ones kept."""

import frappe

from relcrm.api import duplicates
from relcrm.exceptions import DuplicateQueryError
from relcrm.relations.duplicates import search
from relcrm.testing import IntegrationTestCase


class TestDuplicateSearch(IntegrationTestCase):
    def test_only_the_last_searches_are_kept(self):
        for _number in range(search.KEPT + 3):
            values = {"doctype": "Duplicate Search", "searched_doctype": "Party", "status": "Finished"}
            frappe.get_doc(values).insert()
        search._forget_old("Party")
        self.assertEqual(frappe.db.count("Duplicate Search", {"searched_doctype": "Party"}), search.KEPT - 1)

    def test_a_search_that_is_to_stop_stops_before_the_next_batch(self):
        values = {"doctype": "Duplicate Search", "searched_doctype": "Party", "status": "Running"}
        doc = frappe.get_doc(values).insert()
        self.assertEqual(duplicates.cancel_search()["status"], "Running")
        self.assertEqual(frappe.db.get_value("Duplicate Search", doc.name, "cancel_requested"), 1)

    def test_what_is_not_compared_is_refused(self):
        self.assertRaises(DuplicateQueryError, duplicates.get_worklist, "User")
        self.assertRaises(DuplicateQueryError, duplicates.get_worklist, "Party", "Gone")

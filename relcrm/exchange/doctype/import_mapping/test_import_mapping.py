import frappe

from relcrm.exchange.exceptions import ImportMappingError
from relcrm.exchange.mapping import find_mapping, get_columns, get_targets, save_mapping
from relcrm.testing import IntegrationTestCase

HEADERS = ["Mapping Test", "Second"]


class TestImportMapping(IntegrationTestCase):
    def test_a_layout_is_found_again_whatever_its_case(self):
        columns = [{"source_column": "Mapping Test", "target": "party_name", "make_missing": 0}]
        name = save_mapping("Party", HEADERS, columns, on_ambiguous="Hold")
        self.assertEqual(find_mapping("Party", ["mapping  test", "SECOND"]), name)
        self.assertIsNone(find_mapping("Party", ["Second", "Mapping Test"]))
        self.assertEqual(get_columns(name), columns)
        self.assertEqual(save_mapping("Party", HEADERS, columns), name)

    def test_a_target_that_is_no_field_is_refused(self):
        row = {"source_column": "A", "target": "addresses[kind=Main].nonsense"}
        values = {"doctype": "Import Mapping", "title": "X", "target_doctype": "Party", "columns": [row]}
        with self.assertRaises(ImportMappingError):
            frappe.get_doc(values).insert()

    def test_targets_name_fields_and_kinds_of_rows(self):
        targets = {target["target"]: target for target in get_targets("Party")}
        self.assertIn("party_name", targets)
        self.assertIn("emails[kind=PEC].email", targets)
        self.assertIn("tax_ids[kind=School code].number", targets)
        self.assertNotIn("search_text", targets)
        self.assertNotIn("to_check", targets)

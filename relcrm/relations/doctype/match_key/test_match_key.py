"""Keys by which possible duplicates are found: kept with the record, made anew when they were not."""

import frappe

from relcrm.relations.duplicates.find import find
from relcrm.relations.duplicates.keys import KIND, fill_keys
from relcrm.testing import IntegrationTestCase, make_party


def find_titles(**values) -> list[str]:
    return [hit["title"] for hit in find("Party", values)]


class TestMatchKey(IntegrationTestCase):
    def test_keys_follow_the_record(self):
        party = make_party("Zzyzx Doppione", phones=[{"number": "0422 555001"}])
        self.assertIn("Zzyzx Doppione", find_titles(party_name="Zzyzx Doppioni"))
        party.update({"party_name": "Wqwq Cambiata", "phones": []}).save()
        phones = {"phones": [{"number": "0422 555001"}]}
        self.assertEqual(find_titles(party_name="Zzyzx Doppione", **phones), [])
        self.assertIn("Wqwq Cambiata", find_titles(party_name="Wqwq Cambiata"))
        party.delete()
        self.assertFalse(frappe.db.exists(KIND, {"reference_name": party.name}))

    def test_keys_made_anew_are_those_that_were_kept(self):
        def read():
            rows = frappe.get_all(KIND, fields=["reference_doctype", "reference_name", "match_key"], limit=0)
            return sorted(tuple(row.values()) for row in rows)

        kept = read()
        for doctype in ("Party", "Contact Person"):
            fill_keys(doctype)
        self.assertEqual(read(), kept)

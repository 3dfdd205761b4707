"""Keys by which possible duplicates are found: kept with the record, made anew when they were not."""

import frappe

from relcrm.relations.duplicates.find import find
from relcrm.relations.duplicates.keys import KIND, fill_keys, insert_keys
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

    def test_keys_brought_up_to_date_are_those_that_were_kept(self):
        def read():
            return sorted(frappe.get_all(KIND, fields=["reference_name", "match_key", "name"], as_list=True, limit=0))

        party = make_party("Qxqx Tenuta", phones=[{"number": "0422 555009"}])
        kept = read()
        own = {"reference_doctype": "Party", "reference_name": party.name}
        frappe.db.delete(KIND, {**own, "match_key": ["like", "p:%"]})
        double = frappe.get_all(KIND, filters=own, pluck="match_key", limit=1)[0]
        insert_keys("Party", [(party.name, "a:xxxx"), (party.name, double), ("PTY-GONE", "a:yyyy")])
        done: list[int] = []
        for doctype in ("Party", "Contact Person"):
            fill_keys(doctype, done.append)
        now = read()
        self.assertEqual([row[:2] for row in now], [row[:2] for row in kept])
        changed = {row[1] for row in set(kept) - set(now)}
        self.assertLessEqual(changed, {"p:22555009", double})  # what was right was not written again
        self.assertEqual(done[0], frappe.db.count("Party"))

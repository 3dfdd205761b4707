import json

import frappe

from relcrm.api import record
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

SECRET = "Segretissimo"


class TestStream(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.writer = make_user("scrive@example.com", "RelCRM User")
        cls.reader = make_user("legge@example.com", "RelCRM User")
        cls.agent = make_user("agente.stretto@example.com", "RelCRM Agent")

    def setUp(self):
        frappe.set_user(self.writer)
        self.addCleanup(frappe.set_user, "Administrator")
        self.party = make_party("Fonderia dei Fatti")

    def get_entries(self, kind="all", **where):
        return record.get_stream("Party", self.party.name, kind, **where)["entries"]

    def change(self, **values):
        doc = frappe.get_doc("Party", self.party.name).update(values)
        doc.save(ignore_version=False)
        return doc

    def test_change_is_told_in_labels_with_both_values(self):
        self.change(lifecycle_stage="Customer", agent=self.reader)
        page = record.get_stream("Party", self.party.name, "change")
        cells = {cell["fieldname"]: cell for cell in page["entries"][0]["changes"]}
        self.assertEqual(cells["lifecycle_stage"]["new"], "Customer")
        self.assertEqual(cells["lifecycle_stage"]["label"], "Stage")
        self.assertEqual(page["titles"][f"User::{self.reader}"], "legge")
        self.assertEqual(page["people"][self.writer]["full_name"], "scrive")

    def test_hidden_fields_are_not_told(self):
        self.change(party_name="Fonderia dei Fatti Nuovi")
        names = {cell["fieldname"] for cell in self.get_entries("change")[0]["changes"]}
        self.assertIn("party_name", names)
        self.assertNotIn("search_text", names)

    def test_row_is_summed_up_in_a_few_cells(self):
        self.change(phones=[{"number": "0422 123456", "kind": "Office"}])
        (row,) = self.get_entries("change")[0]["rows"]
        self.assertEqual((row["what"], row["label"]), ("added", "Telephones"))
        self.assertIn("0422 123456", [cell["new"] for cell in row["cells"]])
        self.assertLessEqual(len(row["cells"]), 3)

    def test_link_to_what_the_reader_does_not_see_has_no_title(self):
        frappe.set_user("Administrator")
        hidden = make_party(f"{SECRET} madre").name
        doc = frappe.get_doc("Party", self.party.name)
        doc.update({"agent": self.agent, "parent_party": hidden})
        doc.save(ignore_version=False)
        frappe.set_user(self.agent)
        page = record.get_stream("Party", self.party.name)
        self.assertEqual(page["titles"][f"Party::{hidden}"], "")
        self.assertNotIn(SECRET, json.dumps(page, default=str))

    def test_field_above_the_readers_level_is_not_told(self):
        frappe.set_user("Administrator")
        values = {"doc_type": "Party", "field_name": "notes", "property": "permlevel", "value": "9"}
        setter = {"doctype": "Property Setter", "doctype_or_field": "DocField", "property_type": "Int"}
        made = frappe.get_doc({**setter, **values}).insert()
        self.addCleanup(frappe.clear_cache, doctype="Party")
        self.addCleanup(frappe.delete_doc, "Property Setter", made.name)
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.clear_cache(doctype="Party")
        self.change(notes=f"<p>{SECRET}</p>", website="https://fatti.example.com")
        self.assertIn(SECRET, json.dumps(self.get_entries("change"), default=str))
        frappe.set_user(self.reader)
        entries = self.get_entries("change")
        self.assertIn("fatti.example.com", json.dumps(entries, default=str))
        self.assertNotIn(SECRET, json.dumps(entries, default=str))

    def test_pages_hold_every_entry_once(self):
        for number in range(7):
            self.party.add_comment("Comment", f"<p>Numero {number}</p>")
        whole = [entry["key"] for entry in self.get_entries(length=50)]
        paged = [entry["key"] for start in range(0, 10, 3) for entry in self.get_entries(start=start, length=3)]
        self.assertEqual(paged, whole)
        self.assertEqual(len(set(whole)), 8)

    def test_kinds_are_told_apart(self):
        self.party.add_comment("Comment", "<p>Detto</p>")
        self.change(website="https://fatti.example.com")
        self.assertEqual({entry["kind"] for entry in self.get_entries("comment")}, {"comment"})
        self.assertEqual({entry["kind"] for entry in self.get_entries("change")}, {"change", "made"})
        self.assertEqual(self.get_entries("mail"), [])

    def test_mail_on_a_private_event_does_not_show_on_its_party(self):
        event = make_event("Riservato", party=self.party.name, private=1, assigned_to=self.writer)
        mail = {
            "doctype": "Communication",
            "communication_type": "Communication",
            "subject": f"{SECRET} oggetto",
            "content": SECRET,
            "reference_doctype": "Relation Event",
            "reference_name": event.name,
        }
        link = {"link_doctype": "Party", "link_name": self.party.name}
        frappe.get_doc({**mail, "timeline_links": [link]}).insert(ignore_permissions=True)
        self.assertIn(SECRET, json.dumps(self.get_entries("mail"), default=str))
        frappe.set_user(self.reader)
        self.assertNotIn(SECRET, json.dumps(record.get_side("Party", self.party.name), default=str))

    def test_private_event_has_no_side_for_a_colleague(self):
        event = make_event(SECRET, private=1, assigned_to=self.writer)
        frappe.set_user(self.reader)
        for door in (record.get_side, record.get_stream, record.get_colleagues):
            self.assertRaises(frappe.PermissionError, door, "Relation Event", event.name)

    def test_closed_assignment_tells_who_had_it_and_that_it_is_done(self):
        from frappe.desk.form import assign_to

        given = {"doctype": "Party", "name": self.party.name, "assign_to": json.dumps([self.reader])}
        assign_to.add({**given, "description": "Chiedere il listino"})
        self.assertEqual(record.get_side("Party", self.party.name)["assignments"][0].allocated_to, self.reader)
        frappe.set_user(self.reader)
        assign_to.close("Party", self.party.name, self.reader)
        side = record.get_side("Party", self.party.name)
        told = [entry for entry in side["entries"] if entry["kind"] == "assignment"]
        self.assertEqual(sorted(entry["done"] for entry in told), [0, 1])
        self.assertEqual(side["assignments"], [])

    def test_deleted_comment_comes_back_as_it_was_for_its_writer_alone(self):
        comment = self.party.add_comment("Comment", "<p>Da tenere</p>")
        before = self.get_entries("comment")[0]
        frappe.set_user(self.reader)
        self.assertRaises(frappe.PermissionError, record.delete_comment, comment.name)
        frappe.set_user(self.writer)
        record.delete_comment(comment.name)
        self.assertEqual(self.get_entries("comment"), [])
        frappe.set_user(self.reader)
        self.assertRaises(frappe.DoesNotExistError, record.restore_comment, comment.name)
        frappe.set_user(self.writer)
        record.restore_comment(comment.name)
        after = self.get_entries("comment")[0]
        self.assertEqual((after["content"], after["who"]), (before["content"], before["who"]))
        self.assertEqual(str(after["at"]), str(before["at"]))
        self.assertRaises(frappe.DoesNotExistError, record.restore_comment, comment.name)

    def test_colleagues_say_who_may_read_the_record(self):
        event = make_event("Riservato", private=1, assigned_to=self.writer)
        reads = {row.name: row.reads for row in record.get_colleagues("Relation Event", event.name)}
        self.assertEqual((reads[self.writer], reads[self.reader]), (1, 0))

import io

import frappe

from relcrm.exceptions import AttachmentError
from relcrm.relations.merging.merge import merge
from relcrm.relations.merging.undo import undo
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user
from relcrm.workplace import beside
from relcrm.workplace.attachments import cleaning, contents, revisions

LATER_USER = "revisioni@test.example.com"


class TestAttachmentRevision(IntegrationTestCase):
    def setUp(self):
        self.party = make_party("Revisioni Prova")

    def tearDown(self):
        frappe.set_user("Administrator")
        frappe.db.rollback()

    def attach(self, text, name="Offerta.txt", **values):
        return revisions.attach("Party", self.party.name, name, io.BytesIO(text.encode()), **values)

    def test_same_name_makes_the_next_revision(self):
        first = self.attach("uno", remark="bozza")
        second = self.attach("due", name="OFFERTA.txt")
        self.assertEqual((first.revision, second.revision), (1, 2))
        self.assertEqual(contents.read_whole(first.content_hash), b"uno")
        rows = revisions.get_revisions(second)
        self.assertEqual([(row.revision, row.is_latest) for row in rows], [(2, 1), (1, 0)])
        self.assertEqual([row.name for row in beside.get_files(self.party)], [second.name])

    def test_restoring_makes_a_revision_of_its_own(self):
        first = self.attach("uno")
        self.attach("due")
        third = revisions.restore(first)
        self.assertEqual((third.revision, third.restored_from, third.content_hash), (3, 1, first.content_hash))
        with self.assertRaises(AttachmentError):
            revisions.restore(third)

    def test_same_content_is_kept_once(self):
        other = make_party("Altra")
        made = [self.attach("x" * 3_000_000), self.attach("x" * 3_000_000)]
        made.append(revisions.attach("Party", other.name, "altro.txt", io.BytesIO(b"x" * 3_000_000)))
        fingerprint = made[0].content_hash
        self.assertEqual({one.content_hash for one in made}, {fingerprint})
        self.assertEqual(frappe.db.count("Attachment Content", {"name": fingerprint}), 1)
        self.assertEqual(frappe.db.count("Attachment Chunk", {"content": fingerprint}), 3)
        self.assertEqual(contents.read_whole(fingerprint), b"x" * 3_000_000)
        self.assertEqual(revisions.remove(made[0]), 2)
        self.assertTrue(frappe.db.exists("Attachment Content", fingerprint))
        revisions.remove(made[2])
        self.assertEqual(frappe.db.count("Attachment Chunk", {"content": fingerprint}), 0)

    def test_content_goes_into_a_file_where_the_settings_say_so(self):
        before = frappe.db.get_single_value("RelCRM Settings", "attachments_in")
        self.addCleanup(frappe.db.set_single_value, "RelCRM Settings", "attachments_in", before)
        frappe.db.set_single_value("RelCRM Settings", "attachments_in", "File")
        doc = self.attach("nel file")
        kept = frappe.get_doc("Attachment Content", doc.content_hash)
        self.assertEqual((kept.storage, kept.chunk_count or 0), ("File", 0))
        self.assertEqual(contents.read_whole(doc.content_hash), b"nel file")
        file = frappe.get_doc("File", kept.stored_file)
        self.assertEqual((file.owner, file.is_private), ("Administrator", 1))

    def test_programs_and_what_is_too_large_are_refused(self):
        for field, value in (("attachment_limit", 1), ("attachments_refused", "xyz")):
            before = frappe.db.get_single_value("RelCRM Settings", field)
            self.addCleanup(frappe.db.set_single_value, "RelCRM Settings", field, before)
            frappe.db.set_single_value("RelCRM Settings", field, value)
        for name, content in (("a.exe", b"x"), ("b.txt", b"MZ program"), ("c.XYZ", b"x"), ("d.txt", b"x" * 1_100_000)):
            with self.assertRaises(AttachmentError):
                revisions.attach("Party", self.party.name, name, io.BytesIO(content))
        self.assertEqual(revisions.get_files("Party", self.party.name), [])

    def test_a_name_leads_nowhere(self):
        for given, kept in (("../../etc/passwd", "passwd"), ("a\u202efdp.txt", "afdp.txt"), ("", frappe._("file"))):
            self.assertEqual(self.attach("x", name=given).file_name, kept)

    def test_a_file_of_another_door_becomes_the_first_revision(self):
        values = {"attached_to_doctype": "Party", "attached_to_name": self.party.name, "is_private": 1}
        frappe.get_doc({"doctype": "File", "file_name": "Offerta.txt", "content": "prima", **values}).insert()
        self.assertEqual(self.attach("seconda").revision, 2)
        files = beside.get_files(self.party)
        self.assertEqual(len(files), 1)
        self.assertEqual(contents.read_whole(revisions.get_revisions(files[0] | {
            "file_key": "offerta.txt"})[1].content_hash), b"prima")

    def test_private_event_closes_its_files(self):
        make_user(LATER_USER, "RelCRM User")
        event = make_event("Riservato", private=1)
        doc = revisions.attach("Relation Event", event.name, "segreto.txt", io.BytesIO(b"segreto"))
        opened = revisions.attach("Party", self.party.name, "aperto.txt", io.BytesIO(b"aperto"))
        frappe.set_user(LATER_USER)
        both = {"name": ["in", [doc.name, opened.name]]}
        self.assertEqual(frappe.get_list("Attachment Revision", filters=both, pluck="name"), [opened.name])
        self.assertFalse(frappe.has_permission("Attachment Revision", "read", doc=doc.name))
        self.assertTrue(frappe.has_permission("Attachment Revision", "read", doc=opened.name))
        frappe.clear_messages()

    def test_files_of_deleted_records_wait_a_day(self):
        doc = self.attach("x")
        frappe.delete_doc("Party", self.party.name)
        self.assertEqual(cleaning.clean(), 0)
        frappe.db.set_value(
            "Deleted Document", {"deleted_name": self.party.name}, "creation", "2026-01-01 00:00:00"
        )
        self.assertEqual(cleaning.clean(), 1)
        self.assertFalse(frappe.db.exists("Attachment Content", doc.content_hash))

    def test_merged_records_keep_all_revisions_and_get_them_back(self):
        other = make_party("Doppione Revisioni")
        there = revisions.attach("Party", other.name, "offerta.txt", io.BytesIO(b"zero"))
        here = self.attach("uno")
        trace = merge("Party", self.party.name, other.name)
        rows = revisions.get_revisions(here)
        self.assertEqual([(row.name, row.revision, row.is_latest) for row in rows],
                         [(there.name, 2, 1), (here.name, 1, 0)])  # fmt: skip
        undo(trace)
        self.assertEqual([(row.name, row.revision, row.is_latest) for row in revisions.get_revisions(here)],
                         [(here.name, 1, 1)])  # fmt: skip
        self.assertEqual(frappe.db.get_value("Attachment Revision", there.name, ["revision", "is_latest"]), (1, 1))

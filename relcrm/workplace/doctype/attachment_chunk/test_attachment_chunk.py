import io

import frappe

from relcrm.testing import IntegrationTestCase, make_user
from relcrm.workplace.attachments import contents

READER = "allegati@test.example.com"


class TestAttachmentChunk(IntegrationTestCase):
    def tearDown(self):
        frappe.set_user("Administrator")
        frappe.db.rollback()

    def test_is_seen_by_the_account_administrator_alone(self):
        contents.keep(io.BytesIO(b"segreto"))
        make_user(READER, "System Manager", "RelCRM Administrator")
        self.assertTrue(frappe.get_list("Attachment Chunk"))
        frappe.set_user(READER)
        self.assertEqual(frappe.get_list("Attachment Chunk"), [])
        name = frappe.get_all("Attachment Chunk", pluck="name")[0]
        self.assertFalse(frappe.has_permission("Attachment Chunk", "read", doc=name))
        frappe.clear_messages()

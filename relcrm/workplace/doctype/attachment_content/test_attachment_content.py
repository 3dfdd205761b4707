import io

import frappe

from relcrm.testing import IntegrationTestCase, make_user
from relcrm.workplace.attachments import contents

READER = "allegati@test.example.com"


class TestAttachmentContent(IntegrationTestCase):
    def tearDown(self):
        frappe.set_user("Administrator")
        frappe.db.rollback()

    def test_is_seen_by_the_account_administrator_alone(self):
        contents.keep(io.BytesIO(b"segreto"))
        make_user(READER, "System Manager", "RelCRM Administrator")
        self.assertTrue(frappe.get_list("Attachment Content"))
        frappe.set_user(READER)
        self.assertEqual(frappe.get_list("Attachment Content"), [])
        name = frappe.get_all("Attachment Content", pluck="name")[0]
        self.assertFalse(frappe.has_permission("Attachment Content", "read", doc=name))
        frappe.clear_messages()

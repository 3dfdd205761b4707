"""Members of segments: who sees them, and that nobody writes them but the server."""

import frappe

from relcrm.api import doors, segments
from relcrm.testing import IntegrationTestCase, make_party, make_user


class TestPartySegmentMember(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("membro.ufficio@example.com", "RelCRM User")
        cls.agent = make_user("membro.agente@example.com", "RelCRM Agent")
        cls.party = make_party("Membro S.r.l.").name

    def setUp(self):
        frappe.set_user(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")
        values = {"segment_name": "A mano", "visibility": "Everyone", "conditions": [], "added": [self.party]}
        self.segment = segments.save_segment(values)["name"]

    def count(self, user: str) -> int:
        frappe.set_user("Administrator")
        frappe.set_user(user)
        return doors.get_count("Party Segment Member", {"segment": self.segment})

    def test_a_member_is_seen_with_its_party(self):
        self.assertEqual(self.count(self.clerk), 1)
        self.assertEqual(self.count(self.agent), 0)

    def test_who_entered_and_left_is_the_owners_alone(self):
        frappe.db.set_value("Party Segment Member", {"segment": self.segment}, "how", "Watched")
        self.assertEqual(self.count(self.clerk), 1)
        other = make_user("membro.altra@example.com", "RelCRM Manager")
        self.assertEqual(self.count(other), 0)
        row = frappe.get_doc("Party Segment Member", {"segment": self.segment})
        self.assertFalse(row.has_permission("read"))

    def test_only_the_server_writes_them(self):
        row = {"doctype": "Party Segment Member", "segment": self.segment, "party": self.party, "how": "Added"}
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc(row).insert()

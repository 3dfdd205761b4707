import frappe

from relcrm.agenda import following
from relcrm.api import record
from relcrm.exceptions import FollowError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

DT = "Followed Record"


class TestFollowedRecord(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fan = make_user("segue.uno@example.com", "RelCRM User")
        cls.other = make_user("segue.due@example.com", "RelCRM User")
        cls.agent = make_user("segue.agente@example.com", "RelCRM Agent")

    def setUp(self):
        frappe.set_user("Administrator")
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.db.delete(DT)
        frappe.db.delete("Notification Log")
        self.party = make_party("Seguita S.r.l.")
        frappe.set_user(self.fan)
        record.follow("Party", self.party.name, "At once")
        self.look_back()

    def look_back(self):
        """As if it had been asked for a while ago."""
        earlier = frappe.utils.add_to_date(frappe.utils.now_datetime(), minutes=-5)
        frappe.db.set_value(DT, {"user": self.fan}, "told_until", earlier)
        frappe.db.set_value("Party", self.party.name, "creation", "2020-01-01 00:00:00", update_modified=False)

    def tell(self) -> list[str]:
        frappe.set_user("Administrator")
        following.tell_at_once()
        return frappe.get_all("Notification Log", filters={"for_user": self.fan}, pluck="subject")

    def test_what_others_do_is_told_once_in_one_sentence(self):
        frappe.set_user(self.other)
        self.party.add_comment("Comment", "Ha chiamato")
        make_event("Visita", party=self.party.name)
        self.assertEqual(len(self.tell()), 1)
        self.assertIn("Seguita", self.tell()[0])
        self.assertEqual(len(self.tell()), 1)

    def test_a_comment_and_a_file_on_an_event_of_the_company_count(self):
        frappe.set_user(self.other)
        event = make_event("Visita", party=self.party.name)
        event.add_comment("Comment", "Portare il catalogo")
        attached = {"attached_to_doctype": "Relation Event", "attached_to_name": event.name}
        frappe.get_doc({"doctype": "File", "file_name": "a.txt", "content": "x", "is_private": 1, **attached}).insert()
        frappe.set_user(self.fan)
        frappe.local.lang = "en"
        (line,) = self.tell()
        for part in ("new: 1", "comments: 1", "files: 1"):
            self.assertIn(part, line)

    def test_own_acts_and_what_is_private_tell_nothing(self):
        frappe.set_user(self.fan)
        self.party.add_comment("Comment", "Appunto mio")
        frappe.set_user(self.other)
        secret = make_event("Segreto", party=self.party.name, private=1)
        secret.add_comment("Comment", "Segreto anche questo")
        self.assertEqual(self.tell(), [])

    def test_who_may_no_longer_read_is_told_nothing(self):
        frappe.set_user("Administrator")
        make_user(self.fan, "RelCRM Agent")
        self.addCleanup(make_user, self.fan, "RelCRM User")
        frappe.set_user(self.other)
        self.party.add_comment("Comment", "Ha chiamato")
        self.assertEqual(self.tell(), [])

    def test_once_a_day_is_left_to_the_daily_job_and_stopping_ends_it(self):
        frappe.set_user(self.fan)
        self.assertEqual(record.follow("Party", self.party.name, "Once a day"), {"rhythm": "Once a day"})
        frappe.set_user(self.other)
        self.party.add_comment("Comment", "Ha chiamato")
        self.assertEqual(self.tell(), [])
        self.assertEqual(following.tell_daily(), 1)
        frappe.set_user(self.fan)
        self.assertEqual(record.follow("Party", self.party.name, ""), {"rhythm": ""})
        self.assertEqual(frappe.db.count(DT), 0)

    def test_a_followed_record_can_be_deleted_and_is_then_forgotten(self):
        frappe.set_user("Administrator")
        frappe.delete_doc("Party", self.party.name)
        following.forget_gone()
        self.assertEqual(frappe.db.count(DT), 0)

    def test_only_what_one_may_read_and_nobody_elses(self):
        frappe.set_user(self.agent)
        with self.assertRaises(frappe.PermissionError):
            record.follow("Party", self.party.name, "At once")
        self.assertEqual(frappe.get_list(DT), [])
        kept = frappe.db.get_value(DT, {"user": self.fan}, "name")
        self.assertFalse(frappe.has_permission(DT, "read", doc=kept))
        frappe.set_user(self.fan)
        with self.assertRaises(FollowError):
            record.follow("Party", self.party.name, "Every hour")

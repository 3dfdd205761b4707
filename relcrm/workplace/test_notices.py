import json

import frappe

from relcrm.api import me
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user
from relcrm.workplace import account, digest, notices


class TestNotices(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.giver = make_user("da.incarico@example.com", "RelCRM User")
        cls.taker = make_user("prende.incarico@example.com", "RelCRM User")

    def setUp(self):
        frappe.set_user(self.giver)
        self.addCleanup(frappe.set_user, "Administrator")
        self.party = make_party("Avvisi e Figli")

    def get_rows(self, user):
        frappe.set_user(user)
        return me.get_notices()["rows"]

    def test_mention_reaches_the_colleague_with_the_title_of_the_record(self):
        mark = f'<span class="mention" data-id="{self.taker}" data-value="x" data-label="x">@x</span>'
        self.party.add_comment("Comment", f"<p>Vedi {mark}</p>")
        row = self.get_rows(self.taker)[0]
        self.assertEqual((row.type, row.title, row.from_user), ("Mention", "Avvisi e Figli", self.giver))
        self.assertEqual([one for one in self.get_rows(self.giver) if one.type == "Mention"], [])

    def test_assignment_is_told_to_whom_it_is_given(self):
        from frappe.desk.form import assign_to

        given = {"doctype": "Party", "name": self.party.name, "assign_to": json.dumps([self.taker])}
        assign_to.add({**given, "description": "Chiedere"})
        row = self.get_rows(self.taker)[0]
        self.assertEqual((row.type, row.given, row.title), ("Assignment", 1, "Avvisi e Figli"))
        assign_to.close("Party", self.party.name, self.taker)
        # Frappe tells nobody of the end; standalone tells who gave it, and never as something given.
        told = [(one.type, one.given) for one in self.get_rows(self.giver) if one.from_user == self.taker]
        self.assertIn(told, ([], [("Assignment", 0)]))

    def test_share_is_told_when_asked(self):
        frappe.set_user("Administrator")
        frappe.share.add("Party", self.party.name, self.taker, notify=1)
        self.assertEqual(self.get_rows(self.taker)[0].type, "Share")

    def test_title_of_what_one_no_longer_sees_is_not_told(self):
        event = make_event("Apertissimo", assigned_to=self.giver)
        line = {"doctype": "Notification Log", "subject": "Novità", "type": "Mention", "for_user": self.taker}
        about = {"document_type": "Relation Event", "document_name": event.name}
        frappe.get_doc({**line, **about}).insert(ignore_permissions=True)
        self.assertEqual(self.get_rows(self.taker)[0].title, "Apertissimo")
        frappe.set_user(self.giver)
        event.reload()
        event.private = 1
        event.save()
        self.assertIsNone(self.get_rows(self.taker)[0].title)

    def test_digest_holds_what_is_new_and_is_not_sent_twice_over(self):
        frappe.set_user(self.taker)
        notices.save_choices(True, "daily", {})
        notices.set_read(None, True)
        frappe.set_user("Administrator")
        user = frappe.db.get_value("User", self.taker, ["name", "email", "language"], as_dict=True)
        since = frappe.utils.add_days(frappe.utils.now_datetime(), -1)
        self.assertFalse(digest.send_digest(user, since))
        line = {"doctype": "Notification Log", "subject": "<b>Anna</b> ti cita", "type": "Mention"}
        frappe.get_doc({**line, "for_user": self.taker}).insert(ignore_permissions=True)
        sent = []
        self.addCleanup(setattr, frappe, "sendmail", frappe.sendmail)
        frappe.sendmail = lambda **mail: sent.append(mail)  # the outside world owns it
        self.assertTrue(digest.send_digest(user, since))
        self.assertEqual(sent[0]["recipients"], [user.email])
        self.assertIn("Anna ti cita", sent[0]["message"])
        frappe.set_user(self.taker)
        self.addCleanup(self.be_quiet)
        notices.save_choices(True, "each", {})
        frappe.set_user("Administrator")
        self.assertFalse(digest.send_digest(user, since))

    def be_quiet(self):
        frappe.set_user(self.taker)
        notices.save_choices(True, "daily", {})

    def test_device_is_read_out_of_what_a_browser_says(self):
        told = {
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36": (
                "Chrome",
                "Windows",
            ),
            "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0": ("Firefox", "Linux"),
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1": (
                "Safari",
                "iPhone",
            ),
            "curl/8.0": ("", ""),
            None: ("", ""),
        }
        for agent, (browser, system) in told.items():
            self.assertEqual(account.read_device(agent), {"browser": browser, "system": system}, agent)

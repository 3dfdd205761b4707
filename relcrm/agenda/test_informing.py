import frappe

from relcrm.agenda import informing
from relcrm.api import agenda
from relcrm.exceptions import InformError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user


class TestInforming(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = make_user("informa.uno@example.com", "RelCRM User")
        cls.two = make_user("informa.due@example.com", "RelCRM User")
        cls.agent = make_user("informa.agente@example.com", "RelCRM Agent")
        cls.party = make_party("Informati S.r.l.").name
        cls.person = make_person(cls.party, "Ada Informata", emails=[{"email": "ada@example.org"}]).name

    def setUp(self):
        frappe.set_user(self.one)
        self.addCleanup(frappe.set_user, "Administrator")
        self.event = make_event("Riunione", party=self.party, starts_on="2031-05-06 10:00:00", assigned_to=self.one)

    def notices(self, user: str) -> list[str]:
        filters = {"for_user": user, "document_name": self.event.name}
        return frappe.get_all("Notification Log", filters=filters, pluck="subject")

    def test_colleagues_get_it_in_their_agenda_and_a_notice_once(self):
        answer = agenda.inform(self.event.name, users=[self.two, self.one], message="Vieni se puoi")
        self.assertEqual(answer, {"told": [self.two], "mailed": []})
        agenda.inform(self.event.name, users=[self.two])
        self.assertEqual(len(self.notices(self.two)), 1)
        self.assertIn("Vieni se puoi", self.notices(self.two)[0])
        self.assertEqual(self.notices(self.one), [])
        frappe.set_user(self.two)
        rows = agenda.get_events("2031-05-06 00:00:00", "2031-05-07 00:00:00")
        self.assertEqual([(row.name, row.informed) for row in rows], [(self.event.name, 1)])

    def test_an_agent_who_would_not_see_it_does_once_told(self):
        self.assertFalse(frappe.has_permission("Relation Event", "read", doc=self.event.name, user=self.agent))
        agenda.inform(self.event.name, users=[self.agent])
        self.assertTrue(frappe.has_permission("Relation Event", "read", doc=self.event.name, user=self.agent))

    def test_without_an_account_that_sends_nothing_is_told_by_halves(self):
        frappe.db.delete("Email Account", {"default_outgoing": 1})
        with self.assertRaises(InformError):
            agenda.inform(self.event.name, users=[self.two], outside=["ada@example.org"])

    def test_who_may_not_write_may_not_tell(self):
        frappe.set_user(self.agent)
        with self.assertRaises(frappe.PermissionError):
            agenda.inform(self.event.name, users=[self.two])

    def test_bad_input_is_a_sentence(self):
        nameless = make_person(self.party, "Senza Posta").name
        wrong = (
            {"users": ["nessuno@example.com"]},
            {"outside": ["non un indirizzo"]},
            {"outside": [{"contact_person": nameless}]},
            {"outside": [{"contact_person": "PER-9999999"}]},
            {"outside": [f"n{count}@example.org" for count in range(60)]},
        )
        for values in wrong:
            with self.assertRaises(InformError):
                informing.inform(self.event.name, values.get("users", []), values.get("outside", []))
        self.assertEqual(frappe.db.count("Communication", {"reference_name": self.event.name}), 0)

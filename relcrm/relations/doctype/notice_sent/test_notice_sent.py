"""That somebody was given a notice: seen by whoever sees the party."""

import frappe
from frappe.utils import nowdate

from relcrm.exceptions import PersonalDataError
from relcrm.testing import IntegrationTestCase, make_party, make_person, make_user


class TestNoticeSent(IntegrationTestCase):
    def test_it_belongs_to_a_party_that_one_sees(self):
        self.addCleanup(frappe.set_user, "Administrator")
        notice = {"doctype": "Information Notice", "notice_name": "Informativa 2", "version": "1"}
        notice["valid_from"] = nowdate()
        sent = {"doctype": "Notice Sent", "notice": frappe.get_doc(notice).insert().name}
        self.assertRaises(PersonalDataError, frappe.get_doc(sent).insert)
        person = make_person(make_party("Avvisata Srl").name, "Ada Avvisata")
        kept = frappe.get_doc({**sent, "contact_person": person.name}).insert()
        self.assertEqual((kept.party, str(kept.sent_on)), (person.party, nowdate()))
        frappe.set_user(make_user("avvisi.agente@example.com", "RelCRM Agent"))
        self.assertEqual(frappe.get_list("Notice Sent", pluck="name"), [])
        self.assertRaises(frappe.ValidationError, frappe.get_doc({**sent, "contact_person": person.name}).insert)

"""Information notices: who of a source was not given one yet."""

import frappe
from frappe.utils import nowdate

from relcrm.api import privacy
from relcrm.exceptions import PersonalDataError
from relcrm.testing import IntegrationTestCase, make_party, make_person


class TestInformationNotice(IntegrationTestCase):
    def test_who_lacks_it_and_who_was_given_it(self):
        source = frappe.get_all("Party Source", pluck="name", limit=1, order_by="name asc")[0]
        notice = {"doctype": "Information Notice", "notice_name": "Informativa 1", "version": "1"}
        notice["valid_from"] = nowdate()
        notice = frappe.get_doc({**notice, "source": source}).insert().name
        party = make_party("Informata Srl", source=source).name
        person = make_person(party, "Ida Informata").name
        human = make_party("Ivo Informato", party_type="Person", source=source).name
        other = make_party("Altra Fonte", party_type="Person").name
        before = {row.name for row in privacy.get_missing_notice(notice)["people"]}
        self.assertLessEqual({person, human}, before)
        self.assertNotIn(other, before)
        records = [{"doctype": "Contact Person", "name": person}, {"doctype": "Party", "name": human}]
        self.assertEqual(privacy.give_notice(notice, records, nowdate(), "E-mail"), {"made": 2})
        self.assertEqual(privacy.give_notice(notice, records, nowdate(), "E-mail"), {"made": 0})
        self.assertFalse({person, human} & {row.name for row in privacy.get_missing_notice(notice)["people"]})

    def test_it_is_sent_to_who_lacks_it_and_has_an_address(self):
        self.addCleanup(frappe.db.rollback)
        notice = {"doctype": "Information Notice", "notice_name": "Informativa 3", "version": "1"}
        notice = frappe.get_doc({**notice, "valid_from": nowdate()}).insert()
        party = make_party("Spedita Srl").name
        reached = make_person(party, "Eva Spedita", emails=[{"email": "eva@spedita.example"}]).name
        people = (reached, make_person(party, "Ugo Muto").name)
        records = [{"doctype": "Contact Person", "name": name} for name in people]
        with self.assertRaisesRegex(PersonalDataError, "neither a text nor a file"):
            privacy.send_notice(notice.name, records)
        notice.update({"body": "<p>Chi tratta i tuoi dati</p>"}).save()
        account = {"email_account_name": "Ufficio avvisi", "email_id": "avvisi@nostra.example"}
        account |= {"smtp_server": "127.0.0.1"}
        account |= {"enable_outgoing": 1, "default_outgoing": 1, "no_smtp_authentication": 1}
        frappe.get_doc({"doctype": "Email Account", **account}).insert()
        self.assertEqual(privacy.send_notice(notice.name, records), {"sent": 1, "without": 1})
        self.assertEqual(privacy.send_notice(notice.name, records), {"sent": 0, "without": 1})
        [queued] = frappe.get_all("Email Queue", filters={"reference_name": reached}, fields=["message"])
        self.assertIn("Informativa 3", queued.message)
        given = {"notice": notice.name, "contact_person": reached}
        self.assertEqual(frappe.db.get_value("Notice Sent", given, "channel"), "E-mail")
        self.assertRaises(PersonalDataError, privacy.give_notice, notice.name, records, "ieri")

"""Information notices: who of a source was not given one yet."""

import frappe
from frappe.utils import nowdate

from relcrm.api import privacy
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

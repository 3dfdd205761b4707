import frappe

from relcrm.exceptions import CustomisationError
from relcrm.testing import IntegrationTestCase, make_user
from relcrm.workplace.customising import kinds, records, rights, taking_back


def last_change():
    return taking_back.get_changes()[0]["name"]


NOTHING = dict.fromkeys([*rights.SHOWN, rights.ONLY_OWN], 0)


class TestRights(IntegrationTestCase):
    def test_right_is_taken_and_given_back(self):
        before = rights.get_cell("Party Source", "RelCRM Manager")
        rights.set_cell(
            "Party Source",
            "RelCRM Manager",
            {
                **before,
                "read": 0,
                "write": 0,
                "create": 0,
                "delete": 0,
                "export": 0,
                "print": 0,
                "share": 0,
                "import": 0,
            },
        )
        self.assertEqual(rights.get_cell("Party Source", "RelCRM Manager")["read"], 0)
        taking_back.take_back(last_change())
        self.assertEqual(rights.get_cell("Party Source", "RelCRM Manager"), before)
        self.assertFalse(rights.is_changed("Party Source"))

    def test_role_is_copied_and_taken_back(self):
        rights.add_role("Magazzino", "RelCRM User")
        self.assertEqual(rights.get_cell("Party", "Magazzino"), rights.get_cell("Party", "RelCRM User"))
        taking_back.take_back(last_change())
        self.assertFalse(frappe.db.exists("Role", "Magazzino"))

    def test_new_kind_opens_just_what_was_said(self):
        values = {"label_it": "Veicolo prova", "see": ["RelCRM User"], "change": ["RelCRM Manager"]}
        name = kinds.add_kind(values)["doctype"]
        self.assertEqual(rights.get_cell(name, "RelCRM User"), {**NOTHING, "read": 1, "print": 1})
        manager = rights.get_cell(name, "RelCRM Manager")
        self.assertEqual((manager["write"], manager["create"], manager["delete"], manager["export"]), (1, 1, 0, 0))
        rights.set_cell(name, "RelCRM User", {**NOTHING, "read": 1, "only_own": 1})
        self.assertEqual(
            records.get_role_rows(name, "RelCRM User"), [{"if_owner": 1, "select": 1, "read": 1, "report": 1}]
        )

    def test_nobody_locks_themselves_out(self):
        mine = make_user("capo.prova@example.com", "System Manager")
        frappe.set_user(mine)
        try:
            person = {"email": mine, "first_name": "Capo", "enabled": 1, "roles": ["System Manager"]}
            self.assertRaises(CustomisationError, rights.save_person, {**person, "roles": ["RelCRM User"]})
            self.assertRaises(CustomisationError, rights.save_person, {**person, "enabled": 0})
        finally:
            frappe.set_user("Administrator")

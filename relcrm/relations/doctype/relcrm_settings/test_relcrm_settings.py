import frappe

from relcrm.outreach.letters import get_sender_lines, get_window
from relcrm.testing import IntegrationTestCase, make_user


class TestRelCRMSettings(IntegrationTestCase):
    def test_sender_of_letters(self):
        settings = frappe.get_doc("RelCRM Settings")
        settings.update({"company_name": "Prova Srl", "company_street": "Via Roma 1", "company_cap": "31100"})
        settings.update({"company_town": "Treviso", "company_province": "TV", "company_contact_line": None})
        settings.save()
        self.assertEqual(get_sender_lines(settings), ["Prova Srl", "Via Roma 1, 31100 Treviso (TV)"])

    def test_window_has_measures_even_when_none_are_set(self):
        settings = frappe.get_doc("RelCRM Settings")
        settings.window_left = 0
        self.assertEqual(get_window(settings)["left"], 112)

    def test_only_an_administrator_changes_them(self):
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.set_user(make_user("impostazioni@example.com", "RelCRM Manager"))
        settings = frappe.get_doc("RelCRM Settings")
        self.assertRaises(frappe.PermissionError, settings.save)

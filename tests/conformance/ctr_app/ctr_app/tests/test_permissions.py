"""Rows 23-24: who may see and do what."""

from __future__ import annotations

import frappe
from frappe.permissions import add_user_permission

from ctr_app.tests.base import MANAGER, NOBODY, OTHER, READER, USER, ContractTestCase, make_lead


class TestRoles(ContractTestCase):
    def test_get_all_ignores_what_get_list_enforces(self):
        make_lead()
        with self.as_user(NOBODY):
            self.assertTrue(frappe.get_all("Ctr Lead"))
            self.assertRaises(frappe.PermissionError, frappe.get_list, "Ctr Lead")

    def test_rights_of_a_role(self):
        lead = make_lead()
        with self.as_user(USER):
            doc = frappe.get_doc("Ctr Lead", lead.name)
            self.assertTrue(doc.has_permission("write"))
            self.assertFalse(doc.has_permission("delete"))
            self.assertRaises(frappe.PermissionError, doc.delete)
        with self.as_user(MANAGER):
            frappe.get_doc("Ctr Lead", lead.name).delete()

    def test_insert_needs_create(self):
        with self.as_user(READER), self.assertRaises(frappe.PermissionError):
            make_lead()

    def test_ignore_permissions(self):
        with self.as_user(NOBODY):
            frappe.get_doc(doctype="Ctr Lead", lead_name="Forced").insert(ignore_permissions=True)

    def test_only_for(self):
        frappe.flags.in_test = False  # a bench lets every role through in tests
        try:
            with self.as_user(USER):
                frappe.only_for("Ctr User")
                self.assertRaises(frappe.PermissionError, frappe.only_for, "Ctr Manager")
            frappe.only_for("Ctr Manager")
        finally:
            frappe.flags.in_test = True

    def test_automatic_roles(self):
        roles = frappe.get_roles(USER)
        self.assertIn("All", roles)
        self.assertIn("Guest", roles)
        self.assertEqual(frappe.get_roles("Guest"), ["Guest"])


class TestOwner(ContractTestCase):
    def test_if_owner_limits_list_and_document(self):
        foreign = make_lead(lead_name="Foreign")
        own = make_lead(lead_name="Own")
        frappe.db.set_value("Ctr Lead", own.name, "owner", READER)
        with self.as_user(READER):
            self.assertEqual(frappe.get_list("Ctr Lead", pluck="name"), [own.name])
            self.assertTrue(frappe.has_permission("Ctr Lead", "read", own.name))
            self.assertFalse(frappe.has_permission("Ctr Lead", "read", foreign.name))


class TestShare(ContractTestCase):
    def test_share_opens_one_document(self):
        lead, closed = make_lead(), make_lead()
        frappe.share.add("Ctr Lead", lead.name, NOBODY, read=1)
        with self.as_user(NOBODY):
            self.assertTrue(frappe.has_permission("Ctr Lead", "read", lead.name))
            self.assertFalse(frappe.has_permission("Ctr Lead", "write", lead.name))
            self.assertFalse(frappe.has_permission("Ctr Lead", "read", closed.name))
            self.assertEqual(frappe.get_list("Ctr Lead", pluck="name"), [lead.name])

    def test_sharing_needs_the_right(self):
        lead = make_lead()
        with self.as_user(NOBODY):
            self.assertRaises(frappe.PermissionError, frappe.share.add, "Ctr Lead", lead.name, OTHER)


class TestUserPermission(ContractTestCase):
    def setUp(self):
        super().setUp()
        for name in ("Contract East", "Contract West"):
            frappe.get_doc(doctype="Ctr Territory", territory_name=name).insert()
        self.east = make_lead(lead_name="E", territory="Contract East").name
        self.west = make_lead(lead_name="W", territory="Contract West").name
        self.blank = make_lead(lead_name="-").name
        add_user_permission("Ctr Territory", "Contract East", USER)

    def tearDown(self):
        super().tearDown()
        frappe.clear_cache(user=USER)

    def test_links_outside_are_hidden_and_blank_passes(self):
        with self.as_user(USER):
            seen = set(frappe.get_list("Ctr Lead", pluck="name"))
            self.assertTrue({self.east, self.blank} <= seen)
            self.assertNotIn(self.west, seen)
            self.assertTrue(frappe.has_permission("Ctr Lead", "read", self.east))
            self.assertTrue(frappe.has_permission("Ctr Lead", "read", self.blank))
            self.assertFalse(frappe.has_permission("Ctr Lead", "read", self.west))

    def test_single_value_becomes_the_default(self):
        with self.as_user(USER):
            self.assertEqual(frappe.new_doc("Ctr Lead").territory, "Contract East")


class TestFieldLevels(ContractTestCase):
    def test_level_is_not_read_and_not_written(self):
        lead = make_lead(internal="secret")
        with self.as_user(USER):
            row = frappe.get_list("Ctr Lead", {"name": lead.name}, ["name", "internal"])[0]
            self.assertNotIn("internal", row)
            doc = frappe.get_doc("Ctr Lead", lead.name)
            doc.internal = "changed"
            doc.save()
            doc.apply_fieldlevel_read_permissions()
            self.assertIsNone(doc.get("internal"))
        self.assertEqual(frappe.db.get_value("Ctr Lead", lead.name, "internal"), "secret")

    def test_level_is_open_to_its_role(self):
        lead = make_lead(internal="secret")
        with self.as_user(MANAGER):
            self.assertEqual(frappe.get_list("Ctr Lead", {"name": lead.name}, ["internal"])[0].internal, "secret")


class TestHooks(ContractTestCase):
    def test_query_conditions_limit_lists_only_and_has_permission_documents_only(self):
        hidden = frappe.get_doc(doctype="Ctr Hash", text="h", hidden=1).insert().name
        shown = frappe.get_doc(doctype="Ctr Hash", text="s").insert().name
        with self.as_user(USER):
            names = frappe.get_list("Ctr Hash", pluck="name")
            self.assertIn(shown, names)
            self.assertNotIn(hidden, names)
            self.assertFalse(frappe.has_permission("Ctr Hash", "read", hidden))
            self.assertTrue(frappe.has_permission("Ctr Hash", "read", shown))
        self.assertIn(hidden, frappe.get_list("Ctr Hash", pluck="name"))

    def test_denial_by_hook_yields_to_a_share(self):
        hidden = frappe.get_doc(doctype="Ctr Hash", text="h", hidden=1).insert().name
        frappe.share.add("Ctr Hash", hidden, USER, read=1)
        with self.as_user(USER):
            self.assertTrue(frappe.has_permission("Ctr Hash", "read", hidden))
